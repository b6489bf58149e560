// RollingSearch: improves a lawful choice of a RollingProblem region by region.
//
// A region is a handful of slots that share people.  All its places are freed and filled again by prices and a dive of
// their own (large-neighbourhood search; Shaw 1998), where somebody who stays elsewhere costs what the place there
// gains; the new choice stands if it is worth no less, or a little less at first (annealing; Kirkpatrick, Gelatt,
// Vecchi 1983), and the best choice of all is kept.  The bound splits into slots and people: regions are sought
// where bound and value differ.  Regions are solved in batches of one size from one state and applied in turn, so that
// the result does not depend on thread_count; work is bounded by the number of regions.
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

// What the bound is made of: bound = sum of person_price + sum of slot_worth.
struct RollingProof {
  std::vector<double> person_price;
  std::vector<std::int64_t> slot_worth;
  std::int64_t bound = 0;
};

struct SearchOptions {
  double regions_a_slot = 30;  // In all; the search ends earlier where it finds nothing any more.
  std::function<void(std::int64_t value)> tell = nullptr;  // The value now and then; may be null.
};

// Improves `option_of_person` (by person; kNoOption), which is lawful and stays so.
void ImproveRolling(const RollingProblem& problem, const RollingProof& proof, const SearchOptions& options,
                    const WorkOptions& work, std::vector<std::uint32_t>& option_of_person);

}  // namespace walz

#endif  // ENGINE_SOLVE_ROLLING_SEARCH_H_
