// CountImprovable: how many people one other way of breaking ties would make better off, at nobody's cost.
//
// Given a stable assignment, a stable improvement cycle moves people from slot to slot in a circle: each to a slot that
// it likes at least as well as its own, at least one of them better, and that finds it no worse than anybody who would
// like the slot better than what it has.  Carried out, the assignment stays stable, everybody is at least as well off,
// and whoever moves to a better level is better off.  Where people are indifferent, the circle may also go over a free
// place (a chain).  People count who move to a better level on some such cycle.
//
// Where no person is indifferent, the count is 0 exactly if no stable assignment is better for somebody and worse for
// nobody (A. Erdil, H. Ergin, What's the matter with tie-breaking?, AER 2008; with indifference on both sides:
// Two-sided matching with indifferences, JET 2017).
//
// A person lies on a cycle if its move leads within one strongly connected component of the slots (Tarjan 1972).
// O(arcs) time; memory: 24 bytes a possible move.  Thread rule: a free function of its arguments.

#ifndef ENGINE_SOLVE_STABLE_IMPROVEMENT_H_
#define ENGINE_SOLVE_STABLE_IMPROVEMENT_H_

#include <cstdint>

#include "engine/solve/stable_market.h"

namespace walz {

// REQUIRES: `assignment` is stable.
std::int64_t CountImprovable(const StableMarket& market, const StableAssignment& assignment);

}  // namespace walz

#endif  // ENGINE_SOLVE_STABLE_IMPROVEMENT_H_
