// How many stays a daily quota can serve over the whole round.
//
// If K days meet every stay of a family, then at most limit * K stays fit, because each day holds at most `limit`.  The
// least K is found by the earliest-end rule (stabbing intervals; Gupta, Lee, Leung 1979).  K = 1 means that all stays
// share a day: the quota is plain capacity and needs no calendar.
//
// Of stays that start on one day the shortest matters alone: what meets it meets the longer ones.  So a group keeps one
// length a day, however many options it has.

#ifndef ENGINE_MATCHING_STAY_CAPACITY_H_
#define ENGINE_MATCHING_STAY_CAPACITY_H_

#include <cstdint>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/all_options.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/stay_finder.h"

namespace walz {

// What one group of a quota can carry over the round, in placements of amount 1.
struct GroupCapacity {
  std::int64_t capacity = 0;
  std::int64_t demand = 0;  // Apprentices with an option in the group.
  int stabbing_days = 1;    // K; 1 also where the quota is no daily one or can never bind.

  bool CanBind() const { return demand > capacity; }
};

// By group.
using GroupCapacities = std::vector<GroupCapacity>;

// For each group of `groups`, over the shortest stays of all options.  `amount` sums are bounded from below by counts,
// which keeps the capacity an upper bound where somebody counts more than once.
GroupCapacities MakeGroupCapacities(const Problem& problem, const PairOptions& options, const QuotaGroups& groups,
                                    StayFinder& stays);

// The same for several quotas at once, in two passes over all options; empty if stopped.
std::vector<GroupCapacities> MakeAllCapacities(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                               const AllOptions& options, const std::vector<QuotaGroups>& quotas,
                                               const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_STAY_CAPACITY_H_
