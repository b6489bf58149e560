// How many unary reads a second does the gRPC adapter serve over the loopback, client and server on the same machine?
//
// The handler is trivial: what is measured is gRPC, authentication, authorisation and the messages' way.
// Goal: 25,000 reads/s on 2 cores, which is 80 us of CPU a read; the CPU time says it also where others use the
// machine.
//   rpc_bench [seconds] [channels] [calls in flight per channel]

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <sys/resource.h>
#include <walz/v1/centre.pb.h>

#include "service/call/method_set.h"
#include "service/rpc/server.h"

namespace walz {
namespace {

constexpr char kGet[] = "walz.v1.CentreService/GetCentre";

class Load {
 public:
  Load(const std::string& target, int id, std::atomic<bool>& ending, const std::string& request_bytes)
      : ending_(ending), request_slice_(request_bytes), request_(&request_slice_, 1) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt("bench.id", id);
    stub_ = std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
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
    grpc::ByteBuffer response;
  };

  void Next() {
    auto* call = new Call;
    stub_->UnaryCall(&call->context, absl::StrCat("/", kGet), {}, &request_, &call->response,
                     [this, call](const grpc::Status& status) {
                       delete call;
                       ++count_;
                       if (!status.ok()) ++failed_;
                       if (!ending_) return Next();
                       if (--left_ == 0) done_.Notify();
                     });
  }

  std::atomic<bool>& ending_;
  grpc::Slice request_slice_;
  grpc::ByteBuffer request_;
  std::unique_ptr<grpc::GenericStub> stub_;
  std::atomic<std::int64_t> count_{0};
  std::atomic<std::int64_t> failed_{0};
  std::atomic<int> left_{0};
  absl::Notification done_;
};

// A store that has nothing: the caller is an administrator, who is asked for no scope.
std::unique_ptr<StoreSnapshot> NoSnapshot() { return nullptr; }

// Of all threads, client's and server's.
absl::Duration CpuTime() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
}

int Main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 5;
  const int channel_count = argc > 2 ? std::atoi(argv[2]) : 4;
  const int in_flight = argc > 3 ? std::atoi(argv[3]) : 32;

  MethodSet methods;
  methods.Unary<v1::GetCentreRequest, v1::Centre>(
      kGet, Where::kInline, [](const Call&, const v1::GetCentreRequest& request, v1::Centre& centre) {
        centre.set_name(request.name());
        centre.set_title("IES Pablo Neruda");
        centre.set_country("ES");
        return absl::OkStatus();
      });
  const Authenticator authenticator({.anonymous_role = Role::kAdmin}, nullptr);
  const Authorizer authorizer(NoSnapshot);
  RpcOptions options;
  options.address = "127.0.0.1:0";
  absl::StatusOr<std::unique_ptr<RpcServer>> server =
      RpcServer::Start(options, methods, authenticator, authorizer, nullptr);
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
    return 1;
  }
  v1::GetCentreRequest request;
  request.set_name("centres/C-1");
  std::atomic<bool> ending = false;
  std::vector<std::unique_ptr<Load>> loads;
  for (int i = 0; i < channel_count; ++i) {
    loads.push_back(
        std::make_unique<Load>(absl::StrCat("127.0.0.1:", (*server)->port()), i, ending, request.SerializeAsString()));
  }
  const auto count = [&] {
    std::int64_t sum = 0;
    for (const auto& load : loads) sum += load->count();
    return sum;
  };
  for (const auto& load : loads) load->Start(in_flight);
  absl::SleepFor(absl::Seconds(1));  // Connections stand, caches are warm.
  const std::int64_t count_before = count();
  const absl::Duration cpu_before = CpuTime();
  const absl::Time begin = absl::Now();
  absl::SleepFor(absl::Seconds(seconds));
  const double elapsed = absl::ToDoubleSeconds(absl::Now() - begin);
  const std::int64_t counted = count() - count_before;
  const absl::Duration cpu = CpuTime() - cpu_before;
  ending = true;
  std::int64_t failed = 0;
  for (const auto& load : loads) {
    load->Await();
    failed += load->failed();
  }
  std::printf(
      "%.0f reads/s at %.1f us of CPU, client's share included (%lld in %.1f s, %d channels, %d in flight each, "
      "%lld failed)\n",
      static_cast<double>(counted) / elapsed, absl::ToDoubleMicroseconds(cpu) / static_cast<double>(counted),
      static_cast<long long>(counted), elapsed, channel_count, in_flight, static_cast<long long>(failed));
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
