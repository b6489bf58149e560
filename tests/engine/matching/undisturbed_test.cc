// A run again after a few facts changed: who was not touched stays, unless a higher goal gains by it.

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/dice.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

// Heavy ties: one point level or two, few tiers.
Facts TiedFacts(std::uint64_t seed) {
  RandomProblemOptions options{.apprentice_count = 300, .opening_count = 60, .static_only = true};
  options.with_least = false;
  options.with_pins = false;
  options.with_last_run = false;
  Facts facts = RandomFacts(seed, options);
  facts.round.weights.fill(0);
  facts.round.weights[static_cast<std::size_t>(CriterionId::kFieldCloseness)] = 1;
  return facts;
}

void TakeAsLastRun(const Problem& problem, const RunOutcome& outcome, Facts& facts) {
  facts.last_run.clear();
  for (const Placement& placement : outcome.matching.placements) {
    facts.last_run.push_back({problem[placement.apprentice].id, problem[placement.opening].id, placement.stay});
  }
}

TEST(UndisturbedTest, FewMoveAfterOnePercentChanged) {
  std::int64_t untouched = 0;
  std::int64_t moved = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Facts facts = TiedFacts(seed);
    const Problem before = MakeProblem(facts);
    const RunOutcome first = MatchAndAudit(before);
    TakeAsLastRun(before, first, facts);
    Dice dice(seed);
    std::vector<std::string> changed;
    for (int i = 0; i < 3; ++i) {
      const auto at = static_cast<std::size_t>(dice.Between(0, static_cast<int>(facts.apprentices.size()) - 1));
      changed.push_back(facts.apprentices[at].id);
      facts.apprentices[at].field = facts.apprentices[(at + 7) % facts.apprentices.size()].field;
    }
    const Problem after = MakeProblem(facts);
    const RunOutcome again = MatchAndAudit(after);
    ASSERT_TRUE(first.proven && again.proven);
    // Without a last run the higher goals are the same: keeping costs them nothing.
    Facts forgetful = facts;
    forgetful.last_run.clear();
    Score higher = MatchAndAudit(MakeProblem(forgetful)).score;
    higher.kept = again.score.kept;
    EXPECT_EQ(again.score, higher);
    for (const Placement& placement : first.matching.placements) {
      const std::string& id = before[placement.apprentice].id;
      if (std::find(changed.begin(), changed.end(), id) != changed.end()) continue;
      ++untouched;
      moved += OpeningOf(after, again, id) == before[placement.opening].id ? 0 : 1;
    }
  }
  EXPECT_GT(untouched, 300);
  EXPECT_LE(moved * 1000, untouched * 15) << moved << " of " << untouched << " moved";
}

// Rounds that no proof closes: what yesterday reached is where today begins.
TEST(UndisturbedTest, ARoundWithoutAProofAgainIsNeverWorseAndKeepsMost) {
  for (const std::uint64_t seed : {2, 7}) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options{.apprentice_count = 500, .opening_count = 220, .barrier_rich = true};
    options.with_last_run = false;
    Facts facts = RandomFacts(seed, options);
    facts.round.weights.fill(0);
    facts.round.weights[static_cast<std::size_t>(CriterionId::kFieldCloseness)] = 1;
    const Problem problem = MakeProblem(facts);
    const RunOutcome first = MatchAndAudit(problem);
    TakeAsLastRun(problem, first, facts);
    const Problem again = MakeProblem(facts);
    Score second = MatchAndAudit(again).score;
    EXPECT_GE(second.kept * 100, first.score.placed() * 85);
    second.kept = 0;
    EXPECT_GE(second, first.score);
  }
}

}  // namespace
}  // namespace walz
