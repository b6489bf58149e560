// CallScope: one call from its arrival to its end, whatever its kind: who calls, what is granted, when it must stop,
// what the observer hears.

#ifndef SERVICE_RPC_CALL_SCOPE_H_
#define SERVICE_RPC_CALL_SCOPE_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

#include "service/app/access/authenticator.h"
#include "service/app/access/authorizer.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/rpc/limits.h"
#include "service/rpc/observer.h"
#include "service/rpc/worker_pool.h"

namespace walz {

// What the server gives to all calls.
struct Serving {
  const Authenticator* authenticator = nullptr;
  const Authorizer* authorizer = nullptr;
  CallObserver* observer = nullptr;  // May be null.
  std::function<absl::Time()> now;
  RpcLimits limits;
  WorkerPool* workers = nullptr;
  WorkerPool* streams = nullptr;
  std::atomic<bool> draining{false};
  std::stop_source endless_stop;  // Asked when draining: streams that end only with their client.

  // Calls that are not over, the last byte of their answer sent.
  void CountCall() { ++call_count_; }
  void UncountCall();
  // False: some are left at `deadline`.  To be called when draining.
  bool AwaitNoCalls(absl::Time deadline);

  // One stream more or less of a principal; false: it has as many as it may.
  bool TryOpenStream(const std::string& principal);
  void CloseStream(const std::string& principal);

 private:
  std::mutex streams_mutex_;
  std::map<std::string, int> streams_of_;  // Open ones, by principal.
  std::atomic<std::int64_t> call_count_{0};
  std::mutex mutex_;
  std::condition_variable no_calls_;
};

struct ServedMethod {
  std::string name;                // `walz.v1.CentreService/GetCentre`.
  const Method* method = nullptr;  // Null: nobody offers it.
  bool endless = false;            // A stream that ends only with its client.
  Serving* serving = nullptr;
};

// Thread rule: one thread at a time, save RequestStop and stop_requested.
class CallScope {
 public:
  // `method` has to outlive this.
  CallScope(const ServedMethod& method, Peer peer, std::string peer_text, absl::Time deadline);
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

  // May this caller call this method at all?  To be asked before the request is read.
  absl::Status Enter();
  // May it do so with what the request names?  `request` is null for client streams.
  absl::Status Admit(const google::protobuf::Message* request);
  // Takes one of the streams that the caller may have open, until this is gone.  To be asked once, after Admit.
  // LIMIT_REACHED.
  absl::Status OpenStream();
  // Does what let the caller in still hold?  Asked by streams for every message.
  absl::Status Recheck() const;

  // What the handler gets; to be taken once, after Admit.
  Call TakeCall();
  // Runs a handler; what it throws becomes an error.
  static absl::Status Guard(absl::FunctionRef<absl::Status()> handler);

  void RequestStop() { stop_.request_stop(); }
  bool stop_requested() const { return stop_.stop_requested(); }

  void CountRequest(std::size_t bytes);
  void CountResponse(std::size_t bytes);

  // Tells the observer, and gives what the client may hear.
  absl::Status End(absl::Status status);

 private:
  const ServedMethod& method_;
  const Peer peer_;
  const std::string peer_text_;
  const absl::Time start_;
  const absl::Time deadline_;
  Call call_;
  Principal principal_;
  std::string request_id_;
  bool has_stream_ = false;
  std::stop_source stop_;
  CallEnd end_;
};

// LIMIT_REACHED for a limit called `limit`.
absl::Status RefuseLimit(absl::string_view limit, std::int64_t value);
// INVALID_ARGUMENT for bytes that are no message of the type.
absl::Status RefuseMalformed(const google::protobuf::Message& message);

}  // namespace walz

#endif  // SERVICE_RPC_CALL_SCOPE_H_
