// LiveAssignment: a best assignment that stays the best while single people and places come and go.
//
// It holds the prices and profits of pairing_state.h.  A change disturbs the proof at one person or one place, and one
// shortest path (pairing_search.h) mends it; so after every change the assignment is worth as much as a full solve
// would find.  Problems without nodes only.  Complexity of a change: that of a path, plus O(arcs of the person * (log +
// arcs of a slot moved)).  Memory: about 60 bytes an arc.
//
// Thread rule: not for concurrent use.

#ifndef ENGINE_SOLVE_LIVE_ASSIGNMENT_H_
#define ENGINE_SOLVE_LIVE_ASSIGNMENT_H_

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/types/span.h>

#include "engine/solve/nested_assignment.h"

namespace walz {

class LiveAssignment {
 public:
  struct Arc {
    std::uint32_t slot = 0;
    absl::int128 gain = 0;  // At most 2^100 in size; what is not above 0 is never taken.
  };

  // Solves `problem`, which need not live on.  REQUIRES: it has no nodes and is as nested_assignment.h asks.
  LiveAssignment(const NestedAssignmentProblem& problem, int thread_count);
  LiveAssignment(const LiveAssignment&) = delete;
  LiveAssignment& operator=(const LiveAssignment&) = delete;
  ~LiveAssignment();

  // Returns the person's number: one more than the last.  REQUIRES: known slots, none twice.
  std::uint32_t AddPerson(absl::Span<const Arc> arcs);
  // The numbers of all others stay.  REQUIRES: the person is known.
  void RemovePerson(std::uint32_t person);
  // REQUIRES: the slot is known, step is +1 or -1, and the capacity does not fall below 0.
  void ChangeCapacity(std::uint32_t slot, int step);

  absl::int128 value() const;  // O(1).
  std::uint32_t SlotOf(std::uint32_t person) const;
  absl::int128 PriceOf(std::uint32_t slot) const;

 private:
  class Market;
  std::unique_ptr<Market> market_;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_LIVE_ASSIGNMENT_H_
