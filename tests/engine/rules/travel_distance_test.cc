// travel_distance: near, far and unknown.

#include "engine/rules/travel_distance.h"

#include <functional>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

std::function<void(Facts&)> Places(GeoPoint centre, GeoPoint host) {
  return [=](Facts& f) {
    f.centres[0].place = centre;
    f.companies[0].place = host;
  };
}

// One degree of a great circle is 111.19 km.
TEST(TravelDistanceTest, Points) {
  CheckPointsCases<TravelDistance>({
      {"Here", Places({48, 16}, {48, 16}), 1000},
      {"OneDegree", Places({0, 0}, {1, 0}), 963},
      {"JustBelow3000Km", Places({0, 0}, {26.95, 0}), 1},
      {"RoundedDown", Places({0, 0}, {26.97, 0}), 0},
      {"Beyond", Places({0, 0}, {0, 90}), 0},
      {"OtherEndOfTheWorld", Places({0, 0}, {0, 180}), 0},
      {"CentreUnknown",
       [](Facts& f) {
         f.companies[0].place = GeoPoint{1, 1};
       },
       0},
      {"HostUnknown",
       [](Facts& f) {
         f.centres[0].place = GeoPoint{1, 1};
       },
       0},
  });
}

}  // namespace
}  // namespace walz
