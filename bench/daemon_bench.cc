// How many reads of a stored profile, and how many durable single writes, does a running walzd serve, client and daemon
// on the same machine?
//
//   walzd --config ... &  walz import data/demo
//   daemon_bench ADDRESS read|write [CALLS IN FLIGHT]
//   daemon_bench ADDRESS latency ROUND [TIMES]
//
// `read` gets an apprentice of the demo; `write` creates companies `bench-...`, each in a commit of its own: use a
// folder that can be thrown away.  `latency` writes one after another, three seconds while nothing runs, three while
// one thread as nice as a run does nothing but count, and three of a run of rounds/ROUND, in turns, and says what one
// write takes: the medians over all turns.  What a run adds to the counting thread is its reads; what that thread adds
// is a core less.  ADDRESS is one where the caller needs no token: `unix:PATH` of a daemon of the same user.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/matching_service.pb.h>

#include "bench/rpc_load.h"
#include "service/call/niceness.h"
#include "tools/client/channel.h"

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

[[noreturn]] void Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

template <typename Response>
Response Ask(const Channel& channel, const char* method, const google::protobuf::Message& request) {
  Response response;
  const absl::Status status = channel.Call(method, request, response, absl::Now() + absl::Minutes(1));
  if (!status.ok()) Fail(status);
  return response;
}

// Milliseconds of a write, at the median and at the slowest of a hundred.
struct WriteTimes {
  std::vector<double> mean;
  std::vector<double> p50;
  std::vector<double> p99;

  static double MedianOf(std::vector<double> millis, double share = 0.5) {
    std::sort(millis.begin(), millis.end());
    return millis.empty() ? 0 : millis[static_cast<std::size_t>(share * static_cast<double>(millis.size() - 1))];
  }
  void Add(const std::vector<double>& millis) {
    mean.push_back(std::accumulate(millis.begin(), millis.end(), 0.0) / static_cast<double>(millis.size()));
    p50.push_back(MedianOf(millis));
    p99.push_back(MedianOf(millis, 0.99));
  }
  void Print(const char* when) const {
    std::printf("%-24s mean %6.3f ms   p50 %6.3f ms   p99 %6.3f ms   (medians of %zu turns)\n", when, MedianOf(mean),
                MedianOf(p50), MedianOf(p99), p50.size());
  }
};

std::vector<double> WriteFor(const Channel& channel, absl::Duration duration) {
  std::vector<double> millis;
  for (const absl::Time end = absl::Now() + duration; absl::Now() < end;) {
    v1::CreateCompanyRequest request;
    request.ParseFromString(WriteRequest());
    const absl::Time begin = absl::Now();
    Ask<v1::Company>(channel, "walz.v1.CompanyService/CreateCompany", request);
    millis.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  return millis;
}

// A core less for everybody else: a thread that counts, as nice as runs are.
class CountingThread {
 public:
  CountingThread()
      : thread_([](const std::stop_token& stop) {
          BeNice();
          for (std::atomic<std::uint64_t> count = 0; !stop.stop_requested();) count.fetch_add(1);
        }) {}

 private:
  std::jthread thread_;
};

int MeasureLatency(const std::string& address, const std::string& round, int times) {
  constexpr absl::Duration kTurn = absl::Seconds(3);
  const absl::StatusOr<Channel> channel = Channel::Open({.address = address});
  if (!channel.ok()) Fail(channel.status());
  WriteTimes quiet;
  WriteTimes beside_counting;
  WriteTimes beside_run;
  WriteFor(*channel, absl::Seconds(1));  // Warm.
  for (int i = 0; i < times; ++i) {
    quiet.Add(WriteFor(*channel, kTurn));
    {
      const CountingThread counting;
      beside_counting.Add(WriteFor(*channel, kTurn));
    }
    v1::StartRunRequest start;
    start.set_parent(absl::StrCat("rounds/", round));
    const auto run = Ask<v1::Run>(*channel, "walz.v1.MatchingService/StartRun", start);
    beside_run.Add(WriteFor(*channel, kTurn));
    v1::CancelRunRequest cancel;
    cancel.set_name(run.name());
    if (Ask<v1::Run>(*channel, "walz.v1.MatchingService/CancelRun", cancel).state() != v1::RUN_STATE_CANCELLED) {
      std::fputs("the run ended before its turn did: take a larger round\n", stderr);
      return 1;
    }
    absl::SleepFor(absl::Milliseconds(200));  // Its thread winds down.
  }
  quiet.Print("quiet");
  beside_counting.Print("beside a counting thread");
  beside_run.Print("beside a run");
  return 0;
}

int Main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const std::string mode = argc > 2 ? argv[2] : "";
  if (mode == "latency" && argc > 3) return MeasureLatency(argv[1], argv[3], argc > 4 ? std::atoi(argv[4]) : 5);
  if (mode != "read" && mode != "write") {
    std::fputs("usage: daemon_bench ADDRESS read|write [CALLS IN FLIGHT], or latency ROUND [TIMES]\n", stderr);
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
