// The auditor on `stable` and `serial`: right outcomes pass, one wrong place is found.

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/audit_score.h"
#include "engine/matching/auditor.h"
#include "engine/matching/lottery.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using testing::HasSubstr;

RunOutcome ProvenOutcomeOf(const Problem& problem, const RuleBook& rules, Matching matching) {
  RunOutcome outcome;
  outcome.policy = problem.round().policy;
  outcome.score = CountScore(problem, rules, matching);
  for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
    outcome.pins_broken += problem.PinOf(ApprenticeIndex(a)) ? 1 : 0;
  }
  outcome.pins_broken -= outcome.score.pins_kept;
  outcome.matching = std::move(matching);
  outcome.bound = outcome.score;
  outcome.points_bound = outcome.score.points;
  outcome.proven = true;
  return outcome;
}

absl::Status AuditOutcome(const Problem& problem, const RunOutcome& outcome) {
  const RuleBook rules = StandardRuleBook();
  return AuditRun(problem, rules, Sieve(problem, rules, {}), outcome, {});
}

// Apprentices A, B, C want opening O, then P; O has one place and likes B best, then A; P likes nobody more.
Facts TwoOpenings(Policy policy) {
  Facts facts = SmallFacts();
  facts.round.policy = policy;
  facts.openings.push_back(MakeOpening(facts, "P", "H"));
  for (Opening& opening : facts.openings) opening.windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.apprentices.push_back(MakeApprentice(facts, "C", "C"));
  for (const char* const id : {"A", "B", "C"}) {
    facts.wishes.push_back({id, 1, WishKind::kOpening, "O"});
    facts.wishes.push_back({id, 2, WishKind::kCompany, "H"});
  }
  facts.host_ranks = {{"O", 1, "B"}, {"O", 2, "A"}, {"P", 1, "C"}};
  return facts;
}

// One letter for each apprentice: the opening, or '-'.
Matching At(const Problem& problem, absl::string_view openings) {
  Matching matching;
  for (std::size_t a = 0; a < openings.size(); ++a) {
    if (openings[a] == '-') continue;
    matching.placements.push_back(
        {ApprenticeIndex(a), *problem.FindOpening(openings.substr(a, 1)), R("2027-03-01..2027-03-20")});
  }
  return matching;
}

class AuditStableTest : public testing::Test {
 protected:
  absl::Status Audit(const Facts& facts, absl::string_view openings) const {
    const Problem problem = MakeProblem(facts);
    return AuditOutcome(problem, ProvenOutcomeOf(problem, StandardRuleBook(), At(problem, openings)));
  }
  const Facts facts_ = TwoOpenings(Policy::kStable);
};

TEST_F(AuditStableTest, AcceptsWhatNobodyWouldLeave) {
  EXPECT_TRUE(Audit(facts_, "-OP").ok()) << Audit(facts_, "-OP");  // P ranks C and nobody else.
}

TEST_F(AuditStableTest, FindsAHostThatWouldRatherHaveAnother) {
  EXPECT_THAT(std::string(Audit(facts_, "O-P").message()),
              HasSubstr("apprentice 'B' and opening 'O' would rather have each other: the apprentice is not placed; "
                        "the opening took 'A'"));
  EXPECT_THAT(std::string(Audit(facts_, "OP-").message()), HasSubstr("apprentice 'B' and opening 'O'"));
  EXPECT_THAT(std::string(Audit(facts_, "PO-").message()), HasSubstr("apprentice 'C' and opening 'P'"));
}

TEST_F(AuditStableTest, FindsAPlaceThatSomebodyWants) {
  EXPECT_THAT(std::string(Audit(facts_, "-O-").message()), HasSubstr("the opening has 0 of 1 places taken"));
  EXPECT_THAT(std::string(Audit(facts_, "-P-").message()), HasSubstr("and opening 'O'"));
}

TEST_F(AuditStableTest, BreaksTiesByLottery) {
  Facts facts = facts_;
  facts.host_ranks = {{"O", 1, "B"}};
  const bool a_first = LotteryOf(facts.round.seed, "A") < LotteryOf(facts.round.seed, "C");
  EXPECT_EQ(Audit(facts, "PO-").ok(), a_first);
  EXPECT_EQ(Audit(facts, "-OP").ok(), !a_first);
}

TEST_F(AuditStableTest, LetsNobodyDisplaceAPinnedApprentice) {
  Facts facts = facts_;
  facts.pairs.push_back({"C", "O", PairMark::kPin, {}, {}, ""});
  const bool a_first = LotteryOf(facts.round.seed, "A") < LotteryOf(facts.round.seed, "B");
  const absl::string_view right = a_first ? "P-O" : "-PO";
  EXPECT_TRUE(Audit(facts, right).ok()) << Audit(facts, right);
  EXPECT_THAT(std::string(Audit(facts, "PO-").message()), HasSubstr("apprentice 'C' and opening 'O'"));
}

TEST_F(AuditStableTest, LooksAtAStoppedRunOnlyIfItSaysProven) {
  const Problem problem = MakeProblem(facts_);
  RunOutcome outcome = ProvenOutcomeOf(problem, StandardRuleBook(), At(problem, "O-P"));
  outcome.stopped = true;
  EXPECT_FALSE(AuditOutcome(problem, outcome).ok());
  outcome.proven = false;
  EXPECT_TRUE(AuditOutcome(problem, outcome).ok());
  outcome.stopped = false;
  EXPECT_FALSE(AuditOutcome(problem, outcome).ok());
}

TEST_F(AuditStableTest, TakesNoPrices) {
  const Problem problem = MakeProblem(facts_);
  RunOutcome outcome = ProvenOutcomeOf(problem, StandardRuleBook(), At(problem, "-OP"));
  outcome.certificate.prices.push_back({0, 0, {}, 1});
  EXPECT_THAT(std::string(AuditOutcome(problem, outcome).message()), HasSubstr("prices prove nothing"));
}

class AuditSerialTest : public testing::Test {
 protected:
  // A comes first, then B, then C.
  AuditSerialTest() : facts_(TwoOpenings(Policy::kSerial)) {
    for (std::size_t a = 0; a < 3; ++a) facts_.apprentices[a].tier = static_cast<int>(a);
  }
  absl::Status Audit(const Facts& facts, absl::string_view openings) const {
    const Problem problem = MakeProblem(facts);
    return AuditOutcome(problem, ProvenOutcomeOf(problem, StandardRuleBook(), At(problem, openings)));
  }
  Facts facts_;
};

TEST_F(AuditSerialTest, AcceptsEachItsBestInTurn) { EXPECT_TRUE(Audit(facts_, "OP-").ok()) << Audit(facts_, "OP-"); }

TEST_F(AuditSerialTest, FindsSomebodyWhoCouldHaveHadBetter) {
  EXPECT_THAT(std::string(Audit(facts_, "PO-").message()),
              HasSubstr("at its turn apprentice 'A' could have opening 'O' and is at 'P', which it likes less"));
  EXPECT_THAT(std::string(Audit(facts_, "O-P").message()), HasSubstr("apprentice 'B' could have opening 'P'"));
  EXPECT_THAT(std::string(Audit(facts_, "O--").message()), HasSubstr("and is not placed"));
}

TEST_F(AuditSerialTest, LetsPinnedApprenticesGoFirst) {
  Facts facts = facts_;
  facts.pairs.push_back({"C", "O", PairMark::kPin, {}, {}, ""});
  EXPECT_TRUE(Audit(facts, "P-O").ok()) << Audit(facts, "P-O");
  EXPECT_THAT(std::string(Audit(facts, "OP-").message()), HasSubstr("apprentice 'C' could have opening 'O'"));
}

TEST_F(AuditSerialTest, CountsEveryQuota) {
  Facts facts = facts_;
  facts.round.quotas.placements_per_round = 1;
  EXPECT_TRUE(Audit(facts, "O--").ok()) << Audit(facts, "O--");
  facts.round.quotas.placements_per_round = 2;
  EXPECT_FALSE(Audit(facts, "O--").ok());
}

// One more day and a second stay of 14 days would fit after the first.
TEST_F(AuditSerialTest, LooksForAGapInTheDays) {
  Facts facts = facts_;
  facts.apprentices[2].windows = Days(facts, {R("2027-01-01..2027-02-01")});
  facts.apprentices[2].tier = 9;
  facts.openings.pop_back();
  facts.host_ranks.clear();
  for (const auto& [last, could] : {std::pair(D("2027-04-02"), false), std::pair(D("2027-04-03"), true)}) {
    facts.openings[0].windows = Days(facts, {{D("2027-03-01"), last}});
    const Problem problem = MakeProblem(facts);
    const Matching matching = {{{ApprenticeIndex(0), OpeningIndex(0), R("2027-03-01..2027-03-20")}}};
    const absl::Status status = AuditOutcome(problem, ProvenOutcomeOf(problem, StandardRuleBook(), matching));
    EXPECT_EQ(status.ok(), !could) << status;
  }
}

// What the exhaustive matcher calls stable or serial passes; a matching that is not among them does not.
TEST(AuditPolicyPropertyTest, AgreesWithTheExhaustiveMatcher) {
  const RuleBook rules = StandardRuleBook();
  int stable_count = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options;
    options.apprentice_count = 6;
    options.with_groups = false;
    options.policy = Policy::kSerial;
    const Problem rolling = RandomProblem(seed, options);
    const absl::Status serial =
        AuditOutcome(rolling, ProvenOutcomeOf(rolling, rules, ExhaustiveMatcher(rolling, rules).FindSerial()));
    EXPECT_TRUE(serial.ok()) << serial;
    options.policy = Policy::kStable;
    options.static_only = true;
    options.with_round_quotas = options.with_company_places = options.with_budget = false;
    options.with_absences = options.with_accompanying = false;
    const Problem problem = RandomProblem(seed, options);
    const ExhaustiveMatcher matcher(problem, rules);
    for (const Matching& matching : matcher.FindAllStable()) {
      const RunOutcome outcome = ProvenOutcomeOf(problem, rules, matching);
      EXPECT_TRUE(AuditOutcome(problem, outcome).ok()) << AuditOutcome(problem, outcome);
      stable_count += outcome.score.placed() > 0 ? 1 : 0;
      for (std::size_t i = 0; i < matching.placements.size(); ++i) {  // A place left empty is always wanted.
        Matching fewer = matching;
        fewer.placements.erase(fewer.placements.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(AuditOutcome(problem, ProvenOutcomeOf(problem, rules, fewer)).ok());
      }
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(stable_count, 100);
}

}  // namespace
}  // namespace walz
