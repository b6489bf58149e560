// What must not change, and what must, when a round is changed in a way whose effect is known.

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "engine/base/hash.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"
#include "tests/support/seeds.h"

namespace walz {
namespace {

RandomProblemOptions Sizes() { return {.apprentice_count = 24, .opening_count = 14}; }

template <typename T>
void Shuffle(std::vector<T>& rows, std::uint64_t seed) {
  for (std::size_t i = rows.size(); i > 1; --i) {
    seed = MixBits(seed);
    std::swap(rows[i - 1], rows[seed % i]);
  }
}

TEST(MetamorphicTest, ShuffledRowsAndThreadsChangeNothing) {
  for (const Policy policy : {Policy::kBest, Policy::kSerial}) {
    for (std::uint64_t seed = 0; seed < SeedCount(40); ++seed) {
      SCOPED_TRACE(testing::Message() << "seed " << seed);
      Facts facts = RandomFacts(seed, Sizes());
      facts.round.policy = policy;
      const RunOutcome outcome = MatchAndAudit(MakeProblem(facts));
      Shuffle(facts.apprentices, seed);
      Shuffle(facts.openings, seed + 1);
      Shuffle(facts.companies, seed + 2);
      Shuffle(facts.centres, seed + 3);
      Shuffle(facts.wishes, seed + 4);
      Shuffle(facts.host_ranks, seed + 5);
      Shuffle(facts.pairs, seed + 6);
      for (const int threads : {1, 2, 4}) {
        const RunOutcome again = MatchAndAudit(MakeProblem(facts), threads);
        EXPECT_EQ(again.matching.placements, outcome.matching.placements);
        EXPECT_EQ(again.score, outcome.score);
        EXPECT_EQ(again.bound, outcome.bound);
        EXPECT_EQ(again.proven, outcome.proven);
      }
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(MetamorphicTest, AnotherPlaceNeverMakesTheOptimumWorse) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = Sizes();
    options.static_only = true;
    options.with_least = false;
    Facts facts = RandomFacts(seed, options);
    const RunOutcome before = MatchAndAudit(MakeProblem(facts));
    ++facts.openings[seed % facts.openings.size()].places;
    const RunOutcome after = MatchAndAudit(MakeProblem(facts));
    ASSERT_TRUE(before.proven && after.proven);
    EXPECT_GE(after.score, before.score);
  }
}

TEST(MetamorphicTest, ATwinOpeningNeverMakesTheOptimumWorse) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = Sizes();
    options.static_only = true;
    options.with_least = false;
    Facts facts = RandomFacts(seed, options);
    const RunOutcome before = MatchAndAudit(MakeProblem(facts));
    Opening twin = facts.openings[seed % facts.openings.size()];
    twin.id += "-twin";
    facts.openings.push_back(std::move(twin));
    EXPECT_GE(MatchAndAudit(MakeProblem(facts)).score, before.score);
  }
}

TEST(MetamorphicTest, RepeatingARunMovesNobody) {
  for (std::uint64_t seed = 0; seed < SeedCount(60); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = Sizes();
    options.static_only = seed % 2 == 0;
    options.with_last_run = false;
    options.with_least = false;
    Facts facts = RandomFacts(seed, options);
    const Problem problem = MakeProblem(facts);
    const RunOutcome first = MatchAndAudit(problem);
    for (const Placement& placement : first.matching.placements) {
      facts.last_run.push_back({problem[placement.apprentice].id, problem[placement.opening].id, placement.stay});
    }
    const Problem problem_again = MakeProblem(facts);
    const RunOutcome again = MatchAndAudit(problem_again);
    if (!first.proven || !again.proven) continue;
    // The criterion kept_from_last_run may only strengthen what was chosen, so all stay.
    EXPECT_EQ(again.matching.placements, first.matching.placements);
  }
}

}  // namespace
}  // namespace walz
