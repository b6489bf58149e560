// The estimate of what places will be worth: by opening, by kind, by nothing; and from a certificate.
#include "engine/matching/future_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"

namespace walz {
namespace {

PlaceKind Kind(const char* field, const char* country, int month) { return {field, Country::Of(country), month}; }

TEST(FutureValueTest, NobodyKnowsAnything) { EXPECT_EQ(FutureValue({}).PointsOf("O", Kind("07", "DE", 3)), 0); }

TEST(FutureValueTest, AKnownOpeningHasTheMeanOfItsRoundsRoundedDown) {
  const FutureValue value({{{"O", Kind("07", "DE", 3), 10}, {"P", Kind("07", "DE", 3), 500}},
                           {{"O", Kind("07", "DE", 3), 21}},
                           {{"P", Kind("07", "DE", 3), 0}}});
  EXPECT_EQ(value.PointsOf("O", Kind("07", "DE", 3)), 15);
  EXPECT_EQ(value.PointsOf("P", Kind("10", "FR", 9)), 250);  // Whatever it is now.
}

TEST(FutureValueTest, AnUnknownOpeningHasTheMeanOfThoseMostLikeIt) {
  const FutureValue value({{{"a", Kind("07", "DE", 3), 100},
                            {"b", Kind("07", "DE", 9), 200},
                            {"c", Kind("10", "DE", 3), 600},
                            {"d", Kind("07", "FR", 3), 1000}}});
  EXPECT_EQ(value.PointsOf("x", Kind("07", "DE", 3)), 100);
  EXPECT_EQ(value.PointsOf("x", Kind("07", "DE", 5)), 150);
  EXPECT_EQ(value.PointsOf("x", Kind("01", "DE", 3)), 300);
  EXPECT_EQ(value.PointsOf("x", Kind("07", "ES", 3)), 0);
}

TEST(FutureValueTest, ReadsACertificateInPoints) {
  Facts facts = SmallFacts();
  facts.openings.push_back(MakeOpening(facts, "P", "H"));
  facts.openings[1].days_min = 10;
  facts.openings[1].windows = Days(facts, {R("2027-04-05..2027-05-20")});
  const Problem problem = MakeProblem(facts);
  const RuleBook rules = StandardRuleBook();
  Certificate certificate;
  certificate.weights.point = 100;
  const auto quota = [&](absl::string_view name) {
    std::uint32_t q = 0;
    while (rules.quotas[q].name != name) ++q;
    return q;
  };
  const OpeningIndex p = *problem.FindOpening("P");
  certificate.prices = {{quota("places_per_opening"), p.value, std::nullopt, 750},
                        {quota("places_per_company"), problem.CompanyOf(p).value, D("2027-04-05"), 30},
                        {quota("places_per_company"), problem.CompanyOf(p).value, D("2027-04-06"), 50}};
  const std::vector<PastPlace> places = PastPlacesOf(problem, rules, certificate);
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[p.value].opening, "P");
  EXPECT_EQ(places[p.value].points, 11);  // (750 + 10 days of 40) / 100.
  EXPECT_EQ(places[p.value].kind.month, 4);
  EXPECT_EQ(places[p.value].kind.field, "07");
  EXPECT_EQ(places[1 - p.value].points, 0);  // One day of 40.
  certificate.prices[0].price = absl::int128{1} << 90;
  EXPECT_EQ(PastPlacesOf(problem, rules, certificate)[p.value].points, kPlacementPoints);
}

TEST(FutureValueTest, ScarcePlacesOfARunHaveAPriceAndOthersNone) {
  Facts facts = SmallFacts();
  facts.openings.push_back(MakeOpening(facts, "P", "H"));
  for (Opening& opening : facts.openings) opening.windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.openings[1].places = 5;
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.wishes = {{"A", 1, WishKind::kOpening, "O"}, {"B", 1, WishKind::kOpening, "O"}};
  facts.round.weights = {};
  facts.round.weights[static_cast<std::size_t>(CriterionId::kWishRank)] = 1;
  const Problem problem = MakeProblem(facts);
  const std::vector<PastPlace> places = PastPlacesOf(problem, StandardRuleBook(), MatchAndAudit(problem).certificate);
  EXPECT_GT(places[problem.FindOpening("O")->value].points, 0);
  EXPECT_EQ(places[problem.FindOpening("P")->value].points, 0);
}

}  // namespace
}  // namespace walz
