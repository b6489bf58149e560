// How long does the sieve take with all requirements: facets, plan, one pass over all apprentices, barrier counts?
//
// Draws an invented round of WALZ_BENCH_APPRENTICES x WALZ_BENCH_OPENINGS (default 30000 x 20000) through files below
// the temporary folder, read back once.  Run it from the root of the tree, where data/ is.  The environment carries the
// sizes because the benches share one argument parser.  Counters: pairs per second, facet classes, feasible pairs.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/synth_problem.h"
#include "engine/base/check.h"
#include "engine/matching/sieve.h"
#include "engine/rules/standard_rulebook.h"

namespace walz {
namespace {

constexpr int kThreadCount = 2;

const RuleBook& Rules() {
  static const RuleBook* const rules = new RuleBook(StandardRuleBook());
  return *rules;
}

double PairCount() {
  return static_cast<double>(SynthProblem().apprentices().size()) *
         static_cast<double>(SynthProblem().openings().size());
}

void CountPairs(benchmark::State& state) {
  state.counters["pairs/s"] =
      benchmark::Counter(PairCount(), benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
}

std::int64_t CountFeasible(const Sieve& sieve) {
  std::atomic<std::int64_t> feasible_count = 0;
  WALZ_CHECK(sieve.ForEachApprentice(
      {.thread_count = kThreadCount},
      [&](ApprenticeIndex, absl::Span<const OpeningIndex> openings) { feasible_count += std::ssize(openings); }));
  return feasible_count;
}

// Before the clock starts: what the sieve says of some apprentices is what the requirements say one by one.
void CheckSome(const Sieve& sieve) {
  const Problem& problem = SynthProblem();
  const std::size_t step = problem.apprentices().size() / 3 + 1;
  for (std::size_t i = 0; i < problem.apprentices().size(); i += step) {
    std::vector<OpeningIndex> feasible;
    for (std::size_t o = 0; o < problem.openings().size(); ++o) {
      if (IsFeasible(Rules(), problem.View(ApprenticeIndex(i)), problem.View(OpeningIndex(o)))) {
        feasible.push_back(OpeningIndex(o));
      }
    }
    WALZ_CHECK(sieve.FeasibleOf(ApprenticeIndex(i)) == feasible);
  }
}

void BM_SieveFacets(benchmark::State& state) {
  const Problem& problem = SynthProblem();
  for (auto _ : state) {
    const Sieve sieve(problem, Rules(), {.thread_count = kThreadCount});
    benchmark::DoNotOptimize(sieve.facets(0));
  }
  const Sieve sieve(problem, Rules(), {.thread_count = kThreadCount});
  state.counters["classes"] = static_cast<double>(sieve.class_count());
  for (std::size_t i = 0; i < Rules().requirements.size(); ++i) {
    const FacetTable* facets = sieve.facets(i);
    if (facets == nullptr) continue;
    const std::string name(Rules().requirements[i].name);
    state.counters[name + "_learners"] = facets->learner_count();
    state.counters[name + "_hosts"] = facets->host_count();
  }
}
BENCHMARK(BM_SieveFacets)->Unit(benchmark::kMillisecond)->UseRealTime();

// Facets, plan and the first pass: what a run pays once.
void BM_SieveFirstPass(benchmark::State& state) {
  const Problem& problem = SynthProblem();
  CheckSome(Sieve(problem, Rules(), {.thread_count = kThreadCount}));
  std::int64_t feasible_count = 0;
  for (auto _ : state) feasible_count = CountFeasible(Sieve(problem, Rules(), {.thread_count = kThreadCount}));
  CountPairs(state);
  state.counters["feasible"] = static_cast<double>(feasible_count);
}
BENCHMARK(BM_SieveFirstPass)->Unit(benchmark::kMillisecond)->UseRealTime();

// What every further pass costs.
void BM_SieveNextPass(benchmark::State& state) {
  const Sieve sieve(SynthProblem(), Rules(), {.thread_count = kThreadCount});
  CountFeasible(sieve);
  for (auto _ : state) benchmark::DoNotOptimize(CountFeasible(sieve));
  CountPairs(state);
}
BENCHMARK(BM_SieveNextPass)->Unit(benchmark::kMillisecond)->UseRealTime();

// Barrier counts of 1,000 apprentices.
void BM_SieveRefusals(benchmark::State& state) {
  const Problem& problem = SynthProblem();
  const Sieve sieve(problem, Rules(), {.thread_count = kThreadCount});
  CountFeasible(sieve);
  std::vector<ApprenticeIndex> some;
  for (std::size_t i = 0; i < problem.apprentices().size(); i += problem.apprentices().size() / 1000 + 1) {
    some.push_back(ApprenticeIndex(i));
  }
  for (auto _ : state) {
    sieve.ForEachRefusals(some, {.thread_count = kThreadCount}, [](ApprenticeIndex, const Refusals& refusals) {
      benchmark::DoNotOptimize(refusals.feasible);
    });
  }
  state.SetItemsProcessed(state.iterations() * std::ssize(some));
}
BENCHMARK(BM_SieveRefusals)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace walz

BENCHMARK_MAIN();
