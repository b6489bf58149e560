// The matcher on random problems against exhaustive search.  This is the test that carries the confidence.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "engine/matching/auditor.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"
#include "tests/support/seeds.h"

namespace walz {
namespace {

class MatcherPropertyTest : public testing::Test {
 protected:
  RunOutcome Match(const Problem& problem, int thread_count = 1) const {
    const WorkOptions work{.thread_count = thread_count};
    const Sieve sieve(problem, rules_, work);
    const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules_, sieve, work);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    const absl::Status audit = AuditRun(problem, rules_, sieve, *outcome, work);
    EXPECT_TRUE(audit.ok()) << audit;
    return *outcome;
  }

  const RuleBook rules_ = StandardRuleBook();
};

// Some of everything within sizes that exhaustive search can bear.
RandomProblemOptions SizesOf(std::uint64_t seed) {
  RandomProblemOptions options;
  options.apprentice_count = 6 - static_cast<int>(seed % 8 / 3);
  options.opening_count = 5 - static_cast<int>(seed % 11 / 4);
  return options;
}

TEST_F(MatcherPropertyTest, BestIsTheTrueOptimumWhereQuotasAreStatic) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = SizesOf(seed);
    options.static_only = true;
    options.with_least = seed % 4 == 0;
    options.later_worth = seed % 3 == 0;
    const Problem problem = RandomProblem(seed, options);
    const RunOutcome outcome = Match(problem);
    const ExhaustiveMatcher::Best best = ExhaustiveMatcher(problem, rules_).FindBest();
    EXPECT_EQ(outcome.score, best.score);
    EXPECT_TRUE(outcome.proven || !problem.round().quotas.least_per_centre.empty());
    if (HasFailure()) return;
  }
}

TEST_F(MatcherPropertyTest, BestIsLawfulBoundedAndGoodEverywhere) {
  std::int64_t placed = 0;
  std::int64_t placed_best = 0;
  std::int64_t optimal = 0;
  std::int64_t proven = 0;
  constexpr std::uint64_t kCount = SeedCount(1000);
  for (std::uint64_t seed = 0; seed < kCount; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(seed, SizesOf(seed));
    const RunOutcome outcome = Match(problem);
    const ExhaustiveMatcher::Best best = ExhaustiveMatcher(problem, rules_).FindBest();
    EXPECT_LE(outcome.score, best.score);
    EXPECT_GE(outcome.bound, best.score);
    EXPECT_GE(outcome.points_bound, best.score.points);
    EXPECT_TRUE(!outcome.proven || outcome.score == best.score);
    placed += outcome.score.placed();
    placed_best += best.score.placed();
    optimal += outcome.score == best.score ? 1 : 0;
    proven += outcome.proven ? 1 : 0;
    if (HasFailure()) return;
  }
  RecordProperty("optimal", std::to_string(optimal));
  RecordProperty("proven", std::to_string(proven));
  std::cout << "optimal " << optimal << ", proven " << proven << " of " << kCount << "; placed " << placed << " of "
            << placed_best << "\n";
  EXPECT_GE(optimal * 100, static_cast<std::int64_t>(kCount) * 99);
  EXPECT_GE(proven * 100, static_cast<std::int64_t>(kCount) * 80);
  EXPECT_GE(placed * 1000, placed_best * 995);
}

// Employers who miss one at most, centres that send two at most, and employers' apprentices in several centres.
TEST_F(MatcherPropertyTest, QuotasThatCrossArePricedAndTheBoundMostlyMet) {
  constexpr std::uint64_t kCount = 400;
  std::int64_t crossing = 0;
  std::int64_t proven = 0;
  for (std::uint64_t seed = 0; seed < kCount; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options;
    options.apprentice_count = 6;
    options.opening_count = 5;
    options.static_only = true;
    options.with_least = false;
    Facts facts = RandomFacts(seed, options);
    for (Company& company : facts.companies) company.absent_max = 1;
    facts.round.quotas.placements_per_centre.clear();
    for (const Centre& centre : facts.centres) facts.round.quotas.placements_per_centre[centre.id] = 2;
    const Problem problem = MakeProblem(std::move(facts));
    const RunOutcome outcome = Match(problem);
    const ExhaustiveMatcher::Best best = ExhaustiveMatcher(problem, rules_).FindBest();
    EXPECT_LE(outcome.score, best.score);
    EXPECT_GE(outcome.bound, best.score);
    EXPECT_TRUE(!outcome.proven || outcome.score == best.score);
    ASSERT_TRUE(outcome.components);
    const bool crosses = (*outcome.components)[static_cast<std::size_t>(ComponentKind::kCrossing)].components > 0;
    crossing += crosses ? 1 : 0;
    proven += crosses && outcome.proven ? 1 : 0;
    if (HasFailure()) return;
  }
  std::cout << "crossing " << crossing << ", proven " << proven << "\n";
  EXPECT_GE(crossing, 30);
  EXPECT_GE(proven * 10, crossing * 9);
}

TEST_F(MatcherPropertyTest, StableIsTheStableMatchingThatApprenticesLikeBest) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = SizesOf(seed);
    options.static_only = true;
    options.with_least = false;
    options.with_round_quotas = false;
    options.with_company_places = false;
    options.policy = Policy::kStable;
    const Problem problem = RandomProblem(seed, options);
    const RunOutcome outcome = Match(problem);
    const std::vector<Matching> all = ExhaustiveMatcher(problem, rules_).FindAllStable();
    EXPECT_TRUE(outcome.proven);
    const auto same = [&](const Matching& other) {
      return std::equal(other.placements.begin(), other.placements.end(), outcome.matching.placements.begin(),
                        outcome.matching.placements.end(), [](const Placement& a, const Placement& b) {
                          return a.apprentice == b.apprentice && a.opening == b.opening;
                        });
    };
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), same));
    if (HasFailure()) return;
  }
}

TEST_F(MatcherPropertyTest, SerialGivesEachItsBestInTurn) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = SizesOf(seed);
    options.with_groups = false;
    options.policy = Policy::kSerial;
    const Problem problem = RandomProblem(seed, options);
    const RunOutcome outcome = Match(problem);
    EXPECT_EQ(outcome.matching.placements, ExhaustiveMatcher(problem, rules_).FindSerial().placements);
    if (HasFailure()) return;
  }
}

TEST_F(MatcherPropertyTest, SerialWithGroupsIsLawful) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = SizesOf(seed);
    options.policy = Policy::kSerial;
    Match(RandomProblem(seed, options));
    if (HasFailure()) return;
  }
}

TEST_F(MatcherPropertyTest, BiggerProblemsAreProvenByCertificate) {
  for (std::uint64_t seed = 0; seed < SeedCount(24); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options;
    options.apprentice_count = 60 + static_cast<int>(seed);
    options.opening_count = 30;
    options.static_only = seed % 2 == 0;
    options.with_least = false;
    const RunOutcome outcome = Match(RandomProblem(seed, options));
    EXPECT_TRUE(outcome.proven || !options.static_only);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace walz
