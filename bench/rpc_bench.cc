// How many unary reads a second does the gRPC adapter serve over the loopback, client and server on the same machine?
//
// The handler is trivial: what is measured is gRPC, authentication, authorisation and the messages' way.
// Goal: 25,000 reads/s on 2 cores, which is 80 us of CPU a read; the CPU time says it also where others use the
// machine.
//   rpc_bench [seconds] [channels] [calls in flight per channel]

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <sys/resource.h>
#include <walz/v1/centre.pb.h>

#include "bench/rpc_load.h"
#include "service/call/method_set.h"
#include "service/rpc/server.h"

namespace walz {
namespace {

constexpr char kGet[] = "walz.v1.CentreService/GetCentre";

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
  absl::Duration cpu_before;
  absl::Duration cpu;
  const std::string bytes = request.SerializeAsString();
  const RpcLoadResult result = RunRpcLoad(
      {.target = absl::StrCat("127.0.0.1:", (*server)->port()),
       .method = kGet,
       .channel_count = channel_count,
       .in_flight = in_flight,
       .duration = absl::Seconds(seconds)},
      [&] { return bytes; }, [&] { cpu_before = CpuTime(); }, [&] { cpu = CpuTime() - cpu_before; });
  std::printf(
      "%.0f reads/s at %.1f us of CPU, client's share included (%lld in %.1f s, %d channels, %d in flight each, "
      "%lld failed)\n",
      static_cast<double>(result.count) / result.seconds,
      absl::ToDoubleMicroseconds(cpu) / static_cast<double>(result.count), static_cast<long long>(result.count),
      result.seconds, channel_count, in_flight, static_cast<long long>(result.failed));
  return result.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
