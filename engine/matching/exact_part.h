// SolvePart: the best placements of some apprentices, proven by cases where prices alone prove too little.
//
// Where places serve one stay after another, quotas cross or people count more than once, the flow of the assignment
// model is a relaxation.  Here each stay of the shortest length is a column of an integer program (choice_tree.h) with
// a row for each day of each group that can bind, and the goals are taken one after another: what was reached of the
// goals above must not be lost.  The trees of the search become the part's proof (matching.h).
// Thread rule: a free function; StayFinder is the caller's.

#ifndef ENGINE_MATCHING_EXACT_PART_H_
#define ENGINE_MATCHING_EXACT_PART_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/objective.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/stay_finder.h"

namespace walz {

struct PartFacts {
  const Problem& problem;
  const PairOptions& options;  // All there are; those of an apprentice may be missing as a whole.
  const Objective& objective;
  const std::vector<QuotaGroups>& quotas;
  StayFinder& stays;
};

// Parts with more stays to choose from are left alone: each costs some 150 bytes, and a search tens of seconds.
inline constexpr std::int64_t kPartStaysMax = 2'000'000;

struct SolvedPart {
  std::vector<Placement> placements;  // By apprentice; stays of the shortest length, or as before in a travel group.
  LevelFigures<std::int64_t> score{};
  LevelFigures<std::int64_t> ceiling{};  // The most that each goal can reach whatever the quotas say.
  // Goal by goal down to the first that is not met; below it nothing is known.
  LevelFigures<std::int64_t> bound{};
  bool is_proven = false;  // They are equal.
  PartProof proof;
};

// `apprentices`, ascending, share no group that can bind, no travel group and no least with others; `start` are their
// placements, lawful and, but for travel groups, with stays of the shortest length.  If the best would tear a travel
// group apart, it is only a bound, and everybody stays where they are.  None if the part has too many stays, options
// are missing or it was stopped early.
std::optional<SolvedPart> SolvePart(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices,
                                    const std::vector<Placement>& start, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_EXACT_PART_H_
