// The sieve says exactly what the single Judge calls say, whatever its limits and threads.

#include "engine/matching/sieve.h"

#include <map>
#include <mutex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

// Everything is judged on demand, with or without memory.
constexpr SieveLimits kOnDemand = {.judged_pairs_max = 0};
constexpr SieveLimits kForgetful = {.judged_pairs_max = 0, .memo_bytes_max = 0};
constexpr SieveLimits kSomeBitmaps = {.judged_pairs_max = 128, .memo_bytes_max = 40};

// The slow, obvious way.
Refusals JudgeAll(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                  std::vector<OpeningIndex>& feasible) {
  Refusals refusals;
  refusals.by_requirement.resize(rules.requirements.size());
  for (std::size_t o = 0; o < problem.openings().size(); ++o) {
    std::vector<std::size_t> refusing;
    for (std::size_t r = 0; r < rules.requirements.size(); ++r) {
      const Ruling ruling = rules.requirements[r].judge(problem.View(apprentice), problem.View(OpeningIndex(o)));
      if (!ruling.FeasibleWith(problem.round().accepted_actions)) refusing.push_back(r);
    }
    for (const std::size_t r : refusing) ++refusals.by_requirement[r].refused;
    if (refusing.empty()) {
      feasible.push_back(OpeningIndex(o));
      continue;
    }
    if (refusing.size() == 1) ++refusals.by_requirement[refusing[0]].only_refused;
    const int count = static_cast<int>(refusing.size());
    if (!refusals.nearest || count < refusals.nearest_refusals ||
        (count == refusals.nearest_refusals && problem[OpeningIndex(o)].id < problem[*refusals.nearest].id)) {
      refusals.nearest = OpeningIndex(o);
      refusals.nearest_refusals = count;
    }
  }
  refusals.feasible = static_cast<std::int64_t>(feasible.size());
  return refusals;
}

void ExpectSame(const Refusals& actual, const Refusals& expected) {
  EXPECT_EQ(actual.feasible, expected.feasible);
  EXPECT_EQ(actual.nearest, expected.nearest);
  EXPECT_EQ(actual.nearest_refusals, expected.nearest_refusals);
  ASSERT_EQ(actual.by_requirement.size(), expected.by_requirement.size());
  for (std::size_t r = 0; r < expected.by_requirement.size(); ++r) {
    EXPECT_EQ(actual.by_requirement[r].refused, expected.by_requirement[r].refused) << "requirement " << r;
    EXPECT_EQ(actual.by_requirement[r].only_refused, expected.by_requirement[r].only_refused) << "requirement " << r;
  }
}

// All that the sieve says in bulk.
struct Said {
  std::map<ApprenticeIndex, std::vector<OpeningIndex>> feasible;
  std::map<ApprenticeIndex, Refusals> refusals;
};

Said SayAll(const Problem& problem, const Sieve& sieve, int thread_count) {
  Said said;
  std::mutex mutex;
  const WorkOptions options{.thread_count = thread_count};
  EXPECT_TRUE(sieve.ForEachApprentice(options, [&](ApprenticeIndex i, absl::Span<const OpeningIndex> openings) {
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(said.feasible.emplace(i, std::vector<OpeningIndex>(openings.begin(), openings.end())).second);
  }));
  std::vector<ApprenticeIndex> all;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) all.push_back(ApprenticeIndex(i));
  EXPECT_TRUE(sieve.ForEachRefusals(all, options, [&](ApprenticeIndex i, const Refusals& refusals) {
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(said.refusals.emplace(i, refusals).second);
  }));
  EXPECT_EQ(said.feasible.size(), all.size());
  EXPECT_EQ(said.refusals.size(), all.size());
  // Barriers are the same, but for what is counted only where nothing is refused by one alone.
  std::size_t barrier_count = 0;
  EXPECT_TRUE(sieve.ForEachBarriers(all, options, [&](ApprenticeIndex i, const Refusals& barriers) {
    const std::lock_guard lock(mutex);
    ++barrier_count;
    const Refusals& refusals = said.refusals[i];
    const bool lone = refusals.nearest_refusals == 1;
    EXPECT_EQ(barriers.feasible, refusals.feasible);
    EXPECT_EQ(barriers.nearest, refusals.nearest);
    EXPECT_EQ(barriers.nearest_refusals, refusals.nearest_refusals);
    EXPECT_EQ(barriers.passed, refusals.passed);
    for (std::size_t r = 0; r < refusals.by_requirement.size(); ++r) {
      EXPECT_EQ(barriers.by_requirement[r].only_refused, refusals.by_requirement[r].only_refused);
      EXPECT_EQ(barriers.by_requirement[r].refused, lone ? 0 : refusals.by_requirement[r].refused);
    }
  }));
  EXPECT_EQ(barrier_count, all.size());
  return said;
}

// What Judge says of all.
Said JudgeAll(const Problem& problem, const RuleBook& rules) {
  Said judged;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    judged.refusals[apprentice] = JudgeAll(problem, rules, apprentice, judged.feasible[apprentice]);
  }
  return judged;
}

void ExpectSays(Said judged, const Problem& problem, const RuleBook& rules, const SieveLimits& limits,
                int thread_count) {
  const Sieve sieve(problem, rules, {.thread_count = thread_count}, limits);
  const Sieve fresh(problem, rules, {.thread_count = thread_count}, limits);  // Has made no plan.
  Said said = SayAll(problem, sieve, thread_count);
  EXPECT_EQ(said.feasible, judged.feasible);
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    SCOPED_TRACE(testing::Message() << "apprentice " << problem[apprentice].id);
    EXPECT_EQ(sieve.FeasibleOf(apprentice), judged.feasible[apprentice]);
    EXPECT_EQ(fresh.FeasibleOf(apprentice), judged.feasible[apprentice]);
    ExpectSame(said.refusals[apprentice], judged.refusals[apprentice]);
    ExpectSame(sieve.RefusalsOf(apprentice), judged.refusals[apprentice]);
    ExpectSame(fresh.RefusalsOf(apprentice), judged.refusals[apprentice]);
  }
}

TEST(SievePropertyTest, SaysWhatJudgeSays) {
  const RuleBook rules = StandardRuleBook();
  const std::vector<SieveLimits> all_limits = {{}, kOnDemand, kForgetful, kSomeBitmaps};
  for (std::uint64_t seed = 1; seed <= 1200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options;
    options.apprentice_count = static_cast<int>(seed % 8);
    options.opening_count = static_cast<int>(seed / 8 % 9);
    options.barrier_rich = seed % 3 == 0;
    const Problem problem = RandomProblem(seed, options);
    ExpectSays(JudgeAll(problem, rules), problem, rules, all_limits[seed % all_limits.size()],
               static_cast<int>(1 + seed % 3));
    if (testing::Test::HasFailure()) return;
  }
}

// More openings than one word of a bitmap has bits, more apprentices than one block.
TEST(SievePropertyTest, SaysWhatJudgeSaysOfManyOpeningsOnOneTwoAndFourThreads) {
  const RuleBook rules = StandardRuleBook();
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options;
    options.apprentice_count = 150;
    options.opening_count = static_cast<int>(62 + seed * 3 + (seed % 2) * 128);
    options.barrier_rich = seed % 2 == 0;
    const Problem problem = RandomProblem(seed, options);
    const Said judged = JudgeAll(problem, rules);
    for (const int thread_count : {1, 2, 4}) {
      for (const SieveLimits& limits : {SieveLimits{}, kOnDemand, kForgetful}) {
        ExpectSays(judged, problem, rules, limits, thread_count);
      }
    }
    if (testing::Test::HasFailure()) return;
  }
}

TEST(RandomProblemTest, LeavesAGoodPartOfThePairsFeasible) {
  const RuleBook rules = StandardRuleBook();
  std::size_t pair_count = 0;
  std::size_t feasible_count = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Problem problem = RandomProblem(seed, {.static_only = seed % 2 == 0});
    const Sieve sieve(problem, rules, {});
    for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
      pair_count += problem.openings().size();
      feasible_count += sieve.FeasibleOf(ApprenticeIndex(i)).size();
    }
  }
  EXPECT_GT(feasible_count * 100, pair_count * 20);
  EXPECT_LT(feasible_count * 100, pair_count * 60);
}

// Each requirement refuses and allows some pair of the barrier-rich problems, and alone refuses some.
TEST(RandomProblemTest, ExercisesEveryRequirement) {
  const RuleBook rules = StandardRuleBook();
  std::vector<std::int64_t> refused(rules.requirements.size()), alone(rules.requirements.size());
  std::int64_t pair_count = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Problem problem =
        RandomProblem(seed, {.apprentice_count = 8, .opening_count = 8, .barrier_rich = seed % 2 == 0});
    const Sieve sieve(problem, rules, {});
    for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
      const Refusals refusals = sieve.RefusalsOf(ApprenticeIndex(i));
      pair_count += static_cast<std::int64_t>(problem.openings().size());
      for (std::size_t r = 0; r < refused.size(); ++r) {
        refused[r] += refusals.by_requirement[r].refused;
        alone[r] += refusals.by_requirement[r].only_refused;
      }
    }
  }
  for (std::size_t r = 0; r < refused.size(); ++r) {
    EXPECT_GT(refused[r], pair_count / 200) << rules.requirements[r].name;
    EXPECT_LT(refused[r], pair_count / 2) << rules.requirements[r].name;
    EXPECT_GT(alone[r], 0) << rules.requirements[r].name;
  }
}

TEST(SieveTest, StopsWhenAskedTo) {
  const RuleBook rules = StandardRuleBook();
  const Problem problem = RandomProblem(1, {.apprentice_count = 300});
  const Sieve sieve(problem, rules, {});
  std::stop_source source;
  int visited = 0;
  const WorkOptions options{.stop = source.get_token()};
  EXPECT_FALSE(sieve.ForEachApprentice(options, [&](ApprenticeIndex, absl::Span<const OpeningIndex>) {
    if (++visited == 10) source.request_stop();
  }));
  EXPECT_EQ(visited, 10);
}

TEST(SieveTest, TellsItsProgress) {
  const RuleBook rules = StandardRuleBook();
  const Problem problem = RandomProblem(1, {.apprentice_count = 300});
  const Sieve sieve(problem, rules, {});
  std::int64_t last_done = 0;
  const WorkOptions options{.progress = [&](absl::string_view stage, std::int64_t done, std::int64_t total) {
    if (stage != "sieve") return;
    EXPECT_GT(done, last_done);
    EXPECT_EQ(total, 300);
    last_done = done;
  }};
  EXPECT_TRUE(sieve.ForEachApprentice(options, [](ApprenticeIndex, absl::Span<const OpeningIndex>) {}));
  EXPECT_EQ(last_done, 300);
}

TEST(SieveTest, ApprenticesWithEqualFactsAreOneClass) {
  Facts facts = SmallFacts();
  for (const char* id : {"A2", "A3"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  facts.apprentices[2].languages = Speaks(facts, {{"fr", Cefr::kA1}});
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  EXPECT_EQ(Sieve(problem, rules, {}).class_count(), 2u);
}

}  // namespace
}  // namespace walz
