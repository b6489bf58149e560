// How soon does a run end once it is told to, and what does it have by then?
//
//   stopping_bench [MOMENTS [cancelled|limited]]   20 and both; WALZ_BENCH_APPRENTICES, WALZ_BENCH_OPENINGS as in
//                                                  synth_problem.h
//
// Makes the invented round's run once as the daemon does, from the facts to the files, then again and again, each time
// ended a little later: first cancelled, then by its time limit, which binds the matching alone.  Prints the stage that
// it was told in, how long it took to come back, and how many it had placed.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include <absl/time/clock.h>

#include "bench/synth_problem.h"
#include "service/app/runs/run_work.h"

namespace walz {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

struct Ending {
  std::string stage;   // That it was cancelled in; empty: it came back before.
  double late = 0;     // Seconds from being cancelled until it came back.
  double seconds = 0;  // In all.
  std::size_t placed = 0;
};

Ending EndAfter(const RunInput& input, double cancelled_after, absl::Duration time_limit) {
  std::stop_source stop;
  std::mutex mutex;
  std::string stage;
  Ending ending;
  Clock::time_point told;
  const Clock::time_point begin = Clock::now();
  std::jthread teller([&](const std::stop_token& over) {
    while (!over.stop_requested() && SecondsSince(begin) < cancelled_after) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (over.stop_requested()) return;
    {
      const std::lock_guard lock(mutex);
      ending.stage = stage;
      told = Clock::now();
    }
    stop.request_stop();
  });
  RunControl control;
  control.stop = stop.get_token();
  control.time_limit = time_limit;
  control.now = [] { return absl::Now(); };
  control.tell = [&](absl::string_view now, int percent) {
    const std::lock_guard lock(mutex);
    stage = absl::StrCat(now, " ", percent, " %");
  };
  {
    const absl::StatusOr<RunProduct> product = MakeRun(input, control);
    const std::lock_guard lock(mutex);
    ending.seconds = SecondsSince(begin);
    if (!ending.stage.empty()) ending.late = SecondsSince(told);
    if (product.ok()) ending.placed = product->outcome.matching.placements.size();
  }
  return ending;
}

constexpr double kNever = 1e9;

int Main(int argc, char** argv) {
  const int moments = argc > 1 ? std::atoi(argv[1]) : 20;
  const std::string which = argc > 2 ? argv[2] : "both";
  const RunInput input{ReadSynthProblem(), "", {}, {}};
  const Ending whole = EndAfter(input, kNever, absl::InfiniteDuration());
  std::printf("not told: %zu placed after %.2f s\n", whole.placed, whole.seconds);
  double latest = 0;
  for (int i = 1; i <= moments && which != "limited"; ++i) {
    const double seconds = whole.seconds * i / (moments + 1);
    const Ending ending = EndAfter(input, seconds, absl::InfiniteDuration());
    std::printf("cancelled after %6.2f s in %-14s back %7.1f ms later\n", seconds, ending.stage.c_str(),
                1000 * ending.late);
    std::fflush(stdout);
    latest = std::max(latest, ending.late);
  }
  for (int i = 0; i <= moments && which != "cancelled"; ++i) {
    const double seconds = whole.seconds * i / (moments + 1);
    const Ending ending = EndAfter(input, kNever, absl::Seconds(seconds));
    std::printf("limited to %6.2f s: whole run %6.2f s, %7zu placed\n", seconds, ending.seconds, ending.placed);
    std::fflush(stdout);
  }
  if (which != "limited") std::printf("a cancelled run came back after at most %.1f ms (goal: 100)\n", 1000 * latest);
  return 0;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
