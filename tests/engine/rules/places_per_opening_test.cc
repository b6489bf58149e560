// places_per_opening: group, limit and amount.

#include "engine/rules/places_per_opening.h"

#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

TEST(PlacesPerOpeningTest, EveryOpeningHasItsPlaces) {
  Facts facts = SmallFacts();
  facts.openings[0].places = 0;
  facts.openings.push_back(MakeOpening(facts, "P", "H"));
  facts.openings[1].places = 3;
  const Problem problem = MakeProblem(std::move(facts));
  const Quota quota = QuotaOf<PlacesPerOpening>();
  const ApprenticeIndex a{};
  const auto group_o = quota.group(problem, a, *problem.FindOpening("O"));
  const auto group_p = quota.group(problem, a, *problem.FindOpening("P"));
  ASSERT_TRUE(group_o && group_p);
  EXPECT_NE(*group_o, *group_p);
  EXPECT_EQ(quota.limit(problem, *group_o), 0);
  EXPECT_EQ(quota.limit(problem, *group_p), 3);
  EXPECT_EQ(quota.label(problem, *group_p), "opening P");
  EXPECT_TRUE(quota.daily);
  EXPECT_EQ(quota.side, QuotaSide::kHost);
}

TEST(PlacesPerOpeningTest, AccompanyingPersonsTakePlaces) {
  for (const int accompanying : {0, 1, 2}) {
    Facts facts = SmallFacts();
    facts.apprentices[0].accompanying = accompanying;
    const Problem problem = MakeProblem(std::move(facts));
    EXPECT_EQ(PlacesPerOpening::AmountOf(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()),
                                         R("2027-03-01..2027-03-14")),
              1 + accompanying);
  }
}

}  // namespace
}  // namespace walz
