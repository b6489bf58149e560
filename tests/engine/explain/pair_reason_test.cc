#include "engine/explain/pair_reason.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <absl/numeric/int128.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/lottery.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/engine/explain/static_run.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::HasSubstr;
using testing::Not;

bool Anybody(ApprenticeIndex) { return true; }
bool Nobody(ApprenticeIndex) { return false; }

const RuleBook& Rules() {
  static const RuleBook& rules = *new RuleBook(StandardRuleBook());
  return rules;
}

RunOutcome Match(const Problem& problem) {
  const Sieve sieve(problem, Rules(), {});
  return *FindMatching(problem, Rules(), sieve, {});
}

// What a matching is worth in the unit of `weights`, leasts aside.
absl::int128 WorthOf(const Problem& problem, const Weights& weights, const Matching& matching) {
  absl::int128 worth = 0;
  for (const Placement& placement : matching.placements) {
    const Apprentice& apprentice = problem[placement.apprentice];
    worth += weights.tier[static_cast<std::size_t>(apprentice.tier)];
    worth += weights.point * PointsOf(Rules(), problem.View(placement.apprentice), problem.View(placement.opening));
    worth +=
        PairLotteryOf(LotteryOf(problem.round().seed, apprentice.id), OpeningHashOf(problem[placement.opening].id)) >>
        weights.lottery_shift;
  }
  return worth;
}

// Matches anew with all other openings forbidden to the apprentice: the loss is never overstated.
TEST(PairReasonTest, EveryMatchingWithThePairLosesAtLeastTheLoss) {
  const RandomProblemOptions options = {
      .apprentice_count = 5, .opening_count = 4, .with_least = false, .with_pins = false, .with_last_run = false};
  int tried_count = 0;
  int lossy_count = 0;
  int exact_count = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = MakeProblem(StaticRun::FactsOf(seed, options));
    const RunOutcome outcome = Match(problem);
    if (!outcome.proven) continue;
    const Sieve sieve(problem, Rules(), {});
    const ApprenticeIndex apprentice(seed % problem.apprentices().size());
    for (std::size_t o = 0; o < problem.openings().size(); ++o) {
      const OpeningIndex opening(o);
      const std::optional<PairReason> reason = ReasonOfPair(problem, Rules(), sieve, outcome, apprentice, opening, {});
      const bool feasible = IsFeasible(Rules(), problem.View(apprentice), problem.View(opening));
      const bool chosen =
          std::any_of(outcome.matching.placements.begin(), outcome.matching.placements.end(),
                      [&](const Placement& p) { return p.apprentice == apprentice && p.opening == opening; });
      ASSERT_EQ(reason.has_value(), feasible && !chosen);
      if (!reason) continue;
      ASSERT_TRUE(reason->priced);
      ASSERT_GE(reason->loss, 0);
      Facts facts = StaticRun::FactsOf(seed, options);
      facts.pairs.erase(std::remove_if(facts.pairs.begin(), facts.pairs.end(),
                                       [&](const PairFact& pair) { return pair.apprentice == problem[apprentice].id; }),
                        facts.pairs.end());
      for (std::size_t other = 0; other < problem.openings().size(); ++other) {
        if (other == o) continue;
        facts.pairs.push_back({problem[apprentice].id, problem[OpeningIndex(other)].id, PairMark::kForbid, {}, {}, ""});
      }
      const Problem narrowed = MakeProblem(std::move(facts));
      const RunOutcome with_pair = Match(narrowed);
      const bool placed = std::any_of(with_pair.matching.placements.begin(), with_pair.matching.placements.end(),
                                      [&](const Placement& p) { return p.apprentice == apprentice; });
      if (!placed) continue;
      const Weights& weights = outcome.certificate.weights;
      const absl::int128 lost =
          WorthOf(problem, weights, outcome.matching) - WorthOf(narrowed, weights, with_pair.matching);
      ASSERT_GE(lost, reason->loss);
      ++tried_count;
      lossy_count += reason->loss >= weights.point ? 1 : 0;
      exact_count += lost == reason->loss ? 1 : 0;
    }
  }
  EXPECT_GT(tried_count, 200);
  EXPECT_GT(lossy_count, 50);
  EXPECT_GT(exact_count, tried_count / 4);
}

// All stays share a day.
Facts StaticFacts() {
  Facts facts = SmallFacts();
  facts.openings[0].windows = Days(facts, {R("2027-04-01..2027-04-20")});
  return facts;
}

// A and B want the one place of O; B brings more points.
Facts TwoForOnePlace() {
  Facts facts = StaticFacts();
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.round.weights[static_cast<std::size_t>(CriterionId::kHostRank)] = 1;
  facts.host_ranks.push_back({"O", 1, "B"});
  return facts;
}

TEST(PairReasonTest, TellsWhoHoldsThePlaceOnlyWhereItMay) {
  const Problem problem = MakeProblem(TwoForOnePlace());
  const RunOutcome outcome = Match(problem);
  const Sieve sieve(problem, Rules(), {});
  const std::optional<PairReason> reason =
      ReasonOfPair(problem, Rules(), sieve, outcome, *problem.FindApprentice("A"), OpeningIndex(0), {});
  ASSERT_TRUE(reason.has_value());
  ASSERT_EQ(reason->holders.size(), 1u);
  EXPECT_EQ(reason->holders[0].apprentice, *problem.FindApprentice("B"));
  // The price lies between what A and what B would give.
  EXPECT_EQ(reason->price_in_goals.goal, GoalLoss::Goal::kPlacement);
  EXPECT_GE(reason->loss, 0);
  EXPECT_THAT(PairReasonWords(problem, *reason, Anybody), HasSubstr("held by B;"));
  EXPECT_THAT(PairReasonWords(problem, *reason, Nobody), HasSubstr("held by 1 apprentice;"));
  EXPECT_THAT(PairReasonWords(problem, *reason, Nobody), Not(HasSubstr("B")));
}

// B would rather be at O1, where C is liked better; at O she is liked better than A.
TEST(PairReasonTest, TellsTheChainOfRejectionsOfAStableRun) {
  Facts facts = StaticFacts();
  facts.round.policy = Policy::kStable;
  facts.openings.push_back(MakeOpening(facts, "O1", "H"));
  facts.openings[1].windows = facts.openings[0].windows;
  for (const char* id : {"B", "C"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  facts.wishes = {{"A", 1, WishKind::kOpening, "O"},
                  {"B", 1, WishKind::kOpening, "O1"},
                  {"B", 2, WishKind::kOpening, "O"},
                  {"C", 1, WishKind::kOpening, "O1"}};
  facts.host_ranks = {{"O", 1, "B"}, {"O1", 1, "C"}};
  const Problem problem = MakeProblem(std::move(facts));
  const RunOutcome outcome = Match(problem);
  const Sieve sieve(problem, Rules(), {});
  const std::optional<PairReason> reason =
      ReasonOfPair(problem, Rules(), sieve, outcome, *problem.FindApprentice("A"), *problem.FindOpening("O"), {});
  ASSERT_TRUE(reason.has_value());
  EXPECT_FALSE(reason->priced);
  EXPECT_THAT(PairReasonWords(problem, *reason, Anybody),
              HasSubstr("O likes B better than A; O1 likes C better than B"));
  EXPECT_THAT(PairReasonWords(problem, *reason, Nobody),
              HasSubstr("O likes somebody better than somebody; O1 likes somebody better than somebody"));
}

TEST(PairReasonTest, ClaimsNoChainWhereTheRunClaimsNothing) {
  Facts facts = TwoForOnePlace();
  facts.round.policy = Policy::kStable;
  const Problem problem = MakeProblem(facts);
  RunOutcome outcome = Match(problem);
  const Sieve sieve(problem, Rules(), {});
  const ApprenticeIndex a = *problem.FindApprentice("A");
  EXPECT_TRUE(ReasonOfPair(problem, Rules(), sieve, outcome, a, OpeningIndex(0), {})->rejections.has_value());
  outcome.proven = false;
  EXPECT_FALSE(ReasonOfPair(problem, Rules(), sieve, outcome, a, OpeningIndex(0), {})->rejections.has_value());
}

TEST(PairReasonTest, ClaimsNoPriceWherePricesProveNothing) {
  const Problem problem = MakeProblem(TwoForOnePlace());
  RunOutcome outcome = Match(problem);
  const Sieve sieve(problem, Rules(), {});
  const ApprenticeIndex a = *problem.FindApprentice("A");
  ASSERT_FALSE(outcome.certificate.prices.empty());
  outcome.certificate.prices.push_back(outcome.certificate.prices.front());
  const std::optional<PairReason> reason = ReasonOfPair(problem, Rules(), sieve, outcome, a, OpeningIndex(0), {});
  ASSERT_TRUE(reason.has_value());
  EXPECT_FALSE(reason->priced);
  EXPECT_EQ(PairReasonWords(problem, *reason, Anybody), "its place is held by B");
}

}  // namespace
}  // namespace walz
