// A warm start shortens the search and changes nothing that a run says.

#include "engine/matching/warm_start.h"

#include <string>

#include <gtest/gtest.h>

#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"
#include "tests/support/seeds.h"

namespace walz {
namespace {

class WarmStartTest : public testing::Test {
 protected:
  RunOutcome Match(const Problem& problem, const WarmStart* start) const {
    const Sieve sieve(problem, rules_, {});
    absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules_, sieve, {}, start);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    const absl::Status audit = AuditRun(problem, rules_, sieve, *outcome, {});
    EXPECT_TRUE(audit.ok()) << audit;
    return *std::move(outcome);
  }

  void ExpectSame(const Problem& problem, const RunOutcome& cold, const WarmStart& start) const {
    const RunOutcome warm = Match(problem, &start);
    EXPECT_EQ(warm.matching.placements, cold.matching.placements);
    EXPECT_EQ(warm.score, cold.score);
    EXPECT_EQ(warm.bound, cold.bound);
    EXPECT_EQ(warm.points_bound, cold.points_bound);
    EXPECT_EQ(warm.proven, cold.proven);
  }

  const RuleBook rules_ = StandardRuleBook();
};

TEST_F(WarmStartTest, NamesWhatItKnowsByStableNames) {
  const Problem problem = RandomProblem(3, {.apprentice_count = 40, .opening_count = 20, .static_only = true});
  const RunOutcome outcome = Match(problem, nullptr);
  const WarmStart start = WarmStartOf(problem, rules_, outcome);
  ASSERT_EQ(start.placements.size(), outcome.matching.placements.size());
  EXPECT_EQ(start.placements[0].apprentice, problem[outcome.matching.placements[0].apprentice].id);
  EXPECT_EQ(start.placements[0].opening, problem[outcome.matching.placements[0].opening].id);
  ASSERT_FALSE(start.prices.empty());
  EXPECT_EQ(start.prices[0].quota, std::string(rules_.quotas[outcome.certificate.prices[0].quota].name));
}

TEST_F(WarmStartTest, ItsOwnOrAnothersChangesNothing) {
  for (std::uint64_t seed = 0; seed < SeedCount(36); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const RandomProblemOptions options{.apprentice_count = 30, .opening_count = 18, .static_only = seed % 2 == 0};
    const Problem problem = RandomProblem(seed, options);
    const RunOutcome cold = Match(problem, nullptr);
    ExpectSame(problem, cold, WarmStartOf(problem, rules_, cold));
    const Problem other = RandomProblem(seed + 1, options);
    ExpectSame(problem, cold, WarmStartOf(other, rules_, Match(other, nullptr)));
    if (HasFailure()) return;
  }
}

TEST_F(WarmStartTest, NonsenseChangesNothing) {
  const Problem problem = RandomProblem(5, {.apprentice_count = 30, .opening_count = 18});
  const RunOutcome cold = Match(problem, nullptr);
  WarmStart start = WarmStartOf(problem, rules_, cold);
  for (WarmStart::GroupPrice& price : start.prices) price.price = -price.price * 1'000'003;
  start.prices.push_back({"no_such_quota", "nothing", 1});
  start.prices.push_back({"places_per_opening", "opening of nobody", absl::Int128Max()});
  start.placements.push_back({"nobody", "nowhere"});
  for (std::size_t i = 1; i < start.placements.size(); ++i) start.placements[i].opening = start.placements[0].opening;
  ExpectSame(problem, cold, start);
  start.weights = {};
  ExpectSame(problem, cold, start);
}

}  // namespace
}  // namespace walz
