// FindLargeStable: a stable assignment of a market with ties that places many people.
//
// How ties are broken decides how many people a stable assignment places; to find the most is NP-hard (Manlove et al.
// 2002).  The answer here places at least two thirds of the most; stable_search.h finds the most of small markets.
//
// Source: Z. Kiraly, Linear time local approximation algorithm for maximum stable marriage, Algorithms 6 (2013), with
// places as in the hospitals / residents problem: a person who was refused by everybody asks everybody once more with
// precedence among equals; a full slot lets go a person who has another slot of the same level with free places.
// O(arcs * log(capacity)) time; memory beyond the input: 1 byte an arc, 40 bytes a person, 24 a place taken.
//
// Thread rule: free functions of their arguments.

#ifndef ENGINE_SOLVE_LARGE_STABLE_H_
#define ENGINE_SOLVE_LARGE_STABLE_H_

#include "engine/base/stop.h"
#include "engine/solve/stable_market.h"

namespace walz {

// Stable, and at least two thirds as large as the largest.  When stopped, within the capacities but not stable.
StableAssignment FindLargeStable(const StableMarket& market, const WorkOptions& work);

// The market with ties broken in favour of `assignment`, which is stable and so becomes strictly stable: among equals
// a person's own slot and a slot's own people come first; the rest stays in order, and levels and classes are what they
// were.  `assignment` is renumbered.  REQUIRES: no key has kNotFavoured.
StableMarket FavouringMarket(const StableMarket& market, StableAssignment& assignment);

}  // namespace walz

#endif  // ENGINE_SOLVE_LARGE_STABLE_H_
