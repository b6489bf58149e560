// ChoiceRounding: whole choices near a relaxation.
//
// Thread rule: const methods from any thread.

#ifndef ENGINE_SOLVE_CHOICE_ROUNDING_H_
#define ENGINE_SOLVE_CHOICE_ROUNDING_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/solve/choice_problem.h"
#include "engine/solve/choice_relaxation.h"

namespace walz {

// The sum of values of a column (or ChoiceProblem::kNone) for each person; none if it is not within the limits.
std::optional<std::int64_t> ValueOfChoice(const ChoiceProblem& problem, const std::vector<std::uint32_t>& column_of);

class ChoiceRounding {
 public:
  // `problem` must outlive this object.
  explicit ChoiceRounding(const ChoiceProblem& problem);

  // What the solved relaxation takes for the most part, then whatever else fits; those who count for goals before all
  // others.  Takes allowed columns alone as far as the relaxation says, any of those who are left over.  Goals may be
  // missed.  O(uses of all columns).
  std::vector<std::uint32_t> Round(const ChoiceRelaxation& relaxation, const std::vector<char>& is_allowed) const;

 private:
  const ChoiceProblem& problem_;
  // People by the first row below 0, a goal, that a column of theirs helps; then all others, in the order of the input.
  std::vector<std::vector<std::uint32_t>> people_of_rank_;
  std::vector<std::uint32_t> rank_of_;    // By person.
  std::vector<std::uint32_t> person_of_;  // By column.
};

}  // namespace walz

#endif  // ENGINE_SOLVE_CHOICE_ROUNDING_H_
