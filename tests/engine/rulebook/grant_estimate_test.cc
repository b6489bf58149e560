// The published cases of the Austrian agency, and both sides of every edge of the tables.

#include "engine/rulebook/grant_estimate.h"

#include <functional>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

constexpr GeoPoint kVienna{48.2083, 16.3725};
constexpr GeoPoint kBerlin{52.5167, 13.3833};
constexpr GeoPoint kDublin{53.3497, -6.2603};
constexpr GeoPoint kValletta{35.8983, 14.5125};

// A centre in Vienna, rates of 2021-23, no travel days, no organisational support.
Facts AustrianFacts(absl::string_view host_country, std::optional<GeoPoint> host) {
  Facts facts = SmallFacts();
  facts.round.call_year = 2023;
  facts.round.rates.given = true;
  facts.round.rates.daily_first_14_days_eur = {0, 42, 36, 30};
  facts.round.rates.daily_after_14_days_eur = {0, 29, 25, 21};
  facts.centres[0].country = Country::Of("AT");
  facts.centres[0].place = kVienna;
  facts.companies[0].country = Country::Of(host_country);
  facts.companies[0].place = host;
  return facts;
}

int GrantOf(Facts facts, int days) {
  const Problem problem = MakeProblem(std::move(facts));
  return GrantEur(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()), days);
}

int GrantWhere(const std::function<void(Facts&)>& change, int days = 14) {
  Facts facts = AustrianFacts("DE", kBerlin);
  change(facts);
  return GrantOf(std::move(facts), days);
}

TEST(GrantEstimateTest, PublishedAustrianCases) {
  EXPECT_EQ(GrantOf(AustrianFacts("DE", kBerlin), 14), 779);
  EXPECT_EQ(GrantWhere([](Facts& f) { f.round.rates.green = true; }), 824);
  EXPECT_EQ(GrantOf(AustrianFacts("IE", kDublin), 21), 1066);
  EXPECT_EQ(GrantOf(AustrianFacts("MT", kValletta), 28), 1129);
}

TEST(GrantEstimateTest, SecondRateFromDay15) {
  const auto nothing = [](Facts&) {};
  EXPECT_EQ(GrantWhere(nothing, 13), 275 + 13 * 36);
  EXPECT_EQ(GrantWhere(nothing, 14), 275 + 14 * 36);
  EXPECT_EQ(GrantWhere(nothing, 15), 275 + 14 * 36 + 25);
  EXPECT_EQ(GrantWhere([](Facts& f) { f.round.rates.travel_days = 2; }, 13), 275 + 14 * 36 + 25);
  EXPECT_EQ(GrantWhere([](Facts& f) { f.round.rates.organisational_support_eur = 350; }), 779 + 350);
}

TEST(GrantEstimateTest, CallYearChoosesGroupAndBands) {
  const auto year = [](int call_year, bool green) {
    return [=](Facts& f) {
      f.round.call_year = call_year;
      f.round.rates.green = green;
    };
  };
  EXPECT_EQ(GrantWhere(year(2023, false)), 275 + 14 * 36);  // Germany in group 2.
  EXPECT_EQ(GrantWhere(year(2024, false)), 309 + 14 * 42);  // Germany in group 1.
  EXPECT_EQ(GrantWhere(year(2023, true)), 320 + 14 * 36);
  EXPECT_EQ(GrantWhere(year(2024, true)), 417 + 14 * 42);
}

// The host lies east of the centre on the equator, where `degrees` of longitude are degrees * 111.19 km.
int TravelEurAt(double degrees, bool green = false) {
  return GrantWhere(
      [=](Facts& f) {
        f.centres[0].place = GeoPoint{0, 0};
        f.companies[0].place = GeoPoint{0, degrees};
        f.round.rates.green = green;
      },
      0);
}

TEST(GrantEstimateTest, BandEdges) {
  EXPECT_EQ(TravelEurAt(0.0899), 0);  // 9.99 km.
  EXPECT_EQ(TravelEurAt(0.0900), 23);
  EXPECT_EQ(TravelEurAt(0.8993), 23);  // 99.99 km.
  EXPECT_EQ(TravelEurAt(0.8994), 180);
  EXPECT_EQ(TravelEurAt(4.4965), 180);  // 499.98 km.
  EXPECT_EQ(TravelEurAt(4.4967), 275);
  EXPECT_EQ(TravelEurAt(17.9864), 275);  // 1999.99 km.
  EXPECT_EQ(TravelEurAt(17.9866), 360);
  EXPECT_EQ(TravelEurAt(26.9796), 360);  // 2999.99 km.
  EXPECT_EQ(TravelEurAt(26.9798), 530);
  EXPECT_EQ(TravelEurAt(35.9729), 820);  // 4000.0x km.
  EXPECT_EQ(TravelEurAt(179.0), 1500);
}

TEST(GrantEstimateTest, GreenIsStandardWhereTheTableHasNoGreen) {
  EXPECT_EQ(TravelEurAt(0.5, true), 23);
  EXPECT_EQ(TravelEurAt(1.0, true), 210);
  EXPECT_EQ(TravelEurAt(40.0, true), 820);
}

TEST(GrantEstimateTest, WithoutCoordinatesNoTravel) {
  EXPECT_EQ(GrantWhere([](Facts& f) { f.centres[0].place.reset(); }), 14 * 36);
  EXPECT_EQ(GrantWhere([](Facts& f) { f.companies[0].place.reset(); }), 14 * 36);
}

TEST(GrantEstimateTest, NothingWhereTheSchemeIsNotEligible) {
  EXPECT_EQ(GrantWhere([](Facts& f) { f.schemes[0].grant = GrantRule::kNotEligible; }), 0);
  EXPECT_EQ(GrantWhere([](Facts& f) { f.schemes[0].grant = GrantRule::kUnknown; }), 0);
  EXPECT_EQ(GrantWhere([](Facts& f) { f.round.rates.given = false; }), 0);
}

TEST(DistanceKmTest, GreatCircles) {
  EXPECT_EQ(DistanceKm(kVienna, kVienna), 0);
  EXPECT_EQ(DistanceKm({0, 0}, {1, 0}), 111);
  EXPECT_EQ(DistanceKm({0, 179.5}, {0, -179.5}), 111);
  EXPECT_EQ(DistanceKm({0, 0}, {0, 180}), 20015);
  EXPECT_EQ(DistanceKm({90, 0}, {-90, 77}), 20015);
  EXPECT_NEAR(DistanceKm(kVienna, kBerlin), 524, 2);
  EXPECT_EQ(DistanceKm(kVienna, kBerlin), DistanceKm(kBerlin, kVienna));
}

}  // namespace
}  // namespace walz
