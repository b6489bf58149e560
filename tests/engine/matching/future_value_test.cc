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

TEST(FutureValueTest, NobodyKnowsAnything) { EXPECT_EQ(FutureValue().PointsOf("O", Kind("07", "DE", 3)), 0); }

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

TEST(FutureValueTest, AFactIsOfWhatIsWorthSomethingAndNoMoreThanAPlacement) {
  Facts facts = SmallFacts();
  const Opening& opening = facts.openings[0];
  const Country country = Country::Of("IE");
  const auto fact_of = [&](std::int64_t points) {
    return FutureValue({{{"O", PlaceKindOf(opening, country), points}}}).FactOf(opening, country);
  };
  EXPECT_FALSE(fact_of(0));
  ASSERT_TRUE(fact_of(1));
  EXPECT_EQ(fact_of(1)->opening, "O");
  EXPECT_EQ(fact_of(1)->points, 1);
  EXPECT_EQ(fact_of(kPlacementPoints)->points, kPlacementPoints);
  EXPECT_EQ(fact_of(kPlacementPoints + 1)->points, kPlacementPoints);
}

constexpr auto kWishes = static_cast<std::size_t>(CriterionId::kWishRank);
constexpr auto kLater = static_cast<std::size_t>(CriterionId::kLaterWorth);

// One place at O, which everybody likes best, and places for all at P.
Facts SeasonFacts(const std::vector<std::string>& apprentices) {
  Facts facts = SmallFacts();
  facts.openings.push_back(MakeOpening(facts, "P", "H"));
  facts.openings[1].places = 9;
  for (Opening& opening : facts.openings) opening.windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.apprentices.clear();
  for (const std::string& id : apprentices) {
    facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
    facts.wishes.push_back({id, 1, WishKind::kOpening, "O"});
    // Some would be as happy at P.
    if (id[0] == 'A') facts.wishes.push_back({id, 2, WishKind::kOpening, "P"});
  }
  facts.round.weights = {};
  facts.round.weights[kWishes] = 10;
  return facts;
}

// What places were worth where one who would be happy elsewhere and two who would not were matched at once.
std::vector<PastPlace> PastSeason() {
  const Problem problem = MakeProblem(SeasonFacts({"A", "B1", "B2"}));
  return PastPlacesOf(problem, StandardRuleBook(), MatchAndAudit(problem).certificate);
}

TEST(FutureValueTest, ARoundThatLooksAheadSavesThePlaceForWhoComesLater) {
  const FutureValue value({PastSeason()});
  Facts first = SeasonFacts({"A"});
  for (const Opening& opening : first.openings) {
    if (const auto fact = value.FactOf(opening, Country::Of("IE"))) first.later_worth.push_back(*fact);
  }
  ASSERT_EQ(first.later_worth.size(), 1u);
  EXPECT_EQ(first.later_worth[0].opening, "O");
  EXPECT_EQ(first.later_worth[0].points, 10'000);

  // What both weeks together come to, in points of wishes.
  const auto points_of_season = [&](int later_weight) {
    Facts facts = first;
    facts.round.weights[kLater] = later_weight;
    const Problem week_1 = MakeProblem(facts);
    const RunOutcome placed = MatchAndAudit(week_1);
    EXPECT_TRUE(placed.proven);
    Facts both = SeasonFacts({"A", "B"});
    both.pairs = {{"A", OpeningOf(week_1, placed, "A"), PairMark::kPin, {}, {}, ""}};
    const RunOutcome outcome = MatchAndAudit(MakeProblem(both));
    EXPECT_TRUE(outcome.proven);
    EXPECT_EQ(outcome.score.placed(), 2);
    return outcome.score.points;
  };
  EXPECT_EQ(points_of_season(0), 10'000);
  EXPECT_EQ(points_of_season(9), 10'000);  // 900 are held back, and A likes O better by 1,000.
  EXPECT_EQ(points_of_season(11), 19'000);
  EXPECT_EQ(points_of_season(100), 19'000);
}

TEST(FutureValueTest, NobodyWaitsForTheSakeOfWhoComesLater) {
  Facts facts = SeasonFacts({"B"});
  facts.later_worth = {{"O", 10'000'000}, {"P", 10'000'000}};
  facts.round.weights[kLater] = 100;
  const RunOutcome outcome = MatchAndAudit(MakeProblem(facts));
  EXPECT_EQ(outcome.score.placed(), 1);
  EXPECT_EQ(outcome.score.points, 10'000);
}

TEST(FutureValueTest, WhatARoundHeldBackItselfCountsWhereThePlaceHadAPrice) {
  Facts facts = SeasonFacts({"A", "B1", "B2"});
  facts.round.weights[kLater] = 50;
  facts.later_worth = {{"O", 4'099}, {"P", 7'000}};
  const Problem problem = MakeProblem(facts);
  const std::vector<PastPlace> places = PastPlacesOf(problem, StandardRuleBook(), MatchAndAudit(problem).certificate);
  // Who has O has 10,000 - 2,000 there; who has not, 0 - 3,500: a place more at O is worth 11,500 to B2 by its points.
  EXPECT_EQ(places[problem.FindOpening("O")->value].points, 11'500 + 2'000);
  EXPECT_EQ(places[problem.FindOpening("P")->value].points, 0);
}

}  // namespace
}  // namespace walz
