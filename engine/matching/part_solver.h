// PartSolver: makes one component as good as it can, and proves what it can of it.
//
// A small part is solved by cases as a whole (exact_part.h).  A large one is improved region by region (regions.h).  If
// it has few enough stays and no earlier run to begin at, it begins again at what one relaxation of all goals together
// promises.  Then its upper goals are decided one by one (upper_goals.h), it is improved region by region again, all of
// it or around those who moved, and where all upper goals are met the rest is decided as a whole.
// Thread rule: not for concurrent use.

#ifndef ENGINE_MATCHING_PART_SOLVER_H_
#define ENGINE_MATCHING_PART_SOLVER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/exact_part.h"
#include "engine/matching/matching.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/stay_program.h"
#include "engine/matching/upper_goals.h"
#include "engine/matching/warm_start.h"

namespace walz {

// The run that a question is about, and what is otherwise than in it.
struct EarlierRun {
  EarlierPlacements placements;
  bool everything_touched = false;
  std::vector<char> is_touched;                // By apprentice.
  std::vector<OpeningIndex> touched_openings;  // Ascending.
};

class PartSolver {
 public:
  // All must outlive this object.  `members`, ascending, are a component; the arrangement has all options that `facts`
  // has of them.  `reach` is that of all options, `first_goals` are those of the problem (upper_goals.h).
  PartSolver(const PartFacts& facts, const OptionReach& reach, const std::vector<std::size_t>& first_goals,
             const std::vector<ApprenticeIndex>& members, Arrangement& arrangement, const WorkOptions& work);

  const std::vector<UnitIndex>& units() const { return units_; }

  // What is proven of it; none if nothing is.  `begins_earlier`: it stands where an earlier run left it, so that nobody
  // should move without need.  Stopped, it leaves off with the best so far.
  std::optional<SolvedPart> Solve(bool begins_earlier);

  // The same around what was touched alone.  REQUIRES: it is large and stands where the question found it.
  std::optional<SolvedPart> Answer(const std::vector<OpeningIndex>& touched, const EarlierRun& question);

 private:
  Score ScoreNow() const;
  std::vector<Placement> PlacementsNow() const { return arrangement_.PlacementsOf(members_); }
  bool StartRoughly(const std::vector<Placement>& start);
  std::vector<ApprenticeIndex> MovedSince(const std::vector<Placement>& before) const;
  bool DecideUpperGoals();
  std::optional<SolvedPart> Conclude(bool by_regions);
  std::optional<SolvedPart> SolveWhole(bool by_regions);

  const PartFacts& facts_;
  const PartFacts seen_;  // The arrangement's options: some of everybody at least.
  const std::vector<ApprenticeIndex>& members_;
  const std::vector<UnitIndex> units_;
  const bool is_large_;
  const std::optional<std::int64_t> stays_;  // None: it cannot be solved as a whole.
  Arrangement& arrangement_;
  const WorkOptions& work_;
  ExactPart whole_;
  std::optional<UpperGoals> upper_;  // Of a large part.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_PART_SOLVER_H_
