// A server on the loopback for tests: methods to fill, open to everybody as administrator unless told otherwise, and
// what the observer heard.

#ifndef TESTS_SERVICE_RPC_SERVED_H_
#define TESTS_SERVICE_RPC_SERVED_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "service/app/access/authenticator.h"
#include "service/app/access/authorizer.h"
#include "service/call/method_set.h"
#include "service/rpc/server.h"
#include "tests/service/app/access/fake_snapshot.h"

namespace walz {

inline constexpr char kGetCentre[] = "walz.v1.CentreService/GetCentre";

struct HeardCall {
  std::string method;
  std::string principal;
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string reason;
  std::string internal_error;
  std::int64_t request_count = 0;
  std::int64_t response_count = 0;
  std::string request_id;
};

class Listener final : public CallObserver {
 public:
  void OnCallStart(absl::string_view) override {
    const std::lock_guard lock(mutex_);
    ++started_;
  }
  void OnCallEnd(const CallEnd& end) override {
    const std::lock_guard lock(mutex_);
    ended_.push_back({std::string(end.method), std::string(end.principal), end.code, std::string(end.reason),
                      std::string(end.internal_error), end.request_count, end.response_count,
                      std::string(end.request_id)});
    changed_.notify_all();
  }
  // Waits until so many calls have ended.
  std::vector<HeardCall> Await(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_.size() >= count; });
    return ended_;
  }
  std::size_t started() const {
    const std::lock_guard lock(mutex_);
    return started_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t started_ = 0;
  std::vector<HeardCall> ended_;
};

struct Served {
  Served() { options.address = "127.0.0.1:0"; }

  // To be called once, when the rest is set.
  void Start() {
    if (!authenticator) authenticator.emplace(AuthenticatorOptions{.anonymous_role = Role::kAdmin}, nullptr);
    absl::StatusOr<std::unique_ptr<RpcServer>> started =
        RpcServer::Start(options, methods, *authenticator, authorizer, &listener);
    ASSERT_TRUE(started.ok()) << started.status();
    server = *std::move(started);
    server->SetAllServing(true);
  }
  std::string target() const { return absl::StrCat("127.0.0.1:", server->port()); }

  RpcOptions options;
  MethodSet methods;
  FakeRecords records;
  std::optional<Authenticator> authenticator;
  Authorizer authorizer{SnapshotsOf(records)};
  Listener listener;
  std::unique_ptr<RpcServer> server;
};

}  // namespace walz

#endif  // TESTS_SERVICE_RPC_SERVED_H_
