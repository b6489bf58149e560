// DiveRolling: from prices to a lawful choice: takes the options with the greatest share for good, lets prices move
// again, and goes on until nothing is left that pays.
//
// A pure function of the problem and the prices.  Thread rule: not for concurrent use of `duals`.

#ifndef ENGINE_SOLVE_ROLLING_DIVE_H_
#define ENGINE_SOLVE_ROLLING_DIVE_H_

#include <cstdint>
#include <vector>

#include "engine/base/stop.h"
#include "engine/solve/rolling_duals.h"
#include "engine/solve/rolling_problem.h"

namespace walz {

struct DiveOptions {
  double people_a_round = 0.02;  // The share of all people who are settled in one round; at least one person.
  double certain_share = 0.97;   // Options of at least this share are taken whatever their number.
  int refinements = 20;          // Moves of prices between rounds.
};

// The options taken; lawful, and maximal: no further free option of a gain > 0 fits.  A dive that is stopped takes what
// fits in one last round.
std::vector<std::uint32_t> DiveRolling(const RollingProblem& problem, const DiveOptions& options,
                                       const WorkOptions& work, RollingDuals& duals);

}  // namespace walz

#endif  // ENGINE_SOLVE_ROLLING_DIVE_H_
