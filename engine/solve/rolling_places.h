// SolveRolling: the best choice that is found for a RollingProblem, with a bound that says how good it is.
//
// Components that share neither people nor slots are solved apart and in parallel.  In each: prices (rolling_duals.h),
// a dive (rolling_dive.h), then search region by region (rolling_search.h).  Where components are small or people
// compete little, bound and value meet; elsewhere the gap says what may be left.
// Work is bounded by counts: the result is a pure function of the problem, whatever thread_count says, unless stopped;
// a stopped run returns what is lawful so far, with a bound that holds all the same.
//
// Thread rule: free functions of their arguments.

#ifndef ENGINE_SOLVE_ROLLING_PLACES_H_
#define ENGINE_SOLVE_ROLLING_PLACES_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/solve/rolling_problem.h"

namespace walz {

struct RollingResult {
  std::vector<std::uint32_t> option_of_person;  // kNoOption: left out.
  RollingPrices prices;  // They prove the bound: RollingProfitsAt(problem, prices).bound == bound.
  std::int64_t value = 0;
  std::int64_t bound = 0;
  bool stopped = false;
};

struct RollingOptions {
  double regions_a_slot = 30;  // How long to search (rolling_search.h).
  // Told now and then, of each component in turn: value and bound of the component.
  std::function<void(std::int64_t value, std::int64_t bound)> tell = nullptr;  // May be null.
};

// Stops the process (WALZ_CHECK) if a gain is greater than RollingGainMax(problem).
RollingResult SolveRolling(const RollingProblem& problem, const RollingOptions& options, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_SOLVE_ROLLING_PLACES_H_
