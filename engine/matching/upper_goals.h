// UpperGoals: pins and tiers of a large part, decided from the top down, though the part as a whole may be too large.
//
// Whoever counts for no goal down to some one changes nothing of what that goal can reach: they could stay away.  So
// pins and tiers are decided one after another in programs (stay_program.h) of those alone who count for the goal or
// one above, as far as these are small enough; each tree of cases proves its goal for the whole part.
// Thread rule: not for concurrent use; StayFinder is the caller's.

#ifndef ENGINE_MATCHING_UPPER_GOALS_H_
#define ENGINE_MATCHING_UPPER_GOALS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/exact_part.h"
#include "engine/matching/matching.h"
#include "engine/matching/stay_program.h"

namespace walz {

// By apprentice: the first goal for which it, or somebody of its travel group, counts.
std::vector<std::size_t> FirstGoals(const Problem& problem);

class UpperGoals {
 public:
  // `apprentices` as for ExactPart; `ceiling` is the most that each goal can reach whatever the quotas say.  Goals are
  // decided as far as all options are there of whoever counts for them.
  // `first_goals` are FirstGoals() of the problem.  All must outlive this object but `ceiling`.
  UpperGoals(const PartFacts& facts, const std::vector<std::size_t>& first_goals,
             const std::vector<ApprenticeIndex>& apprentices, const LevelFigures<std::int64_t>& ceiling);

  // Looks at the goals in their order until something better than `placements`, all of the part, is found for whoever
  // counts for one or one above it, at the cost of others, but with as few of them moved as is found; then it can be
  // asked again.  Below a goal that stays open nothing is proven any more.  No goal is looked at twice, but to prove it
  // once all above are met.  None: nothing more is found.
  std::optional<std::vector<Placement>> FindBetter(const std::vector<Placement>& placements, const WorkOptions& work);

  // Whether placements of this score meet all goals above leasts.
  bool AreMet(const LevelFigures<std::int64_t>& score) const;

  // What is proven so far, where the part has these placements; it leaves out what they are.
  SolvedPart ProofOf(const std::vector<Placement>& placements) const;

 private:
  struct Found {
    std::vector<Placement> placements;
    std::int64_t figure;  // Of the goal.
  };

  template <typename Of, typename ApprenticeOf>
  std::vector<Of> CountingFor(std::size_t level, const std::vector<Of>& all, const ApprenticeOf& apprentice_of) const;
  std::optional<Found> Decide(std::size_t level, StayProgram::Groups groups, const std::vector<Placement>& own,
                              const LevelFigures<std::int64_t>& score, const WorkOptions& work);

  const PartFacts& facts_;
  const std::vector<std::size_t>& first_goals_;
  const std::vector<ApprenticeIndex>& apprentices_;
  SolvedPart solved_;
  LevelFigures<char> is_searched_{};  // Something better was looked for,
  LevelFigures<char> is_bounded_{};   // and a bound, too.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_UPPER_GOALS_H_
