#include "engine/matching/matching.h"

#include <numeric>

namespace walz {

std::int64_t Score::placed() const {
  return std::accumulate(placed_by_tier.begin(), placed_by_tier.end(), std::int64_t{0});
}

}  // namespace walz
