// RpcLoad: unary calls of one method, so many in flight over so many channels, counted while a bench lasts.

#ifndef BENCH_RPC_LOAD_H_
#define BENCH_RPC_LOAD_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

namespace walz {

struct RpcLoadOptions {
  std::string target;  // `127.0.0.1:7250` or `unix:PATH`.
  std::string method;  // `walz.v1.CentreService/GetCentre`.
  int channel_count = 4;
  int in_flight = 32;  // Of one channel.
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration duration = absl::Seconds(5);
};

struct RpcLoadResult {
  std::int64_t count = 0;
  std::int64_t failed = 0;
  double seconds = 0;
};

// One channel's share.
class RpcLoad {
 public:
  // `next_request` gives the bytes of each request; called from many threads.
  RpcLoad(const RpcLoadOptions& options, int id, std::atomic<bool>& ending, std::function<std::string()> next_request)
      : method_(absl::StrCat("/", options.method)), ending_(ending), next_request_(std::move(next_request)) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt("bench.id", id);
    stub_ = std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomChannel(options.target, grpc::InsecureChannelCredentials(), arguments));
  }

  void Start(int in_flight) {
    left_ = in_flight;
    for (int i = 0; i < in_flight; ++i) Next();
  }
  void Await() { done_.WaitForNotification(); }
  std::int64_t count() const { return count_; }
  std::int64_t failed() const { return failed_; }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
  };

  void Next() {
    auto* call = new Call;
    const grpc::Slice slice(next_request_());
    call->request = grpc::ByteBuffer(&slice, 1);
    stub_->UnaryCall(&call->context, method_, {}, &call->request, &call->response,
                     [this, call](const grpc::Status& status) {
                       delete call;
                       ++count_;
                       if (!status.ok()) ++failed_;
                       if (!ending_) return Next();
                       if (--left_ == 0) done_.Notify();
                     });
  }

  const std::string method_;
  std::atomic<bool>& ending_;
  const std::function<std::string()> next_request_;
  std::unique_ptr<grpc::GenericStub> stub_;
  std::atomic<std::int64_t> count_{0};
  std::atomic<std::int64_t> failed_{0};
  std::atomic<int> left_{0};
  absl::Notification done_;
};

// `begin` and `end` are called around the counted time.
inline RpcLoadResult RunRpcLoad(const RpcLoadOptions& options, const std::function<std::string()>& next_request,
                                const std::function<void()>& begin, const std::function<void()>& end) {
  std::atomic<bool> ending = false;
  std::vector<std::unique_ptr<RpcLoad>> loads;
  for (int i = 0; i < options.channel_count; ++i) {
    loads.push_back(std::make_unique<RpcLoad>(options, i, ending, next_request));
  }
  const auto count = [&] {
    std::int64_t sum = 0;
    for (const auto& load : loads) sum += load->count();
    return sum;
  };
  for (const auto& load : loads) load->Start(options.in_flight);
  absl::SleepFor(options.warm_up);  // Connections stand, caches are warm.
  RpcLoadResult result;
  const std::int64_t count_before = count();
  begin();
  const absl::Time start = absl::Now();
  absl::SleepFor(options.duration);
  result.seconds = absl::ToDoubleSeconds(absl::Now() - start);
  result.count = count() - count_before;
  end();
  ending = true;
  for (const auto& load : loads) {
    load->Await();
    result.failed += load->failed();
  }
  return result;
}

}  // namespace walz

#endif  // BENCH_RPC_LOAD_H_
