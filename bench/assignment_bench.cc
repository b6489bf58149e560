// How fast is the exact assignment, beside LEMON's network simplex on the same instances in the same run; how fast is
// one change, and the check of the proof?
//
// usage: assignment_bench [MARKET ...]     without names: every market of 100,000 people without nodes
//
// Then the next night: one person in a hundred has other choices, and sitting as yesterday is a level of its own below
// points.  How many of the others move, how many would where yesterday counts for nothing, and how many get another
// slot because the rows are shuffled?
//
// Equal optimum and the proof are checked before the clock starts.  "ms" is the CPU time of all threads, the least of
// three runs; "wall" tells something on a quiet machine only; "MiB" is what a solve needs beyond the problem.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <malloc.h>

#include "engine/base/check.h"
#include "engine/solve/live_assignment.h"
#include "engine/solve/nested_assignment.h"
#include "tests/engine/solve/lemon_reference.h"

namespace walz {
namespace {

struct Market {
  const char* name;
  std::uint32_t people = 100'000;
  std::uint32_t slots = 20'000;
  std::uint32_t arcs_a_person = 35;
  std::int32_t capacity_max = 8;  // 1 to this, evenly.
  std::uint32_t point_levels = 1'000'000;
  std::uint32_t regions = 1;       // People choose within their own; the first one has half the places.
  std::uint32_t away_percent = 0;  // Of the choices: anywhere.
  bool has_companies = false;      // Ten slots a company with room for 70 %; 200 centres with room for 80 %.
  double round_share = 1.0;        // Of the people whom the round takes.
  bool is_on_demand = false;       // Takes long: by name alone.
  bool has_peer = true;
};

constexpr Market kMarkets[] = {
    {.name = "scarce"},
    {.name = "scarce_ties", .point_levels = 10, .regions = 20},
    {.name = "plenty", .capacity_max = 14},
    {.name = "plenty_ties", .capacity_max = 14, .point_levels = 10, .regions = 20},
    {.name = "local_shortage", .capacity_max = 12, .regions = 8},
    {.name = "leaky_shortage", .capacity_max = 12, .regions = 8, .away_percent = 2},
    {.name = "even", .capacity_max = 9},
    {.name = "even_ties", .capacity_max = 9, .point_levels = 10, .regions = 20},
    {.name = "many_arcs", .slots = 30'000, .arcs_a_person = 200, .capacity_max = 5, .is_on_demand = true},
    {.name = "nested", .has_companies = true, .is_on_demand = true},
    {.name = "nested_round", .has_companies = true, .round_share = 0.3, .is_on_demand = true},
    {.name = "million", .people = 1'000'000, .slots = 200'000, .is_on_demand = true, .has_peer = false},
};

void AddCompanies(const Market& market, std::mt19937_64& random, NestedAssignmentProblem& problem) {
  constexpr std::uint32_t kSlotsOfCompany = 10;
  constexpr std::uint32_t kCentres = 200;
  problem.slot_nodes.push_back({kNoNode, static_cast<std::int32_t>(market.round_share * market.people)});
  for (std::uint32_t s = 0; s < market.slots; ++s) {
    if (s % kSlotsOfCompany == 0) problem.slot_nodes.push_back({0, 0});
    problem.slots[s].node = static_cast<std::int32_t>(problem.slot_nodes.size() - 1);
    problem.slot_nodes.back().capacity += problem.slots[s].capacity;
  }
  for (std::size_t n = 1; n < problem.slot_nodes.size(); ++n) {
    problem.slot_nodes[n].capacity = problem.slot_nodes[n].capacity * 7 / 10;
  }
  for (std::uint32_t c = 0; c < kCentres; ++c) {
    problem.person_nodes.push_back({.capacity = static_cast<std::int32_t>(market.people / kCentres * 4 / 5),
                                    .least = static_cast<std::int32_t>(market.people / kCentres / 3),
                                    .reward = market.point_levels});
  }
  for (std::uint32_t p = 0; p < market.people; ++p) {
    problem.person_node.push_back(static_cast<std::int32_t>(random() % kCentres));
  }
}

NestedAssignmentProblem MakeProblem(const Market& market) {
  std::mt19937_64 random(20270301);
  NestedAssignmentProblem problem;
  const std::uint32_t slots_a_region = market.slots / market.regions;
  for (std::uint32_t s = 0; s < market.slots; ++s) {
    auto capacity = static_cast<std::int32_t>(1 + random() % static_cast<std::uint64_t>(market.capacity_max));
    if (market.regions > 1 && s < slots_a_region) capacity = (capacity + 1) / 2;
    problem.slots.push_back({capacity});
  }
  problem.arc_starts.push_back(0);
  problem.arcs.reserve(std::size_t{market.people} * market.arcs_a_person);
  std::vector<std::uint32_t> asked_by(market.slots, kNoSlot);
  for (std::uint32_t p = 0; p < market.people; ++p) {
    const std::uint32_t first = p % market.regions * slots_a_region;
    for (std::uint32_t i = 0; i < market.arcs_a_person;) {
      const bool is_away = market.away_percent > 0 && random() % 100 < market.away_percent;
      const auto slot =
          static_cast<std::uint32_t>(is_away ? random() % market.slots : first + random() % slots_a_region);
      if (asked_by[slot] == p) continue;
      asked_by[slot] = p;
      problem.arcs.push_back({slot, static_cast<std::int32_t>(random() % market.point_levels)});
      ++i;
    }
    problem.arc_starts.push_back(problem.arcs.size());
    problem.person_gain.push_back(std::int64_t{1} << 30);  // To be placed at all counts most.
  }
  if (market.has_companies) AddCompanies(market, random, problem);
  return problem;
}

double CpuMs(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double WallMs() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Times {
  double cpu_ms = 0;
  double wall_ms = 0;
};

Times LeastOf(int runs, const std::function<void()>& work) {
  Times least;
  for (int run = 0; run < runs; ++run) {
    const double cpu = CpuMs(CLOCK_PROCESS_CPUTIME_ID);
    const double wall = WallMs();
    work();
    const Times times{CpuMs(CLOCK_PROCESS_CPUTIME_ID) - cpu, WallMs() - wall};
    if (run == 0 || times.cpu_ms < least.cpu_ms) least.cpu_ms = times.cpu_ms;
    if (run == 0 || times.wall_ms < least.wall_ms) least.wall_ms = times.wall_ms;
  }
  return least;
}

// A line of /proc/self/status in MiB.
double StatusMib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kib = 0;
    if (word == name && status >> kib) return kib / 1024;
  }
  return 0;
}

// The most memory that `work` needs beyond what stood before.
double PeakMib(const std::function<void()>& work) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  const double before = StatusMib("VmRSS:");
  work();
  return StatusMib("VmHWM:") - before;
}

// One change after the other of each kind, each timed alone.
void PrintChanges(const NestedAssignmentProblem& problem) {
  constexpr int kChanges = 20'000;
  LiveAssignment live(problem, 1);
  std::mt19937_64 random(7);
  std::vector<std::vector<double>> times_us(4);
  auto person_count = static_cast<std::uint32_t>(problem.person_count());
  std::vector<int> added(problem.slots.size(), 0);  // Places beyond those of the problem.
  for (int change = 0; change < kChanges; ++change) {
    const auto kind = static_cast<std::size_t>(change) % times_us.size();
    const auto person = static_cast<std::uint32_t>(random() % person_count);
    const auto slot = static_cast<std::uint32_t>(random() % problem.slots.size());
    std::vector<LiveAssignment::Arc> arcs;
    const std::size_t like = random() % problem.person_count();
    for (std::uint64_t a = problem.arc_starts[like]; a < problem.arc_starts[like + 1]; ++a) {
      arcs.push_back({problem.arcs[a].slot, GainOf(problem, like, a) - static_cast<std::int64_t>(random() % 1000)});
    }
    const bool can_take = problem.slots[slot].capacity + added[slot] > 0;
    const double begin = CpuMs(CLOCK_THREAD_CPUTIME_ID);
    if (kind == 0) {
      live.AddPerson(arcs);
    } else if (kind == 1) {
      live.RemovePerson(person);
    } else if (kind == 2 || can_take) {
      live.ChangeCapacity(slot, kind == 2 ? 1 : -1);
    }
    times_us[kind].push_back((CpuMs(CLOCK_THREAD_CPUTIME_ID) - begin) * 1e3);
    person_count += kind == 0;
    added[slot] += kind == 2 ? 1 : kind == 3 && can_take ? -1 : 0;
  }
  const char* const names[] = {"arrival", "withdrawal", "one place more", "one place less"};
  for (std::size_t kind = 0; kind < times_us.size(); ++kind) {
    std::vector<double>& times = times_us[kind];
    std::sort(times.begin(), times.end());
    double sum = 0;
    for (const double us : times) sum += us;
    std::printf("  %-16s mean %7.1f us   p99 %7.1f us   most %7.1f us\n", names[kind],
                sum / static_cast<double>(times.size()), times[times.size() * 99 / 100], times.back());
  }
}

// To be placed, points, as yesterday, lottery: each outweighs all that follow together.
void SetLevels(std::mt19937_64& random, NestedAssignmentProblem& problem) {
  constexpr int kLotteryBits = 16;
  problem.kept_unit = absl::int128{1} << 34;
  problem.point_unit = absl::int128{1} << 52;
  problem.person_gain.assign(problem.person_count(), absl::int128{1} << 90);
  for (auto& arc : problem.arcs) arc.lottery = static_cast<std::uint32_t>(random() >> (64 - kLotteryBits));
}

// The same people and slots in another order.
NestedAssignmentProblem Shuffled(const NestedAssignmentProblem& problem, const std::vector<std::uint32_t>& person_at,
                                 const std::vector<std::uint32_t>& place_of_slot) {
  NestedAssignmentProblem shuffled;
  shuffled.point_unit = problem.point_unit;
  shuffled.kept_unit = problem.kept_unit;
  shuffled.slots.resize(problem.slots.size());
  for (std::size_t s = 0; s < problem.slots.size(); ++s) shuffled.slots[place_of_slot[s]] = problem.slots[s];
  shuffled.arc_starts.push_back(0);
  for (const std::uint32_t p : person_at) {
    for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
      shuffled.arcs.push_back(problem.arcs[a]);
      shuffled.arcs.back().slot = place_of_slot[problem.arcs[a].slot];
    }
    shuffled.arc_starts.push_back(shuffled.arcs.size());
    shuffled.person_gain.push_back(problem.person_gain[p]);
    const std::uint32_t kept = problem.kept_slot[p];
    shuffled.kept_slot.push_back(kept == kNoSlot ? kNoSlot : place_of_slot[kept]);
  }
  return shuffled;
}

std::vector<std::uint32_t> RandomOrder(std::size_t count, std::mt19937_64& random) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  std::shuffle(order.begin(), order.end(), random);
  return order;
}

void PrintNextNight(const Market& market) {
  constexpr std::uint32_t kTouchedEach = 100;
  std::mt19937_64 random(31);
  NestedAssignmentProblem problem = MakeProblem(market);
  SetLevels(random, problem);
  const NestedAssignmentResult yesterday = SolveNestedAssignment(problem, {});
  std::vector<std::uint32_t>& kept = problem.kept_slot = yesterday.slot_of_person;
  for (std::uint32_t p = 0; p < problem.person_count(); p += kTouchedEach) {
    for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
      problem.arcs[a].points = static_cast<std::int32_t>(random() % market.point_levels);
    }
  }
  const auto share_moved = [&](const NestedAssignmentResult& result) {
    int moved = 0;
    for (std::uint32_t p = 0; p < kept.size(); ++p)
      moved += p % kTouchedEach != 0 && result.slot_of_person[p] != kept[p];
    return 100.0 * moved / static_cast<double>(kept.size());
  };
  std::optional<NestedAssignmentResult> today;
  const Times warm = LeastOf(1, [&] { today = SolveNestedAssignment(problem, {}, StartAt(yesterday)); });
  WALZ_CHECK(today->value == DualBound(problem, *today));

  const std::vector<std::uint32_t> person_at = RandomOrder(problem.person_count(), random);
  const std::vector<std::uint32_t> place_of_slot = RandomOrder(problem.slots.size(), random);
  const NestedAssignmentResult shuffled = SolveNestedAssignment(Shuffled(problem, person_at, place_of_slot), {});
  WALZ_CHECK(shuffled.value == today->value);
  int moved_by_shuffling = 0;
  for (std::size_t i = 0; i < person_at.size(); ++i) {
    const std::uint32_t slot = today->slot_of_person[person_at[i]];
    moved_by_shuffling += shuffled.slot_of_person[i] != (slot == kNoSlot ? kNoSlot : place_of_slot[slot]);
  }

  NestedAssignmentProblem forgetful = problem;
  forgetful.kept_slot.clear();
  SetLevels(random, forgetful);  // Another lottery: any optimum by points.
  std::printf(
      "  next night       %.2f %% of the untouched move (%.1f %% if yesterday counts for nothing), %d by shuffled rows;"
      " %.0f ms from yesterday's prices\n",
      share_moved(*today), share_moved(SolveNestedAssignment(forgetful, {})), moved_by_shuffling, warm.cpu_ms);
}

void PrintMarket(const Market& market) {
  const NestedAssignmentProblem problem = MakeProblem(market);
  std::optional<NestedAssignmentResult> result;
  const double mib = PeakMib([&] { result = SolveNestedAssignment(problem, {}); });
  WALZ_CHECK(result->value == DualBound(problem, *result));
  const NestedAssignmentResult parallel = SolveNestedAssignment(problem, {.thread_count = 2});
  WALZ_CHECK(parallel.slot_of_person == result->slot_of_person && parallel.slot_price == result->slot_price);
  Times lemon;
  if (market.has_peer) {
    LemonReference reference(problem);
    lemon = LeastOf(1, [&] { WALZ_CHECK(reference.Solve() == result->value); });
  }
  const Times one = LeastOf(3, [&] { SolveNestedAssignment(problem, {}); });
  const Times two = LeastOf(3, [&] { SolveNestedAssignment(problem, {.thread_count = 2}); });
  const NestedAssignmentStart start = StartAt(*result);
  const Times warm = LeastOf(3, [&] { SolveNestedAssignment(problem, {}, start); });
  const Times check = LeastOf(3, [&] { DualBound(problem, *result); });
  std::printf("%-15s %9.1f %8.1f %6.1fx %8.1f %6.1fx %8.1f %7.1f %7.1f\n", market.name, lemon.cpu_ms, one.cpu_ms,
              lemon.cpu_ms / one.cpu_ms, two.wall_ms, lemon.wall_ms / two.wall_ms, warm.cpu_ms, check.cpu_ms, mib);
  const bool has_nodes = !problem.slot_nodes.empty();
  if (!has_nodes && !market.is_on_demand) {
    PrintChanges(problem);
    PrintNextNight(market);
  }
  std::fflush(stdout);
}

bool IsWanted(const Market& market, int count, char** names) {
  if (count <= 1) return !market.is_on_demand;
  return std::any_of(names + 1, names + count, [&](const char* name) { return std::string(name) == market.name; });
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) {
  std::printf("%-15s %9s %8s %7s %8s %7s %8s %7s %7s\n", "market", "LEMON ms", "ms", "faster", "2: wall", "faster",
              "warm ms", "check", "MiB");
  for (const walz::Market& market : walz::kMarkets) {
    if (walz::IsWanted(market, argc, argv)) walz::PrintMarket(market);
  }
}
