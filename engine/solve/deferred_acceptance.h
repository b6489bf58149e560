// DeferredAcceptance: the person-optimal stable assignment of people to slots with places.
//
// Each person lists slots in strict order of preference; each slot ranks the people who list it by a strict key, the
// smaller the better, and has `capacity` places.  An assignment is stable if no person and slot would both rather have
// each other: for every slot that a person lists before what it got, all places are taken by people with smaller keys.
// Of all stable assignments the result is the one that is best for every person at once; it is unique.
//
// Source: D. Gale, L. S. Shapley, College admissions and the stability of marriage (1962).  O(arcs * log(capacity))
// time; memory beyond the input: 16 bytes a place that is taken, 12 bytes a person.
//
// Thread rule: a free function of its arguments.

#ifndef ENGINE_SOLVE_DEFERRED_ACCEPTANCE_H_
#define ENGINE_SOLVE_DEFERRED_ACCEPTANCE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/solve/nested_assignment.h"

namespace walz {

struct StableProblem {
  struct Arc {
    std::uint32_t slot = 0;
    std::uint64_t key = 0;  // Of the person with the slot; no two people of one slot have the same.
  };

  std::size_t person_count() const { return arc_starts.size() - 1; }

  std::vector<std::uint64_t> arc_starts;  // Arcs of person p, best first: arc_starts[p] .. arc_starts[p + 1].
  std::vector<Arc> arcs;                  // No slot twice for one person.
  std::vector<std::int32_t> capacities;   // One for each slot, >= 0.
};

// The slot of each person, kNoSlot for people who stay without.
// REQUIRES: keys are strict; where two are equal all the same, the one who came first keeps the place.
std::vector<std::uint32_t> FindPersonOptimalStable(const StableProblem& problem);

}  // namespace walz

#endif  // ENGINE_SOLVE_DEFERRED_ACCEPTANCE_H_
