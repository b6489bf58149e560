// ImproveByGoals: the best choice of a StayProgram that limited work finds, goal by goal, without a proof.
//
// Thread rule: a free function of its arguments.

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

}  // namespace walz

#endif  // ENGINE_MATCHING_GOAL_SEARCH_H_
