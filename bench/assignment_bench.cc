// How fast is the exact assignment, beside LEMON's network simplex on the same instances in the same run?
// Equal optimum and the certificate are checked before the clock starts.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "engine/base/check.h"
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
  std::uint32_t regions = 1;   // People choose within their own; the first one has half the places.
  bool has_companies = false;  // Ten slots a company with room for 70 %; 200 centres with room for 80 %.
  double round_share = 1.0;    // Of the people whom the round takes.
};

constexpr Market kMarkets[] = {
    {.name = "scarce"},
    {.name = "scarce_ties", .point_levels = 10, .regions = 20},
    {.name = "plenty", .capacity_max = 14},
    {.name = "plenty_ties", .capacity_max = 14, .point_levels = 10, .regions = 20},
    {.name = "local_shortage", .capacity_max = 12, .regions = 8},
    {.name = "nested", .has_companies = true},
    {.name = "nested_round", .has_companies = true, .round_share = 0.3},
    {.name = "many_arcs", .slots = 30'000, .arcs_a_person = 200, .capacity_max = 5},
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
  std::vector<std::uint32_t> asked_by(market.slots, kNoSlot);
  for (std::uint32_t p = 0; p < market.people; ++p) {
    const std::uint32_t first = p % market.regions * slots_a_region;
    for (std::uint32_t i = 0; i < market.arcs_a_person;) {
      const auto slot = static_cast<std::uint32_t>(first + random() % slots_a_region);
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

// Makes each market once, with its optimum checked against the certificate and the peer.
const NestedAssignmentProblem& GetProblem(const Market& market) {
  static auto& problems = *new std::map<std::string, NestedAssignmentProblem>;
  const auto [it, is_new] = problems.try_emplace(market.name);
  if (!is_new) return it->second;
  it->second = MakeProblem(market);
  const NestedAssignmentResult result = SolveNestedAssignment(it->second, {});
  WALZ_CHECK(result.value == DualBound(it->second, result));
  WALZ_CHECK(result.value == LemonValue(it->second));
  std::size_t placed = 0;
  for (const std::uint32_t slot : result.slot_of_person) placed += slot != kNoSlot;
  std::printf("%s: %zu of %u people placed\n", market.name, placed, market.people);
  return it->second;
}

void BM_SolveNestedAssignment(benchmark::State& state, const Market& market, int thread_count) {
  const NestedAssignmentProblem& problem = GetProblem(market);
  for (auto _ : state) {
    benchmark::DoNotOptimize(SolveNestedAssignment(problem, {.thread_count = thread_count}));
  }
  state.counters["people/s"] = benchmark::Counter(market.people, benchmark::Counter::kIsIterationInvariantRate);
}

void BM_LemonNetworkSimplex(benchmark::State& state, const Market& market) {
  LemonReference reference(GetProblem(market));
  for (auto _ : state) benchmark::DoNotOptimize(reference.Solve());
  state.counters["people/s"] = benchmark::Counter(market.people, benchmark::Counter::kIsIterationInvariantRate);
}

void RegisterAll() {
  for (const Market& market : kMarkets) {
    const std::string name = market.name;
    for (const int threads : {1, 2}) {
      benchmark::RegisterBenchmark(
          ("BM_SolveNestedAssignment/" + name + "/threads:" + (threads == 1 ? "1" : "2")).c_str(),
          BM_SolveNestedAssignment, market, threads)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
    }
    benchmark::RegisterBenchmark(("BM_LemonNetworkSimplex/" + name).c_str(), BM_LemonNetworkSimplex, market)
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  }
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) {
  walz::RegisterAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
