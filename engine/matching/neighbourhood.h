// Reoptimise: the best way to place a few units again while all others stay, by depth-first search.

#ifndef ENGINE_MATCHING_NEIGHBOURHOOD_H_
#define ENGINE_MATCHING_NEIGHBOURHOOD_H_

#include <cstdint>
#include <vector>

#include "engine/matching/arrangement.h"

namespace walz {

struct ReoptimiseLimits {
  std::size_t options_most;  // Openings a unit, best first.
  std::size_t starts_most;   // First days an opening.
  std::int64_t nodes_most;   // Choices tried in all; the search ends there with the best so far.
};

struct ReoptimiseResult {
  bool better = false;
  std::int64_t nodes = 0;
};

// Leaves the arrangement at the best found, never worse than before.  Exact if no limit was met.
ReoptimiseResult Reoptimise(const std::vector<UnitIndex>& units, const ReoptimiseLimits& limits,
                            Arrangement& arrangement);

}  // namespace walz

#endif  // ENGINE_MATCHING_NEIGHBOURHOOD_H_
