// placements_per_centre: the most of a centre counts, its fair least does not.

#include "engine/rules/placements_per_centre.h"

#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

TEST(PlacementsPerCentreTest, TheRoundNamesTheMostOfACentre) {
  Facts facts = SmallFacts();
  facts.centres.push_back(MakeCentre(facts, "B"));
  facts.centres.push_back(MakeCentre(facts, "D"));
  facts.apprentices.push_back(MakeApprentice(facts, "A1", "B"));
  facts.apprentices.push_back(MakeApprentice(facts, "A2", "C"));
  facts.apprentices.push_back(MakeApprentice(facts, "A3", "D"));
  facts.apprentices[0].accompanying = 1;
  facts.round.quotas.placements_per_centre = {{"B", 0}, {"C", 30}};
  facts.round.quotas.least_per_centre = {{"C", 5}, {"D", 5}};
  const Problem problem = MakeProblem(std::move(facts));
  const Quota quota = QuotaOf<PlacementsPerCentre>();
  const auto group = [&](const char* apprentice) {
    return quota.group(problem, *problem.FindApprentice(apprentice), OpeningIndex()).value();
  };
  EXPECT_EQ(group("A"), group("A2"));
  EXPECT_NE(group("A"), group("A1"));
  EXPECT_EQ(quota.limit(problem, group("A")), 30);
  EXPECT_EQ(quota.limit(problem, group("A1")), 0);
  EXPECT_EQ(quota.limit(problem, group("A3")), std::nullopt);
  EXPECT_EQ(quota.label(problem, group("A")), "centre C");
  EXPECT_EQ(quota.amount(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()), R("2027-03-01..2027-03-14")),
            1);
  EXPECT_FALSE(quota.daily);
  EXPECT_EQ(quota.side, QuotaSide::kSender);
}

}  // namespace
}  // namespace walz
