// travel_distance: the nearer the host is to the centre, the better.

#ifndef ENGINE_RULES_TRAVEL_DISTANCE_H_
#define ENGINE_RULES_TRAVEL_DISTANCE_H_

#include <algorithm>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"
#include "engine/rulebook/grant_estimate.h"

namespace walz {

struct TravelDistance {
  static constexpr absl::string_view kName = "travel_distance";
  static constexpr absl::string_view kDoc = "The distance from the centre to the host: nearer is better.";
  static constexpr absl::string_view kFormula =
      "(3000 - great-circle km) / 3, rounded down; 0 from 3000 km on or without coordinates";
  static constexpr CriterionId kId = CriterionId::kTravelDistance;

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    if (!apprentice.centre.place || !opening.company.place) return 0;
    return std::max(0, 3000 - DistanceKm(*apprentice.centre.place, *opening.company.place)) / 3;
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_TRAVEL_DISTANCE_H_
