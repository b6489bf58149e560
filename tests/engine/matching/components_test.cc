// Parts of a round that have nothing to do with each other are told and proven apart.

#include "engine/matching/components.h"

#include <numeric>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

const ComponentSum& Of(const RunOutcome& outcome, ComponentKind kind) {
  return (*outcome.components)[static_cast<std::size_t>(kind)];
}

TEST(ComponentsTest, SumUpToTheRun) {
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(
        seed,
        {.apprentice_count = 20, .opening_count = 16, .barrier_rich = seed % 2 == 0, .static_only = seed % 3 == 0});
    const RunOutcome outcome = MatchAndAudit(problem);
    ASSERT_TRUE(outcome.components.has_value());
    ComponentSum all;
    for (const ComponentSum& sum : *outcome.components) {
      EXPECT_LE(sum.solved, sum.components);
      EXPECT_LE(sum.placed, sum.apprentices);
      EXPECT_LE(sum.value, sum.bound);
      all.placed += sum.placed;
      all.solved += sum.solved;
      all.components += sum.components;
      all.value += sum.value;
      all.bound += sum.bound;
    }
    EXPECT_EQ(all.placed, static_cast<std::int64_t>(outcome.matching.placements.size()));
    EXPECT_EQ(outcome.proven, all.value == all.bound);
    EXPECT_EQ(outcome.proven, all.solved == all.components);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(ComponentsTest, WhatIsStaticIsSolvedWhateverRolls) {
  std::int64_t beside_unproven = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options{.apprentice_count = 24, .opening_count = 24, .barrier_rich = true};
    options.with_round_quotas = false;
    options.with_budget = false;
    options.with_least = false;
    const RunOutcome outcome = MatchAndAudit(RandomProblem(seed, options));
    const ComponentSum& fixed = Of(outcome, ComponentKind::kStatic);
    EXPECT_EQ(fixed.solved, fixed.components);
    EXPECT_EQ(fixed.value, fixed.bound);
    if (!outcome.proven) beside_unproven += fixed.components;
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(beside_unproven, 0);
}

}  // namespace
}  // namespace walz
