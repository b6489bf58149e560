// ImproveRegions: a better arrangement of rounds that are too large to be solved as a whole.
//
// Large-neighbourhood search (Shaw 1998): a region is a few hundred apprentices, those at openings that share many of
// them and those left out who could go there.  Their stays are solved again by cases (choice_tree.h) while everybody
// else stays; what is better is kept.  Sweeps over all regions end when one brings little.
//
// Deterministic: work is bounded by counts; regions of a batch share nobody, are solved from one state, while those of
// the next are found, and put in one after the other, so that the result does not depend on the number of threads.
// Thread rule: a free function; not for concurrent use of one arrangement.

#ifndef ENGINE_MATCHING_REGIONS_H_
#define ENGINE_MATCHING_REGIONS_H_

#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/stay_program.h"

namespace walz {

// Whether a part of so many is better improved region by region than as a whole.
constexpr bool IsLargePart(std::size_t apprentices) { return apprentices > 300; }

// `apprentices`, whole travel groups, may be placed elsewhere.  Stopped, it leaves off with the best so far.
// REQUIRES: stays of the arrangement are of the shortest length.
void ImproveRegions(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices, Arrangement& arrangement,
                    const WorkOptions& work);

// Where something is otherwise than in an arrangement that was improved before.
struct RegionSeeds {
  std::vector<ApprenticeIndex> apprentices;
  std::vector<OpeningIndex> openings;
};

// The same for one sweep of small regions around the seeds alone: whoever is far from all of them stays.
void ImproveAround(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices, const RegionSeeds& seeds,
                   Arrangement& arrangement, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_REGIONS_H_
