// grant_cost: from 0 EUR to 5,000 EUR, for the shortest permitted stay.

#include "engine/rules/grant_cost.h"

#include <functional>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

// The shortest stay has 14 days; no coordinates, so that the daily rate alone counts.
std::function<void(Facts&)> Rate(int daily_eur, int organisational_eur = 0) {
  return [=](Facts& f) {
    f.round.rates.given = true;
    f.round.rates.daily_first_14_days_eur = {0, daily_eur, daily_eur, daily_eur};
    f.round.rates.organisational_support_eur = organisational_eur;
  };
}

TEST(GrantCostTest, Points) {
  CheckPointsCases<GrantCost>({
      {"NoRates", [](Facts&) {}, 1000},
      {"Nothing", Rate(0), 1000},
      {"OneEuro", Rate(0, 1), 999},
      {"FourteenDays", Rate(50), 860},
      {"AlmostAll", Rate(0, 4995), 1},
      {"RoundedDown", Rate(0, 4996), 0},
      {"All", Rate(0, 5000), 0},
      {"More", Rate(1000), 0},
      {"ShortestPermittedByTheOpening",
       [](Facts& f) {
         Rate(50)(f);
         f.round.rates.daily_after_14_days_eur = {0, 10, 10, 10};
         f.openings[0].days_min = 20;
       },
       848},
      {"OneDayIfNoLengthIsPermitted",
       [](Facts& f) {
         Rate(50)(f);
         f.openings[0].days_min = 29;
       },
       990},
      {"NotEligible",
       [](Facts& f) {
         Rate(50)(f);
         f.schemes[0].grant = GrantRule::kNotEligible;
       },
       1000},
  });
}

}  // namespace
}  // namespace walz
