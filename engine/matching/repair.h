// Repair: from an assignment that ignores calendars, groups and crossing quotas to a lawful arrangement, and a better
// one.
//
// Deterministic: work is bounded by counts, never by time.

#ifndef ENGINE_MATCHING_REPAIR_H_
#define ENGINE_MATCHING_REPAIR_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/warm_start.h"

namespace walz {

// Places everybody whom `opening_of` (by apprentice; kNoSlot) places, as far as lawful: units with most at stake and
// least choice of days first.  Ends early if abandoned.
void PlaceLawfully(const std::vector<std::uint32_t>& opening_of, Arrangement& arrangement, const WorkOptions& work);

EarlierPlacements PlacementsOfLastRun(const Problem& problem);

// Those that have an option.
std::vector<UnitIndex> AllUnits(const Arrangement& arrangement);

// Places whoever is left out, most at stake first, each at its best of what is left: what stopped work ends with.  Ends
// early if abandoned.  O(options of those left out).
void PlaceLeftOut(Arrangement& arrangement, const WorkOptions& work);

// Gives these units what they had in an earlier run, as far as it still can be had, and places whoever of them is then
// left out; leaves all as it was if that is worth less.  So a round that nothing proves does not end below yesterday's,
// and nobody moves without a gain.  Says whether they begin there now.  Ends early if abandoned.
bool StartFromEarlier(const std::vector<UnitIndex>& units, const EarlierPlacements& earlier, Arrangement& arrangement,
                      const WorkOptions& work);

// Gives those of `first`, who fit together, what they have there; all others of `units` keep what they have as far as
// it still fits, and whoever is then left out is placed.  Leaves all as it was, and says so, if that is no better, goal
// by goal.  `options` have those of `first`.
bool PlaceFirst(const std::vector<UnitIndex>& units, const PairOptions& options, const std::vector<Placement>& first,
                Arrangement& arrangement, const WorkOptions& work);

// Improves the arrangement until `bound` is met, no neighbourhood helps any more, or the work is used up: takes a few
// units that compete out and puts them back the best way (large-neighbourhood search; Shaw 1998), small problems as a
// whole.  Stopped, it leaves off.
void Improve(absl::int128 bound, Arrangement& arrangement, const WorkOptions& work);

// Gives one placed unit the stay it should have among those that fit: that of the earlier run, if it was at the same
// opening and the stay is still lawful, else the longest, then the earliest.  `earlier` may be null: the longest.
void LengthenStay(Arrangement& arrangement, UnitIndex unit, const EarlierPlacements* earlier);

// LengthenStay for every placed unit, in order.  Ends early if abandoned.
void LengthenStays(Arrangement& arrangement, const EarlierPlacements& earlier, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_REPAIR_H_
