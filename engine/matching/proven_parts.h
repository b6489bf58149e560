// SolveParts: components that the relaxation left open are solved apart (exact_part.h), and what is proven of all is
// put together from the relaxation's bound of the rest and the parts' own.
//
// Thread rule: free functions; not for concurrent use of one arrangement.

#ifndef ENGINE_MATCHING_PROVEN_PARTS_H_
#define ENGINE_MATCHING_PROVEN_PARTS_H_

#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/all_options.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/components.h"
#include "engine/matching/exact_part.h"
#include "engine/matching/matching.h"
#include "engine/matching/part_solver.h"
#include "engine/matching/warm_start.h"

namespace walz {

// Of each component that is not solved, all options of those who count for goals that can be decided (upper_goals.h):
// of everybody if it is small enough.  Found in one pass, since not all are kept.
PairOptions OptionsOfParts(const Problem& problem, const AllOptions& all, const Components& components,
                           const std::vector<ComponentSum>& sums, const WorkOptions& work);

// What the relaxation says of those outside of the parts.
struct RestProof {
  absl::int128 bound = 0;     // By the objective's weights.
  bool is_proven = false;     // Nothing better is to be had there.
  bool is_empty = false;      // Nobody there has an option.
  std::vector<Price> prices;  // Of groups that somebody there may use, where there are parts.
};

struct SolvedParts {
  std::vector<SolvedPart> parts;
  RestProof rest;  // Of the components that are no parts.
  // What stays should be like: as in the last run, of parts that were left where another earlier run stands as in that.
  EarlierPlacements earlier;
};

// Improves each component whose value does not meet its bound, from the last run where that is worth more, and solves
// it as far as it is small enough; puts what is better into the arrangement and brings `sums`, by component, up to
// date: a part's bound is its value once it is proven.  `reach` is that of all options; where the arrangement has not
// all that `facts` has, `few` are its options, and get what they lack of the components that are improved.
// REQUIRES: stays of the arrangement are of the shortest length.
//
// With `earlier` (may be null) a large component begins there instead, and is improved only around what was touched.
SolvedParts SolveParts(const PartFacts& facts, const OptionReach& reach, const Components& components,
                       const EarlierRun* earlier, EarlierPlacements last_run, Arrangement& arrangement,
                       PairOptions* few, std::vector<ComponentSum>& sums, const WorkOptions& work);

// Sets bound, points_bound and proven of an outcome whose score is set, and adds the parts to its certificate.
void ClaimBounds(const Objective& objective, SolvedParts solved, RunOutcome& outcome);

}  // namespace walz

#endif  // ENGINE_MATCHING_PROVEN_PARTS_H_
