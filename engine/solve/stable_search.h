// EnlargeSmallComponents: the largest stable assignment of a market with ties, by search, where the market is small.
//
// People who share no slot, not even over others, do not touch each other; so each connected component is searched
// apart: one person after another takes each of its slots or none, and a branch ends as soon as it cannot become stable
// or larger than what is known.  Exponential in the worst case, and so bounded by steps, never by time.
//
// Thread rule: a free function of its arguments.

#ifndef ENGINE_SOLVE_STABLE_SEARCH_H_
#define ENGINE_SOLVE_STABLE_SEARCH_H_

#include "engine/base/stop.h"
#include "engine/solve/stable_market.h"

namespace walz {

// Makes `assignment`, which is stable, as large as can be in every component whose search ends within `steps_max`
// steps.  What a search that did not end has found is taken too, if it is larger: it is stable.
void EnlargeSmallComponents(const StableMarket& market, int steps_max, const WorkOptions& work,
                            StableAssignment& assignment);

}  // namespace walz

#endif  // ENGINE_SOLVE_STABLE_SEARCH_H_
