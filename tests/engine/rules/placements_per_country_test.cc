// placements_per_country: openings of one host country share a group, whatever the company.

#include "engine/rules/placements_per_country.h"

#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

TEST(PlacementsPerCountryTest, TheRoundNamesTheMostOfACountry) {
  Facts facts = SmallFacts();
  for (const auto& [company, country] : {std::pair<const char*, const char*>{"H1", "IE"}, {"H2", "FI"}, {"H3", "ES"}}) {
    facts.companies.push_back(MakeCompany(facts, company, country));
  }
  for (const auto& [opening, company] : {std::pair<const char*, const char*>{"O1", "H1"}, {"O2", "H2"}, {"O3", "H3"}}) {
    facts.openings.push_back(MakeOpening(facts, opening, company));
  }
  facts.apprentices[0].accompanying = 1;
  // The centre's country DE is not what counts.
  facts.round.quotas.placements_per_country = {{Country::Of("IE"), 7}, {Country::Of("FI"), 0}, {Country::Of("DE"), 1}};
  const Problem problem = MakeProblem(std::move(facts));
  const Quota quota = QuotaOf<PlacementsPerCountry>();
  const auto group = [&](const char* opening) {
    return quota.group(problem, ApprenticeIndex(), *problem.FindOpening(opening)).value();
  };
  EXPECT_EQ(group("O"), group("O1"));
  EXPECT_NE(group("O"), group("O2"));
  EXPECT_EQ(quota.limit(problem, group("O")), 7);
  EXPECT_EQ(quota.limit(problem, group("O2")), 0);
  EXPECT_EQ(quota.limit(problem, group("O3")), std::nullopt);
  EXPECT_EQ(quota.label(problem, group("O3")), "country ES");
  EXPECT_EQ(quota.amount(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()), R("2027-03-01..2027-03-14")),
            1);
  EXPECT_FALSE(quota.daily);
  EXPECT_EQ(quota.side, QuotaSide::kHost);
}

TEST(PlacementsPerCountryTest, EveryCountryHasAGroupOfItsOwn) {
  Facts facts = SmallFacts();
  facts.companies.clear();
  facts.openings.clear();
  for (const auto& [country, country_facts] : facts.catalogue->countries) {
    facts.companies.push_back(MakeCompany(facts, country.ToString(), country.ToString()));
    facts.openings.push_back(MakeOpening(facts, country.ToString(), country.ToString()));
  }
  const Problem problem = MakeProblem(std::move(facts));
  for (const Opening& opening : problem.openings()) {
    const auto group =
        PlacementsPerCountry::GroupOf(problem, ApprenticeIndex(), problem.FindOpening(opening.id).value()).value();
    EXPECT_EQ(PlacementsPerCountry::LabelOf(problem, group), "country " + opening.id);
  }
}

}  // namespace
}  // namespace walz
