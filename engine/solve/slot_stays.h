// SlotStays: the best set of stays at one slot, and the prices of its units, solved to the end.
//
// Stays at one slot that occupy at most `capacity` places at a time are a flow of `capacity` units along the time line
// (intervals have a totally unimodular matrix; Arkin, Silverberg 1987): one place is a longest path in an acyclic
// graph, each further one an augmenting path in what the others leave.  O(capacity * sweeps * stays), where two or
// three sweeps are usual.  Thread rule: an object is scratch memory of one thread.

#ifndef ENGINE_SOLVE_SLOT_STAYS_H_
#define ENGINE_SOLVE_SLOT_STAYS_H_

#include <cstdint>
#include <vector>

#include <absl/types/span.h>

namespace walz {

class SlotStays {
 public:
  struct Stay {
    std::uint16_t first = 0;  // Occupies units [first, end).
    std::uint16_t end = 0;
    std::uint32_t number = 0;  // The caller's.
    std::int64_t profit = 0;   // > 0.
  };

  // The greatest sum of profits.  `stays` by first.  `chosen` becomes the numbers of the stays that earn it; `paid`
  // (unit_count + 1 figures) the sums of the prices of all units before each: every stay that is not chosen has profit
  // <= its price, every chosen one >=, and units with a price are full.
  std::int64_t Solve(absl::Span<const Stay> stays, std::int32_t capacity, std::vector<std::uint32_t>& chosen,
                     absl::Span<std::int64_t> paid);

 private:
  static constexpr std::int32_t kSkip = -1;    // One unit later, idle.
  static constexpr std::int32_t kUnskip = -2;  // One unit earlier, taking back idle time.

  void FindLongestPaths(absl::Span<const Stay> stays, absl::Span<std::int64_t> distance);
  void Augment(absl::Span<const Stay> stays);

  std::vector<std::int32_t> step_to_;         // By unit: how the longest path gets there: a stay, kSkip, kUnskip.
  std::vector<std::int32_t> idle_;            // By unit: places that earlier paths leave idle.
  std::vector<std::int64_t> forward_profit_;  // By stay; of one that is taken, less than any way is worth.
  std::vector<std::int32_t> taken_;           // Stays, ascending.
};

}  // namespace walz

#endif  // ENGINE_SOLVE_SLOT_STAYS_H_
