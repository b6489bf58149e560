// PlacedUnits: which units are placed at an opening, kept in step with an arrangement.
//
// Thread rule: not for concurrent use.

#ifndef ENGINE_MATCHING_PLACED_UNITS_H_
#define ENGINE_MATCHING_PLACED_UNITS_H_

#include <vector>

#include <absl/container/inlined_vector.h>

#include "engine/matching/arrangement.h"

namespace walz {

class PlacedUnits {
 public:
  // `arrangement` must outlive this object.
  explicit PlacedUnits(const Arrangement& arrangement);

  // Ascending.
  const std::vector<UnitIndex>& At(OpeningIndex opening) const { return units_[opening.value]; }

  // Once the unit may have been placed elsewhere.
  void Update(UnitIndex unit);

 private:
  const Arrangement& arrangement_;
  std::vector<std::vector<UnitIndex>> units_;                   // By opening.
  std::vector<absl::InlinedVector<OpeningIndex, 1>> openings_;  // By unit: of each of its placements.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_PLACED_UNITS_H_
