// How many reads of a stored profile, and how many durable single writes, does a running walzd serve, client and daemon
// on the same machine?
//
//   walzd --config ... &  walz import data/demo
//   daemon_bench ADDRESS read|write [CALLS IN FLIGHT]
//
// `read` gets an apprentice of the demo; `write` creates companies `bench-...`, each in a commit of its own: use a
// folder that can be thrown away.  ADDRESS is one where the caller needs no token: `unix:PATH` of a daemon of the same
// user.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/company.pb.h>

#include "bench/rpc_load.h"

namespace walz {
namespace {

std::string ReadRequest() {
  v1::GetApprenticeRequest request;
  request.set_name("centres/Z-BUR/apprentices/A-06");
  return request.SerializeAsString();
}

// Names that no earlier bench on the folder has used.
std::string WriteRequest() {
  static const std::int64_t started = absl::ToUnixMillis(absl::Now());
  static std::atomic<std::int64_t> next{0};
  v1::CreateCompanyRequest request;
  request.set_company_id(absl::StrCat("bench-", started, "-", next++));
  request.mutable_company()->set_title("Werkstatt am Kanal");
  request.mutable_company()->set_country("DE");
  return request.SerializeAsString();
}

int Main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const std::string mode = argc > 2 ? argv[2] : "";
  if (mode != "read" && mode != "write") {
    std::fputs("usage: daemon_bench ADDRESS read|write [CALLS IN FLIGHT]\n", stderr);
    return 2;
  }
  constexpr int kChannelCount = 4;
  const int in_flight = argc > 3 ? std::atoi(argv[3]) : 64;
  const bool reads = mode == "read";
  const RpcLoadResult result = RunRpcLoad(
      {.target = argv[1],
       .method = reads ? "walz.v1.ApprenticeService/GetApprentice" : "walz.v1.CompanyService/CreateCompany",
       .channel_count = kChannelCount,
       .in_flight = std::max(1, in_flight / kChannelCount)},
      reads ? ReadRequest : WriteRequest, [] {}, [] {});
  std::printf("%.0f %ss/s (%lld in %.1f s, %d in flight, %lld failed)\n",
              static_cast<double>(result.count) / result.seconds, mode.c_str(), static_cast<long long>(result.count),
              result.seconds, in_flight, static_cast<long long>(result.failed));
  return result.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
