// RankPoints: how a rank becomes points, the same for the wishes of apprentices and the rankings of hosts.

#ifndef ENGINE_RULEBOOK_RANK_POINTS_H_
#define ENGINE_RULEBOOK_RANK_POINTS_H_

#include <algorithm>

#include "engine/rulebook/criterion.h"

namespace walz {

// Full points for rank 1, 100 fewer for each rank below, and 100 for every rank from the tenth on.
constexpr int RankPoints(int rank) { return std::max(100, kPointsMax - 100 * (std::min(rank, 10) - 1)); }

}  // namespace walz

#endif  // ENGINE_RULEBOOK_RANK_POINTS_H_
