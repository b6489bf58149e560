// ImproveByGoals: the best choice of a StayProgram that limited work finds, goal by goal, without a proof.
// ImproveBeside: the same for goals above points alone and, below them, what else is worth something.
// RoughChoice: a good place to begin.
//
// Thread rule: free functions of their arguments.

#ifndef ENGINE_MATCHING_GOAL_SEARCH_H_
#define ENGINE_MATCHING_GOAL_SEARCH_H_

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/matching/stay_program.h"
#include "engine/solve/choice_tree.h"

namespace walz {

// `column_of`, by person, is a choice within the limits; what is returned is no worse.  `limits` are of each stage.
std::vector<std::uint32_t> ImproveByGoals(const StayProgram& program, std::vector<std::uint32_t> column_of,
                                          const ChoiceLimits& limits, const std::stop_token& stop);

// No worse in the goals above points, and where alike in them not in who keeps the opening of the last run; of such a
// choice with as much of `beside` (ProgramBeside()) as is found.
std::vector<std::uint32_t> ImproveBeside(const StayProgram& program, std::vector<std::uint32_t> column_of,
                                         const std::vector<std::int64_t>& beside, const ChoiceLimits& limits,
                                         const std::stop_token& stop);

// A choice about as good as any in all goals down to points together (RoughStage()); it may be worse than `column_of`
// goal by goal.  That where nothing is found.
std::vector<std::uint32_t> RoughChoice(const StayProgram& program, const std::vector<std::uint32_t>& column_of,
                                       const ChoiceLimits& limits, const std::stop_token& stop);

}  // namespace walz

#endif  // ENGINE_MATCHING_GOAL_SEARCH_H_
