// Weights by rank: what they may stand for in a nested flow, and that nobody may use them elsewhere.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/audit_score.h"
#include "engine/matching/auditor.h"
#include "engine/matching/lottery.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::HasSubstr;

constexpr int kUnitBits = 40;  // Far above the sum of a few lottery numbers.
absl::int128 Units(int count) { return absl::int128(count) << kUnitBits; }

absl::int128 Lottery(const Problem& problem, absl::string_view apprentice, absl::string_view opening) {
  return absl::int128(PairLotteryOf(LotteryOf(problem.round().seed, apprentice), OpeningHashOf(opening)));
}

RunOutcome ProvenOutcome(const Problem& problem, const std::vector<std::pair<const char*, const char*>>& placed) {
  RunOutcome outcome;
  for (const auto& [apprentice, opening] : placed) {
    outcome.matching.placements.push_back(
        {*problem.FindApprentice(apprentice), *problem.FindOpening(opening), R("2027-03-01..2027-03-20")});
  }
  outcome.score = CountScore(problem, StandardRuleBook(), outcome.matching);
  outcome.bound = outcome.score;
  outcome.points_bound = outcome.score.points;
  outcome.proven = true;
  return outcome;
}

std::string Audit(const Problem& problem, const RunOutcome& outcome) {
  const RuleBook rules = StandardRuleBook();
  return std::string(AuditRun(problem, rules, Sieve(problem, rules, {}), outcome, {}).message());
}

// Two places of one opening in March; A of tier 0 and three more of tier 1.
Facts OneOpening() {
  Facts facts = SmallFacts();
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.openings[0].places = 2;
  facts.apprentices[0].tier = 0;
  for (const char* const id : {"B", "C", "D"}) {
    facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
    facts.apprentices.back().tier = 1;
  }
  return facts;
}

// A and the luckiest of tier 1 are placed; the price is what the next one would bring.
RunOutcome OneOpeningOutcome(const Problem& problem, int rank_of_tier_0) {
  std::vector<std::pair<absl::int128, const char*>> others;
  for (const char* const id : {"B", "C", "D"}) others.emplace_back(-Lottery(problem, id, "O"), id);
  std::sort(others.begin(), others.end());
  RunOutcome outcome = ProvenOutcome(problem, {{"A", "O"}, {others[0].second, "O"}});
  outcome.certificate.weights.tier[0] = Units(rank_of_tier_0);
  outcome.certificate.weights.tier[1] = Units(1);
  outcome.certificate.prices = {{0, 0, {}, Units(1) - others[1].first}};
  return outcome;
}

TEST(AuditRankTest, StandsInForLexicographicTiersInANestedFlow) {
  const Problem problem = MakeProblem(OneOpening());
  for (const int rank : {2, 3, 4}) EXPECT_EQ(Audit(problem, OneOpeningOutcome(problem, rank)), "") << rank;
}

TEST(AuditRankTest, MustFallByMoreThanTheLowerLevels) {
  const Problem problem = MakeProblem(OneOpening());
  RunOutcome outcome = OneOpeningOutcome(problem, 2);
  outcome.certificate.weights.tier[0] = Units(1) + (absl::int128(1) << 34);  // Four lottery numbers are less.
  EXPECT_EQ(Audit(problem, outcome), "");
  absl::int128 lottery = 0;
  for (const char* const id : {"A", "B", "C", "D"}) lottery += Lottery(problem, id, "O");
  outcome.certificate.weights.tier[0] = Units(1) + lottery + 1;
  EXPECT_EQ(Audit(problem, outcome), "");
  outcome.certificate.weights.tier[0] = Units(1) + lottery;
  EXPECT_THAT(Audit(problem, outcome), HasSubstr("do not put the goals in their order"));
}

TEST(AuditRankTest, ProvesTiersBeforeTheRest) {
  const Problem problem = MakeProblem(OneOpening());
  RunOutcome outcome = OneOpeningOutcome(problem, 2);
  outcome.proven = false;
  outcome.certificate.prices[0].price += Units(1) / 2;  // Half a rank too dear: the tiers stay proven.
  EXPECT_EQ(Audit(problem, outcome), "");
  outcome.certificate.prices[0].price += Units(1);
  EXPECT_THAT(Audit(problem, outcome), HasSubstr("its prices prove no less than"));
}

TEST(AuditRankTest, NeedsAmountsOfOne) {
  Facts facts = OneOpening();
  facts.openings[0].places = 3;
  facts.apprentices[0].accompanying = 1;
  const Problem problem = MakeProblem(facts);
  EXPECT_THAT(Audit(problem, OneOpeningOutcome(problem, 3)), HasSubstr("do not put the goals in their order"));
  EXPECT_EQ(Audit(problem, OneOpeningOutcome(problem, 4)), "");  // These are lexicographic.
}

// A (tier 0) and B (tier 1) are of a centre that may send one; A and D (tier 1) want the place at O, B that at P.
// Lexicographically {A} is best; the ranks 3 and 2 make {B, D} worth more, and prices prove it.
struct TwoCentres {
  Problem problem;
  std::uint32_t centre_quota;
};

TwoCentres MakeTwoCentres() {
  Facts facts = SmallFacts();
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.openings.push_back(facts.openings[0]);
  facts.openings[1].id = "P";
  facts.openings[1].fields = Fields(facts, {"1013"});
  facts.centres.push_back(MakeCentre(facts, "E"));
  facts.apprentices[0].tier = 0;
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.apprentices.push_back(MakeApprentice(facts, "D", "E"));
  facts.apprentices[1].field = facts.catalogue->FindField("1013");
  facts.apprentices[1].tier = facts.apprentices[2].tier = 1;
  facts.round.quotas.placements_per_centre["C"] = 1;
  const RuleBook rules = StandardRuleBook();
  const auto centre_quota = std::find_if(rules.quotas.begin(), rules.quotas.end(),
                                         [](const Quota& quota) { return quota.name == "placements_per_centre"; });
  return {MakeProblem(facts), static_cast<std::uint32_t>(centre_quota - rules.quotas.begin())};
}

TEST(AuditRankTest, IsRefusedWhereQuotasOfSendersHavePrices) {
  const auto [problem, centre_quota] = MakeTwoCentres();
  EXPECT_EQ(ExhaustiveMatcher(problem, StandardRuleBook()).FindBest().score.placed_by_tier[0], 1);

  RunOutcome outcome = ProvenOutcome(problem, {{"B", "P"}, {"D", "O"}});
  outcome.certificate.weights.tier[0] = Units(3);
  outcome.certificate.weights.tier[1] = Units(2);
  outcome.certificate.prices = {{0, problem.FindOpening("O")->value, {}, Units(2)},
                                {centre_quota, problem.FindCentre("C")->value, {}, Units(2)}};
  outcome.bound.placed_by_tier[0] = 1;  // What the prices imply; not to be stopped before the claim of interest.
  outcome.proven = false;
  EXPECT_EQ(Audit(problem, outcome), "");
  outcome.bound = outcome.score;
  outcome.proven = true;
  EXPECT_NE(Audit(problem, outcome), "");
}

// One group of senders has a price: a tier would have to outweigh two of the next and the lottery.  Where it does not,
// the prices' own counts say that {A} is best, and that {B, D} is not, down to where both are worth the same.
TEST(AuditRankTest, PricesOfCountsSpeakWhereTiersOutweighTooLittle) {
  const TwoCentres centres = MakeTwoCentres();
  const Problem& problem = centres.problem;  // A lambda may not capture a structured binding.
  const absl::int128 of_a = Lottery(problem, "A", "O");
  const absl::int128 of_d = Lottery(problem, "D", "O");
  const absl::int128 of_b = Lottery(problem, "B", "P");
  const auto audit = [&](RunOutcome outcome, absl::int128 more) {
    Certificate& certificate = outcome.certificate;
    certificate.weights.tier[1] = Units(1);
    certificate.weights.tier[0] = Units(2) + more;
    certificate.prices = {{0, problem.FindOpening("O")->value, {}, Units(1) + of_d},
                          {centres.centre_quota, problem.FindCentre("C")->value, {}, Units(1) + of_b}};
    // What is left of A's worth.
    certificate.prices[1].price =
        std::max(certificate.prices[1].price, certificate.weights.tier[0] + of_a - certificate.prices[0].price);
    return Audit(problem, outcome);
  };
  const RunOutcome best = ProvenOutcome(problem, {{"A", "O"}});
  for (const absl::int128 more : {of_a + of_b + of_d + 1, of_a + of_b + of_d, of_b + of_d - of_a}) {
    EXPECT_EQ(audit(best, more), "");
  }
  EXPECT_THAT(audit(best, of_b + of_d - of_a - 1), HasSubstr("are worth"));
  EXPECT_THAT(audit(ProvenOutcome(problem, {{"B", "P"}, {"D", "O"}}), of_b + of_d - of_a), HasSubstr("prove no less"));
}

// A and B (tier 0) have the places of both openings at their best; A and D (tier 1) have them here.  One opening costs
// what D is worth, the other what B is: so B gains at the cheaper one, whichever comes first.
TEST(AuditRankTest, CountsTheCheapestOptionOfEverybody) {
  Facts facts = SmallFacts();
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.openings.push_back(facts.openings[0]);
  facts.openings[1].id = "P";
  facts.apprentices[0].tier = 0;
  for (const char* const id : {"B", "D"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  facts.apprentices[1].tier = 0;
  facts.apprentices[2].tier = 1;
  const Problem problem = MakeProblem(facts);
  for (const bool second_is_cheaper : {false, true}) {
    RunOutcome outcome = ProvenOutcome(problem, {{"A", "O"}, {"D", "P"}});
    outcome.proven = false;
    outcome.certificate.weights.tier[0] = Units(2);
    outcome.certificate.weights.tier[1] = Units(1);
    outcome.certificate.prices = {{0, problem.FindOpening("O")->value, {}, Units(second_is_cheaper ? 2 : 1)},
                                  {0, problem.FindOpening("P")->value, {}, Units(second_is_cheaper ? 1 : 2)}};
    EXPECT_THAT(Audit(problem, outcome), HasSubstr("its prices prove no less than"));
  }
}

// Ten tiers of 2,500: weights that outweigh all below would need 2^150.  Both centres are full.
Facts ManyTiers() {
  Facts facts = SmallFacts();
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.openings[0].places = 100'000;
  facts.centres.push_back(MakeCentre(facts, "E"));
  facts.apprentices.clear();
  for (int i = 0; i < 25'000; ++i) {
    facts.apprentices.push_back(MakeApprentice(facts, absl::StrCat("A", i), i % 2 == 0 ? "C" : "E"));
    facts.apprentices.back().tier = i % 10;
    facts.apprentices.back().windows = Days(facts, {R("2027-03-01..2027-03-31")});
  }
  facts.round.quotas.placements_per_centre["C"] = 6'000;
  facts.round.quotas.placements_per_centre["E"] = 1'000;
  return facts;
}

TEST(AuditRankTest, ProvesARoundThatIsTooLargeForLexicographicWeights) {
  const Problem problem = MakeProblem(ManyTiers());
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {.thread_count = 2});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->proven);
  EXPECT_EQ(outcome->score.placed_by_tier[0], 2'500);  // Even tiers are of C.
  EXPECT_EQ(outcome->score.placed_by_tier[4], 1'000);
  EXPECT_EQ(outcome->score.placed_by_tier[1], 1'000);
  EXPECT_EQ(outcome->score.placed(), 7'000);
  const Weights& weights = outcome->certificate.weights;
  EXPECT_LT(weights.tier[0], weights.tier[1] * 4);  // Three of the next and some points: not 2,500.
  EXPECT_TRUE(AuditRun(problem, rules, sieve, *outcome, {}).ok()) << AuditRun(problem, rules, sieve, *outcome, {});
}

// Beside it a place takes stays one after another, of people of whom the first has somebody with her: cases prove
// those, and take nothing from what is proven of the others.
TEST(AuditRankTest, PartsThatCasesProveLeaveTheRestItsProof) {
  Facts facts = ManyTiers();
  facts.companies.push_back(MakeCompany(facts, "I"));
  facts.openings.push_back(MakeOpening(facts, "R", "I"));
  facts.openings.back().windows = Days(facts, {R("2027-04-01..2027-05-31")});
  facts.centres.push_back(MakeCentre(facts, "F"));
  for (int i = 0; i < 6; ++i) {
    facts.apprentices.push_back(MakeApprentice(facts, absl::StrCat("F", i), "F"));
    facts.apprentices.back().windows = Days(facts, {i < 4 ? R("2027-04-05..2027-04-25") : R("2027-05-03..2027-05-20")});
    facts.apprentices.back().tier = i;
  }
  facts.apprentices[25'000].accompanying = 1;
  const Problem problem = MakeProblem(facts);
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {.thread_count = 2});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_FALSE(outcome->certificate.parts.empty());
  EXPECT_TRUE(outcome->proven);
  EXPECT_EQ(outcome->bound, outcome->score);
  EXPECT_EQ(outcome->score.placed(), 7'002);
  EXPECT_TRUE(AuditRun(problem, rules, sieve, *outcome, {}).ok()) << AuditRun(problem, rules, sieve, *outcome, {});
  // What the rest proves is no better than it is.
  RunOutcome worse = *outcome;
  worse.matching.placements.pop_back();
  worse.score = worse.bound = CountScore(problem, rules, worse.matching);
  worse.points_bound = worse.score.points;
  EXPECT_FALSE(AuditRun(problem, rules, sieve, worse, {}).ok());
}

}  // namespace
}  // namespace walz
