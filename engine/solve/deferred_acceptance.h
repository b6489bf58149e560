// DeferredAcceptance: the strictly stable assignment that is best for one side.
//
// Of all strictly stable assignments there is one that is best for every person at once, and one that is best for every
// slot at once; both are unique, and fill the same places of every slot that is not full (the rural hospitals theorem).
//
// Source: D. Gale, L. S. Shapley, College admissions and the stability of marriage (1962); A. E. Roth (1986).
// Both are stopped between questions; what a stopped one returns keeps the capacities but is not stable.
//
// Thread rule: free functions of their arguments.

#ifndef ENGINE_SOLVE_DEFERRED_ACCEPTANCE_H_
#define ENGINE_SOLVE_DEFERRED_ACCEPTANCE_H_

#include "engine/base/stop.h"
#include "engine/solve/stable_market.h"

namespace walz {

// People ask.  O(arcs * log(capacity)) time; memory beyond the input: 16 bytes a place that can be taken, 24 a person,
// 20 a slot.
StableAssignment FindPersonOptimalStable(const StableMarket& market, const WorkOptions& work);

// Slots ask.  O(arcs * log(arcs of a slot)); memory beyond the input: 16 bytes an arc, 8 a person, 16 a slot.
StableAssignment FindSlotOptimalStable(const StableMarket& market, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_SOLVE_DEFERRED_ACCEPTANCE_H_
