// budget_per_round: one group for all; a placement uses the grant of its days.

#include "engine/rules/budget_per_round.h"

#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

// IE is in country group 1: 42 EUR a day for 14 days, 29 EUR after; 100 EUR for the organisation; no coordinates.
Facts FactsWithRates() {
  Facts facts = SmallFacts();
  facts.round.rates.given = true;
  facts.round.rates.daily_first_14_days_eur = {0, 42, 36, 30};
  facts.round.rates.daily_after_14_days_eur = {0, 29, 25, 21};
  facts.round.rates.organisational_support_eur = 100;
  return facts;
}

std::int64_t AmountOf(const Problem& problem, DayRange stay) {
  return BudgetPerRound::AmountOf(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()), stay);
}

TEST(BudgetPerRoundTest, APlacementUsesTheGrantOfItsDays) {
  const Problem problem = MakeProblem(FactsWithRates());
  EXPECT_EQ(AmountOf(problem, R("2027-03-01..2027-03-14")), 14 * 42 + 100);
  EXPECT_EQ(AmountOf(problem, R("2027-03-01..2027-03-15")), 14 * 42 + 29 + 100);
}

TEST(BudgetPerRoundTest, WithoutAGrantNothingIsUsed) {
  Facts facts = FactsWithRates();
  facts.schemes[0].grant = GrantRule::kNotEligible;
  EXPECT_EQ(AmountOf(MakeProblem(std::move(facts)), R("2027-03-01..2027-03-14")), 0);
}

TEST(BudgetPerRoundTest, TheRoundNamesItsBudget) {
  const Quota quota = QuotaOf<BudgetPerRound>();
  for (const std::optional<std::int64_t> budget :
       {std::optional<std::int64_t>(), std::optional<std::int64_t>(0), std::optional<std::int64_t>(5'000'000'000)}) {
    Facts facts = FactsWithRates();
    facts.round.quotas.budget_eur = budget;
    facts.round.quotas.placements_per_round = 3;
    const Problem problem = MakeProblem(std::move(facts));
    EXPECT_EQ(quota.group(problem, ApprenticeIndex(), OpeningIndex()), 0u);
    EXPECT_EQ(quota.limit(problem, 0), budget);
    EXPECT_EQ(quota.label(problem, 0), "budget of round round");
  }
  EXPECT_FALSE(quota.daily);
  EXPECT_EQ(quota.side, QuotaSide::kRound);
}

}  // namespace
}  // namespace walz
