#include "engine/matching/placed_units.h"

#include <algorithm>

namespace walz {

PlacedUnits::PlacedUnits(const Arrangement& arrangement)
    : arrangement_(arrangement), units_(arrangement.problem().openings().size()), openings_(arrangement.unit_count()) {
  for (std::size_t u = 0; u < arrangement.unit_count(); ++u) Update(UnitIndex(u));
}

void PlacedUnits::Update(UnitIndex unit) {
  absl::InlinedVector<OpeningIndex, 1>& openings = openings_[unit.value];
  for (const OpeningIndex opening : openings) std::erase(units_[opening.value], unit);
  openings.clear();
  const std::optional<Choice>& choice = arrangement_.ChoiceOf(unit);
  if (!choice) return;
  for (const Placement& placement : choice->placements) {
    std::vector<UnitIndex>& units = units_[placement.opening.value];
    units.insert(std::upper_bound(units.begin(), units.end(), unit), unit);
    openings.push_back(placement.opening);
  }
}

}  // namespace walz
