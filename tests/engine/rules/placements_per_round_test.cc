// placements_per_round: one group for all; no limit and limit 0 differ.

#include "engine/rules/placements_per_round.h"

#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

TEST(PlacementsPerRoundTest, TheRoundNamesItsMost) {
  const Quota quota = QuotaOf<PlacementsPerRound>();
  for (const std::optional<int> most : {std::optional<int>(), std::optional<int>(0), std::optional<int>(30)}) {
    Facts facts = SmallFacts();
    facts.apprentices[0].accompanying = 1;
    facts.round.quotas.placements_per_round = most;
    facts.round.quotas.budget_eur = 1000;
    facts.round.rates.given = true;
    const Problem problem = MakeProblem(std::move(facts));
    EXPECT_EQ(quota.group(problem, ApprenticeIndex(), OpeningIndex()), 0u);
    EXPECT_EQ(quota.limit(problem, 0), most);
    EXPECT_EQ(quota.label(problem, 0), "round round");
    EXPECT_EQ(quota.amount(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()), R("2027-03-01..2027-03-14")),
              1);
  }
  EXPECT_FALSE(quota.daily);
  EXPECT_EQ(quota.side, QuotaSide::kRound);
}

}  // namespace
}  // namespace walz
