// Solving a few options after the other finds what solving all at once finds.

#include "engine/matching/sifting.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/matching/auditor.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"
#include "tests/support/seeds.h"

namespace walz {
namespace {

// One option to start with and one more a round: as many rounds as there can be.
constexpr SiftLimits kByOnes{.pairs_solved_max = -1, .bid_count = 1, .first_count = 1, .added_count = 1};
// The same, and no option is kept from pass to pass.
constexpr SiftLimits kForgetfulSifting{
    .pairs_kept_max = 0, .pairs_solved_max = -1, .bid_count = 2, .first_count = 2, .added_count = 2};

class SiftingTest : public testing::Test {
 protected:
  RunOutcome Match(const Problem& problem, const SiftLimits& limits, const WorkOptions& work = {}) const {
    const Sieve sieve(problem, rules_, work);
    absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules_, sieve, work, nullptr, limits);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    const absl::Status audit = AuditRun(problem, rules_, sieve, *outcome, {});
    EXPECT_TRUE(audit.ok()) << audit;
    return *std::move(outcome);
  }

  static void ExpectSame(const RunOutcome& a, const RunOutcome& b) {
    EXPECT_EQ(a.matching.placements, b.matching.placements);
    EXPECT_EQ(a.score, b.score);
    EXPECT_EQ(a.bound, b.bound);
    EXPECT_EQ(a.points_bound, b.points_bound);
    EXPECT_EQ(a.proven, b.proven);
    EXPECT_EQ(a.certificate.weights, b.certificate.weights);
  }

  const RuleBook rules_ = StandardRuleBook();
};

TEST_F(SiftingTest, FindsWhatSolvingAllOptionsFinds) {
  std::int64_t proven = 0;
  for (std::uint64_t seed = 0; seed < SeedCount(80); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const RandomProblemOptions options{
        .apprentice_count = 12 + static_cast<int>(seed % 20), .opening_count = 14, .static_only = seed % 3 != 0};
    const Problem problem = RandomProblem(seed, options);
    const RunOutcome whole = Match(problem, {});
    proven += whole.proven ? 1 : 0;
    ExpectSame(Match(problem, kByOnes), whole);
    ExpectSame(Match(problem, kForgetfulSifting, {.thread_count = 2}), whole);
    if (HasFailure()) return;
  }
  EXPECT_GT(proven * 2, static_cast<std::int64_t>(SeedCount(80)));
}

// Whenever it comes: once the options are known, nobody is left out who had a place left.
TEST_F(SiftingTest, AStoppedRunIsLawfulAndPlacesWhomItCan) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Problem problem = RandomProblem(seed, {.apprentice_count = 30, .opening_count = 14, .static_only = true});
    const Sieve sieve(problem, rules_, {});
    const std::int64_t placed_at_best = Match(problem, {}).score.placed();
    for (const SiftLimits& limits : {kByOnes, SiftLimits{}}) {
      for (const char* stage : {"sieve", "options", "model", "demand", "assign", "sift", "place", "improve", "stays"}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed << " " << stage);
        std::stop_source stop;
        const WorkOptions work{.stop = stop.get_token(),
                               .progress = [&](absl::string_view now, std::int64_t, std::int64_t) {
                                 if (std::string(now) == stage) stop.request_stop();
                               }};
        const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules_, sieve, work, nullptr, limits);
        ASSERT_TRUE(outcome.ok());
        EXPECT_TRUE(outcome->stopped == stop.stop_requested());
        const absl::Status audit = AuditRun(problem, rules_, sieve, *outcome, {});
        EXPECT_TRUE(audit.ok()) << audit;
        if (std::string(stage) == "sieve" || std::string(stage) == "options") continue;
        EXPECT_GE(2 * outcome->score.placed(), placed_at_best);
      }
    }
  }
}

// Bids are there before all options are priced; where these are not kept, the taken ones have to be made known.
TEST_F(SiftingTest, StoppedBetweenBidsAndPricesItKeepsWhatBidsFound) {
  const Problem problem = RandomProblem(3, {.apprentice_count = 1200, .opening_count = 40, .static_only = true});
  const Sieve sieve(problem, rules_, {});
  int told = 0;
  std::int64_t most_placed = 0;
  for (int stop_at = 1; stop_at <= told + 1; ++stop_at) {
    told = 0;
    std::stop_source stop;
    const WorkOptions work{.stop = stop.get_token(),
                           .progress = [&](absl::string_view now, std::int64_t, std::int64_t) {
                             if (std::string(now) == "price" && ++told == stop_at) stop.request_stop();
                           }};
    const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules_, sieve, work, nullptr, kForgetfulSifting);
    ASSERT_TRUE(outcome.ok());
    const absl::Status audit = AuditRun(problem, rules_, sieve, *outcome, {});
    EXPECT_TRUE(audit.ok()) << audit;
    if (outcome->stopped) most_placed = std::max(most_placed, outcome->score.placed());
  }
  EXPECT_GE(told, 8);  // Several in a pass.
  EXPECT_GT(most_placed, 0);
}

TEST_F(SiftingTest, AnAbandonedRunIsLawfulToo) {
  const Problem problem = RandomProblem(4, {.apprentice_count = 30, .opening_count = 14, .static_only = true});
  const Sieve sieve(problem, rules_, {});
  for (const char* stage : {"model", "assign", "place", "improve", "stays"}) {
    SCOPED_TRACE(stage);
    std::stop_source stop;
    const WorkOptions work{.stop = stop.get_token(),
                           .abandon = stop.get_token(),
                           .progress = [&](absl::string_view now, std::int64_t, std::int64_t) {
                             if (std::string(now) == stage) stop.request_stop();
                           }};
    const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules_, sieve, work, nullptr, kByOnes);
    ASSERT_TRUE(outcome.ok());
    const absl::Status audit = AuditRun(problem, rules_, sieve, *outcome, {});
    EXPECT_TRUE(audit.ok()) << audit;
  }
}

TEST_F(SiftingTest, TellsHowManyAreServed) {
  std::size_t rounds_most = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Problem problem = RandomProblem(seed, {.apprentice_count = 30, .opening_count = 14, .static_only = true});
    std::vector<std::int64_t> told;
    const WorkOptions work{.progress = [&](absl::string_view stage, std::int64_t done, std::int64_t total) {
      if (std::string(stage) != "sift") return;
      told.push_back(done);
      EXPECT_EQ(total, 30);
    }};
    Match(problem, kByOnes, work);
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back(), 30);
    rounds_most = std::max(rounds_most, told.size());
  }
  EXPECT_GE(rounds_most, 2u);
}

}  // namespace
}  // namespace walz
