// Policy `stable`: fixed slots, sides, sizes and pins by example; every mode on random problems, audited; and an
// auditor who believes no figure.
#include "engine/matching/stable_matcher.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/audit_score.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using ::testing::HasSubstr;

// Opening O with one place in March; apprentices A0, A1, .. stay 10 days whenever they like.
Facts Rolling(int apprentice_count) {
  Facts facts = SmallFacts();
  facts.round.policy = Policy::kStable;
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-03-25")});
  const Apprentice sample = facts.apprentices[0];
  facts.apprentices.clear();
  for (int a = 0; a < apprentice_count; ++a) {
    facts.apprentices.push_back(sample);
    facts.apprentices.back().id = "A" + std::to_string(a);
    facts.apprentices.back().days_min = facts.apprentices.back().days_max = 10;
    facts.apprentices.back().windows = facts.openings[0].windows;
  }
  return facts;
}

TEST(StableMatcherTest, CutsARollingOpeningIntoSlots) {
  const RunOutcome outcome = MatchAndAudit(MakeProblem(Rolling(5)));
  ASSERT_TRUE(outcome.stable);
  EXPECT_EQ(outcome.stable->rolling_openings, 1);
  EXPECT_EQ(outcome.stable->fixed_slots, 2);
  EXPECT_EQ(outcome.score.placed(), 2);
  EXPECT_TRUE(outcome.proven);
}

TEST(StableMatcherTest, AStayThatLiesAcrossSlotsHasNoSeat) {
  Facts facts = Rolling(4);
  facts.apprentices[0].windows = Days(facts, {R("2027-03-06..2027-03-15")});
  facts.apprentices[3].windows = Days(facts, {R("2027-03-11..2027-03-20")});
  facts.apprentices[1].windows = facts.apprentices[2].windows = Days(facts, {R("2027-03-01..2027-03-10")});
  const RunOutcome outcome = MatchAndAudit(MakeProblem(facts));
  EXPECT_EQ(outcome.stable->options_without_slot, 1);
  EXPECT_EQ(outcome.score.placed(), 2);
}

TEST(StableMatcherTest, APinnedStayTakesItsPlaceInEverySlotThatItTouches) {
  Facts facts = Rolling(4);
  facts.pairs.push_back({"A0", facts.openings[0].id, PairMark::kPin, D("2027-03-08"), D("2027-03-17"), ""});
  const Problem problem = MakeProblem(facts);
  const RunOutcome outcome = MatchAndAudit(problem);
  EXPECT_EQ(outcome.score.pins_kept, 1);
  EXPECT_EQ(outcome.score.placed(), 1);
}

TEST(StableMatcherTest, LongerStaysStayWithinTheirSlots) {
  Facts facts = Rolling(3);
  for (Apprentice& apprentice : facts.apprentices) apprentice.days_max = 20;
  facts.apprentices[0].days_min = 12;
  const RunOutcome outcome = MatchAndAudit(MakeProblem(facts));
  for (const Placement& placement : outcome.matching.placements) EXPECT_EQ(placement.stay.days(), 12);
}

// A and B each like the other's opening best; each opening likes best the one who likes it less.
Facts Opposed() {
  Facts facts = SmallFacts();
  facts.round.policy = Policy::kStable;
  facts.openings.push_back(MakeOpening(facts, "P", "H"));
  for (Opening& opening : facts.openings) opening.windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.wishes = {{"A", 1, WishKind::kOpening, "O"},
                  {"A", 2, WishKind::kOpening, "P"},
                  {"B", 1, WishKind::kOpening, "P"},
                  {"B", 2, WishKind::kOpening, "O"}};
  facts.host_ranks = {{"O", 1, "B"}, {"O", 2, "A"}, {"P", 1, "A"}, {"P", 2, "B"}};
  return facts;
}

TEST(StableMatcherTest, TheRoundNamesTheSide) {
  Facts facts = Opposed();
  const Problem for_apprentices = MakeProblem(facts);
  EXPECT_EQ(OpeningOf(for_apprentices, MatchAndAudit(for_apprentices), "A"), "O");
  facts.round.stable_side = StableSide::kHosts;
  const Problem for_hosts = MakeProblem(facts);
  EXPECT_EQ(OpeningOf(for_hosts, MatchAndAudit(for_hosts), "A"), "P");
}

TEST(StableMatcherTest, OneLotteryForAllHostsSetsNoTwoPeopleAgainstEachOther) {
  Facts facts = Opposed();
  facts.round.stable_side = StableSide::kHosts;
  facts.round.weights = {};
  facts.host_ranks = {{"O", 1, "B"}, {"O", 1, "A"}, {"P", 1, "A"}, {"P", 1, "B"}};
  std::int64_t improvable = 0;
  for (facts.round.seed = 1; facts.round.seed <= 20; ++facts.round.seed) {
    const Problem problem = MakeProblem(facts);
    const RunOutcome outcome = MatchAndAudit(problem);
    EXPECT_EQ(*outcome.stable->could_improve, OpeningOf(problem, outcome, "A") == "O" ? 0 : 2);
    improvable += *outcome.stable->could_improve;
  }
  EXPECT_EQ(improvable, 0);  // Where hosts tell nobody apart, it is a serial dictatorship.
}

TEST(StableMatcherTest, EveryModeOnRandomProblemsPassesTheAudit) {
  std::int64_t slots = 0;
  std::int64_t improvable = 0;
  for (std::uint64_t seed = 0; seed < 1200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options;
    options.apprentice_count = 3 + static_cast<int>(seed % 12);
    options.opening_count = 2 + static_cast<int>(seed % 6);
    options.static_only = seed % 3 == 0;
    options.with_round_quotas = options.with_company_places = options.with_absences = false;
    options.with_budget = options.with_least = options.with_groups = options.with_accompanying = false;
    options.policy = Policy::kStable;
    Facts facts = RandomFacts(seed, options);
    if (seed % 2 == 0) facts.round.weights = {};  // Then many are equal.
    std::int64_t placed_by_lottery = 0;
    for (const StableSize size : {StableSize::kLottery, StableSize::kMaximum}) {
      for (const StableSide side : {StableSide::kApprentices, StableSide::kHosts}) {
        facts.round.stable_size = size;
        facts.round.stable_side = side;
        const RunOutcome outcome = MatchAndAudit(MakeProblem(facts));
        ASSERT_TRUE(outcome.stable && outcome.stable->could_improve);
        EXPECT_TRUE(outcome.proven);
        slots += outcome.stable->fixed_slots;
        improvable += *outcome.stable->could_improve;
        if (size == StableSize::kLottery) {
          EXPECT_FALSE(outcome.stable->placed_at_most);
          placed_by_lottery = outcome.score.placed();
          continue;
        }
        ASSERT_TRUE(outcome.stable->placed_at_most);
        EXPECT_LE(outcome.score.placed(), *outcome.stable->placed_at_most);
        EXPECT_GE(outcome.score.placed(), placed_by_lottery);  // Small components are searched to the end.
      }
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(slots, 100);
  EXPECT_GT(improvable, 20);
}

TEST(StableMatcherTest, NoFigureIsBelieved) {
  Facts facts = Rolling(4);
  facts.round.stable_size = StableSize::kMaximum;
  const Problem problem = MakeProblem(facts);
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const RunOutcome right = MatchAndAudit(problem);
  const auto message_of = [&](void (*spoil)(StableFigures&)) {
    RunOutcome wrong = right;
    spoil(*wrong.stable);
    return std::string(AuditRun(problem, rules, sieve, wrong, {}).message());
  };
  EXPECT_THAT(message_of([](StableFigures& f) { f.fixed_slots = 3; }),
              HasSubstr("stable.fixed_slots: the run says 3; the facts say 2"));
  EXPECT_THAT(message_of([](StableFigures& f) { f.rolling_openings = 0; }), HasSubstr("rolling_openings"));
  EXPECT_THAT(message_of([](StableFigures& f) { f.options_without_slot = 1; }), HasSubstr("options_without_slot"));
  EXPECT_THAT(message_of([](StableFigures& f) { f.could_improve = 1; }), HasSubstr("could_improve"));
  EXPECT_THAT(message_of([](StableFigures& f) { f.placed_at_most = 3; }), HasSubstr("placed_at_most"));
  EXPECT_THAT(message_of([](StableFigures& f) { f.side = StableSide::kHosts; }), HasSubstr("not the round's"));
}

TEST(StableMatcherTest, TheAuditorKnowsWhoseBestItIs) {
  Facts facts = Opposed();
  const RunOutcome for_apprentices = MatchAndAudit(MakeProblem(facts));
  facts.round.stable_side = StableSide::kHosts;
  const Problem problem = MakeProblem(facts);
  RunOutcome claimed = MatchAndAudit(problem);
  claimed.matching = for_apprentices.matching;
  claimed.score = claimed.bound = for_apprentices.score;
  claimed.points_bound = for_apprentices.points_bound;
  const RuleBook rules = StandardRuleBook();
  EXPECT_THAT(std::string(AuditRun(problem, rules, Sieve(problem, rules, {}), claimed, {}).message()),
              HasSubstr("another stable matching is better for every host"));
}

TEST(StableMatcherTest, AStayAcrossSlotsIsFound) {
  const Problem problem = MakeProblem(Rolling(3));
  const RuleBook rules = StandardRuleBook();
  RunOutcome outcome = MatchAndAudit(problem);
  outcome.matching.placements.pop_back();
  outcome.matching.placements[0].stay = R("2027-03-06..2027-03-15");
  outcome.score = outcome.bound = CountScore(problem, rules, outcome.matching);
  outcome.points_bound = outcome.score.points;
  EXPECT_THAT(std::string(AuditRun(problem, rules, Sieve(problem, rules, {}), outcome, {}).message()),
              HasSubstr("lies in none of its fixed slots"));
}

}  // namespace
}  // namespace walz
