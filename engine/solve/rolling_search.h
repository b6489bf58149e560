// RollingSearch: improves a lawful choice of a RollingProblem region by region.
//
// A region is a handful of slots that people share whose best options stand there.  All its places are freed and filled
// again (large-neighbourhood search; Shaw 1998), where somebody who stays elsewhere costs what the place there gains.
// The prices of the bound say how much the region could win at most; an option that leaves its person less than the
// best one by more than that is no part of anything better.  What is left is small, and solved by cases
// (choice_tree.h).  The bound splits into slots and people: regions are sought where bound and value differ.
// Where its sums would pass 2^46, a region stays as it is.
// Regions are solved in batches of one size from one state and applied in turn, so that the result does not depend on
// thread_count; work is bounded by the number of regions.
//
// Thread rule: not for concurrent use.

#ifndef ENGINE_SOLVE_ROLLING_SEARCH_H_
#define ENGINE_SOLVE_ROLLING_SEARCH_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/solve/rolling_problem.h"

namespace walz {

struct SearchOptions {
  double regions_a_slot = 30;  // In all; the search ends earlier where it finds nothing any more.
  std::function<void(std::int64_t value)> tell = nullptr;  // The value now and then; may be null.
};

// Improves `option_of_person` (by person; kNoOption), which is lawful and stays so.  Any prices do; those of a good
// bound lead to what can be won.
void ImproveRolling(const RollingProblem& problem, const RollingPrices& prices, const SearchOptions& options,
                    const WorkOptions& work, std::vector<std::uint32_t>& option_of_person);

}  // namespace walz

#endif  // ENGINE_SOLVE_ROLLING_SEARCH_H_
