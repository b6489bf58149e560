// travel_distance: the nearer the host is to the centre, the better.

#ifndef ENGINE_RULES_TRAVEL_DISTANCE_H_
#define ENGINE_RULES_TRAVEL_DISTANCE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"
#include "engine/rulebook/distance_table.h"
#include "engine/rulebook/grant_estimate.h"

namespace walz {

struct TravelDistance {
  static constexpr absl::string_view kName = "travel_distance";
  static constexpr absl::string_view kDoc = "The distance from the centre to the host: nearer is better.";
  static constexpr absl::string_view kFormula =
      "(3000 - great-circle km) / 3, rounded down; 0 from 3000 km on or without coordinates";
  static constexpr CriterionId kId = CriterionId::kTravelDistance;

  using Learner = PlaceKey;
  using Host = PlaceKey;

  static Learner LearnerOf(const ApprenticeView& apprentice) { return PlaceKeyOf(apprentice.centre.place); }
  static Host HostOf(const OpeningView& opening) { return PlaceKeyOf(opening.company.place); }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    if (!apprentice.centre.place || !opening.company.place) return 0;
    return PointsOfKm(DistanceKm(*apprentice.centre.place, *opening.company.place));
  }

  static std::unique_ptr<PointTable> Tabulate(const TableBasis& basis) {
    return std::make_unique<Table>(basis.distances());
  }

 private:
  static int PointsOfKm(int km) { return std::max(0, 3000 - km) / 3; }

  class Table final : public PointTable {
   public:
    explicit Table(const DistanceTable& distances) : distances_(distances) {}
    void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
             absl::Span<std::int32_t> sums) const override {
      distances_.ForEachKm(apprentice, openings, [&](std::size_t i, int km) {
        if (km != DistanceTable::kUnknownKm) sums[i] += weight * PointsOfKm(km);
      });
    }

   private:
    const DistanceTable& distances_;
  };
};

}  // namespace walz

#endif  // ENGINE_RULES_TRAVEL_DISTANCE_H_
