// places_per_company: one group over all openings of a company; no limit and limit 0 differ.

#include "engine/rules/places_per_company.h"

#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

TEST(PlacesPerCompanyTest, OpeningsOfACompanyShareItsLimit) {
  Facts facts = SmallFacts();
  facts.companies.push_back(MakeCompany(facts, "G"));
  facts.companies.push_back(MakeCompany(facts, "I"));
  facts.openings.push_back(MakeOpening(facts, "N", "G"));
  facts.openings.push_back(MakeOpening(facts, "P", "H"));
  facts.openings.push_back(MakeOpening(facts, "Q", "I"));
  facts.companies[0].hosted_max = 2;
  facts.companies[0].absent_max = 9;
  facts.companies[1].hosted_max = 0;
  const Problem problem = MakeProblem(std::move(facts));
  const Quota quota = QuotaOf<PlacesPerCompany>();
  const auto group = [&](const char* opening) {
    return quota.group(problem, ApprenticeIndex(), *problem.FindOpening(opening)).value();
  };
  EXPECT_EQ(group("O"), group("P"));
  EXPECT_NE(group("O"), group("N"));
  EXPECT_EQ(quota.limit(problem, group("O")), 2);
  EXPECT_EQ(quota.limit(problem, group("N")), 0);
  EXPECT_EQ(quota.limit(problem, group("Q")), std::nullopt);
  EXPECT_EQ(quota.label(problem, group("O")), "company H");
  EXPECT_TRUE(quota.daily);
  EXPECT_EQ(quota.side, QuotaSide::kHost);
}

TEST(PlacesPerCompanyTest, AccompanyingPersonsTakePlaces) {
  for (const int accompanying : {0, 1, 2}) {
    Facts facts = SmallFacts();
    facts.apprentices[0].accompanying = accompanying;
    const Problem problem = MakeProblem(std::move(facts));
    EXPECT_EQ(PlacesPerCompany::AmountOf(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()),
                                         R("2027-03-01..2027-03-14")),
              1 + accompanying);
  }
}

}  // namespace
}  // namespace walz
