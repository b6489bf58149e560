// How soon does a run by policy best end once it is told to, and what does it have by then?
//
//   stopping_bench [MOMENTS]      20; WALZ_BENCH_APPRENTICES, WALZ_BENCH_OPENINGS as in synth_problem.h
//
// Matches the invented round once, then again and again, each time telling it to end a little later: first that nobody
// waits for the result any more (a cancelled run), then that its time is over (a time limit).  Prints the stage that it
// was told in, how long it took to come back, and how many it had placed.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include "bench/synth_problem.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"

namespace walz {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

struct Ending {
  std::string stage;  // That it was told in.
  double late = 0;    // Seconds from being told until it came back; less than 0: it came back before.
  std::size_t placed = 0;
};

// Matches from the facts on and tells it to end after so many seconds.
Ending EndAfter(const Problem& problem, const RuleBook& rules, double seconds, bool is_cancelled) {
  std::stop_source stop;
  std::mutex mutex;
  std::string stage = "sieve";
  Ending ending;
  Clock::time_point told;
  std::jthread teller([&](const std::stop_token& over) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    if (over.stop_requested()) return;
    {
      const std::lock_guard lock(mutex);
      ending.stage = stage;
      told = Clock::now();
    }
    stop.request_stop();
  });
  WorkOptions work{
      .thread_count = 1, .stop = stop.get_token(), .progress = [&](absl::string_view now, std::int64_t, std::int64_t) {
        const std::lock_guard lock(mutex);
        stage = std::string(now);
      }};
  if (is_cancelled) work.abandon = stop.get_token();
  const Sieve sieve(problem, rules, work);
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, work);
  const std::lock_guard lock(mutex);
  ending.late = ending.stage.empty() ? -1 : SecondsSince(told);
  ending.placed = outcome->matching.placements.size();
  return ending;
}

int Main(int argc, char** argv) {
  const int moments = argc > 1 ? std::atoi(argv[1]) : 20;
  const Problem problem = ReadSynthProblem();
  const RuleBook rules = StandardRuleBook();
  const Clock::time_point begin = Clock::now();
  const std::size_t placed = EndAfter(problem, rules, 0, /*is_cancelled=*/false).placed;
  std::printf("told at once: %zu placed after %.2f s\n", placed, SecondsSince(begin));
  const Clock::time_point again = Clock::now();
  const Sieve sieve(problem, rules, {});
  const std::size_t best = FindMatching(problem, rules, sieve, {})->matching.placements.size();
  const double whole = SecondsSince(again);
  std::printf("not told: %zu placed after %.2f s\n", best, whole);
  double latest = 0;
  for (const bool is_cancelled : {true, false}) {
    for (int i = 1; i <= moments; ++i) {
      const double seconds = whole * i / (moments + 1);
      const Ending ending = EndAfter(problem, rules, seconds, is_cancelled);
      std::printf("%-12s after %6.2f s in %-8s back %7.1f ms later, %7zu placed\n",
                  is_cancelled ? "cancelled" : "time is over", seconds, ending.stage.c_str(), 1000 * ending.late,
                  ending.placed);
      std::fflush(stdout);
      if (is_cancelled) latest = std::max(latest, ending.late);
    }
  }
  std::printf("a cancelled run came back after at most %.1f ms (goal: 100)\n", 1000 * latest);
  return 0;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
