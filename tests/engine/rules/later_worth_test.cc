// later_worth: hundreds of points that a place will be worth later, capped, taken from 1000.

#include "engine/rules/later_worth.h"

#include <functional>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

std::function<void(Facts&)> Worth(int points) {
  return [=](Facts& f) { f.later_worth = {{"O", points}}; };
}

TEST(LaterWorthTest, Points) {
  CheckPointsCases<LaterWorth>({
      {"NoEstimate", [](Facts&) {}, 1000},
      {"AnotherOpening",
       [](Facts& f) {
         f.openings.push_back(MakeOpening(f, "P", "H"));
         f.later_worth = {{"P", 500}};
       },
       1000},
      {"Nothing", Worth(0), 1000},
      {"BelowAHundred", Worth(99), 1000},
      {"AHundred", Worth(100), 999},
      {"BelowTwoHundred", Worth(199), 999},
      {"BelowTheCap", Worth(99'999), 1},
      {"AtTheCap", Worth(100'000), 0},
      {"BeyondTheCap", Worth(10'000'000), 0},
  });
}

TEST(LaterWorthTest, IsNoReasonToGiveThePlace) { EXPECT_TRUE(CriterionOf<LaterWorth>().holds_back); }

}  // namespace
}  // namespace walz
