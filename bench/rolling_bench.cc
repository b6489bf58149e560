// How near to the optimum are places over time, and how soon?  Gap over CPU time of random markets of fixed seeds.
//
// Usage: rolling_bench [few] [enough] [large] [windows] [scattered] [threads=N] [seconds=N]; `few`, and both kinds of
// options, if none is named; each market as long as something is found, or N seconds of wall time.
//   few     3,000 people, 200 slots, 54,000 options: far too few places
//   enough  100,000 people, 20,000 slots, 3.6 M options
//   large   100,000 people, 9,000 slots, 3.6 M options: too few places
// Each with stays of 2 to 12 weeks in 26 weeks and 1 to 3 places; `windows`: each person has one length and asks for
// some first weeks in a row at few slots, at the same gain; `scattered`: every option has its own length and gain.
// Bound and value are recomputed by RollingProfitsAt and RollingValue; greedy (most gain for a week first) stands
// beside.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "engine/base/check.h"
#include "engine/solve/rolling_places.h"
#include "service/app/runs/time_limit.h"

namespace walz {
namespace {

struct Market {
  const char* name;
  std::uint32_t people;
  std::uint32_t slots;
  std::uint32_t options_a_person;
  bool windows;
};

constexpr std::uint32_t kWeeks = 26;
constexpr std::int64_t kGainUnit = 4096;
constexpr std::uint32_t kStartsARow = 6;

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

RollingProblem MakeProblem(const Market& market) {
  std::mt19937_64 random(1);
  const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); };
  RollingProblem problem;
  problem.person_count = market.people;
  problem.unit_count = kWeeks;
  std::vector<std::vector<RollingProblem::Option>> by_slot(market.slots);
  for (std::uint32_t s = 0; s < market.slots; ++s) problem.capacity.push_back(static_cast<std::int32_t>(1 + below(3)));
  for (std::uint32_t p = 0; p < market.people; ++p) {
    std::uint32_t length = 2 + below(11);
    for (std::uint32_t i = 0; i < market.options_a_person;) {
      const std::uint32_t slot = below(market.slots);
      const std::int64_t gain = (1 + below(1000)) * kGainUnit;
      if (!market.windows) length = 2 + below(11);
      const std::uint32_t starts = market.windows ? kStartsARow : 1;
      std::uint32_t first = below(kWeeks - length + 2 - starts);
      for (std::uint32_t j = 0; j < starts && i < market.options_a_person; ++j, ++i, ++first) {
        by_slot[slot].push_back(
            {p, static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(first + length), gain});
      }
    }
  }
  problem.slot_starts.push_back(0);
  for (std::vector<RollingProblem::Option>& options : by_slot) {
    std::stable_sort(options.begin(), options.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    problem.options.insert(problem.options.end(), options.begin(), options.end());
    problem.slot_starts.push_back(static_cast<std::uint32_t>(problem.options.size()));
  }
  return problem;
}

std::int64_t GreedyValue(const RollingProblem& problem) {
  struct Turn {
    double density;
    std::uint32_t option;
    std::uint32_t slot;
  };
  std::vector<Turn> turns;
  for (std::uint32_t s = 0; s < problem.slot_count(); ++s) {
    for (std::uint32_t o = problem.slot_starts[s]; o < problem.slot_starts[s + 1]; ++o) {
      const RollingProblem::Option& option = problem.options[o];
      turns.push_back({static_cast<double>(option.gain) / (option.end - option.first), o, s});
    }
  }
  std::stable_sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.density > b.density; });
  std::vector<std::int32_t> used(problem.slot_count() * kWeeks);
  std::vector<std::uint32_t> option_of_person(problem.person_count, kNoOption);
  for (const Turn& turn : turns) {
    const RollingProblem::Option& option = problem.options[turn.option];
    const auto at = used.begin() + static_cast<std::ptrdiff_t>(turn.slot * kWeeks);
    if (option_of_person[option.person] != kNoOption ||
        std::any_of(at + option.first, at + option.end,
                    [&](int places) { return places >= problem.capacity[turn.slot]; })) {
      continue;
    }
    option_of_person[option.person] = turn.option;
    for (auto t = at + option.first; t < at + option.end; ++t) ++*t;
  }
  return RollingValue(problem, option_of_person);
}

double GapPercent(std::int64_t value, std::int64_t bound) {
  return 100 * static_cast<double>(bound - value) / static_cast<double>(bound);
}

void Run(const Market& market, int threads, int seconds_max) {
  const RollingProblem problem = MakeProblem(market);
  std::printf("%s %s: %u people, %u slots, %zu options, %d threads\n", market.name,
              market.windows ? "windows" : "scattered", market.people, market.slots, problem.options.size(), threads);
  std::fflush(stdout);
  const double start = CpuSeconds();
  double told = 0;
  RollingOptions options;
  options.tell = [&](std::int64_t value, std::int64_t bound) {
    const double now = CpuSeconds() - start;
    if (told != 0 && now < 1.3 * told) return;
    told = now;
    std::printf("  %8.2f s CPU  gap %.3f %%\n", now, GapPercent(value, bound));
    std::fflush(stdout);
  };
  const TimeLimit limit(absl::Seconds(seconds_max), {});
  const RollingResult result = SolveRolling(problem, options, {.thread_count = threads, .stop = limit.token()});
  const double seconds = CpuSeconds() - start;
  WALZ_CHECK(RollingProfitsAt(problem, result.prices).bound == result.bound);
  WALZ_CHECK(RollingValue(problem, result.option_of_person) == result.value && result.value <= result.bound);
  std::size_t placed = 0;
  for (const std::uint32_t option : result.option_of_person) placed += option != kNoOption;
  std::printf("  %8.2f s CPU  gap %.4f %%, value %.1f, bound %.1f, %zu placed; greedy %.2f %%\n", seconds,
              GapPercent(result.value, result.bound), static_cast<double>(result.value) / kGainUnit,
              static_cast<double>(result.bound) / kGainUnit, placed, GapPercent(GreedyValue(problem), result.bound));
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) {
  std::vector<std::string> names;
  std::vector<bool> kinds;  // Of options: windows?
  int threads = 2;
  int seconds_max = 100'000;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "windows" || word == "scattered") {
      kinds.push_back(word == "windows");
    } else if (std::sscanf(argv[i], "threads=%d", &threads) != 1 &&
               std::sscanf(argv[i], "seconds=%d", &seconds_max) != 1) {
      names.push_back(word);
    }
  }
  if (kinds.empty()) kinds = {true, false};
  if (names.empty()) names.emplace_back("few");
  for (const std::string& name : names) {
    for (const bool windows : kinds) {
      if (name == "few") walz::Run({"few", 3'000, 200, 18, windows}, threads, seconds_max);
      if (name == "enough") walz::Run({"enough", 100'000, 20'000, 36, windows}, threads, seconds_max);
      if (name == "large") walz::Run({"large", 100'000, 9'000, 36, windows}, threads, seconds_max);
    }
  }
}
