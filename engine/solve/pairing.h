// Pairing: the best assignment where no node binds, by shortest alternating paths grown from the scarce side.
//
// 1. Which slots are short (shortage.h).  Their places begin at the price that nobody pays and ask for people; all
// other
//    places begin at price 0 and people ask for them.
// 2. Short slots bid (place_bidding.h) while that still places many; people sit down at once where their best slot has
//    room.
// 3. Whatever is still open is closed path by path (pairing_search.h), after which the prices prove the optimum, as
// long
//    as the paths are short: where shortage and plenty run into each other they grow with every path, and it is better
//    to hand what there is to the network simplex (tree_planting.h).
// From a start the first two steps fall away: prices and seats are taken over as far as they agree, and only what no
// longer does is open.
//
// Source: R. Jonker, A. Volgenant (1987) for the scheme of quick rows first and paths after; see the headers named.
// Complexity: a few looks at every arc for the bids, and as many steps on paths as are allowed, O(log) each; in
// practice less than one a person.  Memory beyond the input: about 60 bytes a person and 100 a slot, 12 an arc with
// 64-bit figures, 20 with 128-bit ones.
//
// Thread rule: a free function of its arguments.  The result does not depend on the number of threads.

#ifndef ENGINE_SOLVE_PAIRING_H_
#define ENGINE_SOLVE_PAIRING_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/solve/nested_assignment.h"

namespace walz {

// A part of a problem that no arc worth taking leaves; its nodes are not looked at.
struct PairingPart {
  std::vector<char> has_person;          // By person; empty: everybody.
  std::vector<std::int32_t> capacities;  // By slot, 0 for slots of other parts; empty: as the problem says.
};

enum class PairingEnd : std::uint8_t {
  kBest,
  kLongPaths,  // Given up for that.  The seats are lawful, and nobody would earn more elsewhere at the prices.
  kStopped,    // By the caller.  The seats are lawful and the prices still bound.
};

// Fills in the slots of the part's people and the prices of its slots; `result` holds all people and slots already.
// Tells `done` of so many people more, in all those of the part with an arc if the best is found, from the calling
// thread only.
PairingEnd FindBestPairing(const NestedAssignmentProblem& problem, const PairingPart& part,
                           const NestedAssignmentStart& start, const WorkOptions& options,
                           const std::function<void(std::int64_t people)>& done, NestedAssignmentResult& result);

}  // namespace walz

#endif  // ENGINE_SOLVE_PAIRING_H_
