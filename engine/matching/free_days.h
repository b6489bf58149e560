// FreeDays: on which of its days each opening and its company have room left, kept in step with an arrangement.
//
// A look at the host's side alone, which spares most of what is full any further one.  All lawful stays of an opening
// lie in its days, so whoever can still come stays on free ones.
//
// Cost to make: O(openings * days * daily quotas of hosts).  Memory: some 100 bytes an opening.
// Thread rule: const methods from any thread; nothing may be asked while the arrangement changes.

#ifndef ENGINE_MATCHING_FREE_DAYS_H_
#define ENGINE_MATCHING_FREE_DAYS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/types/span.h>

#include "engine/base/day_set.h"
#include "engine/base/groups.h"
#include "engine/base/stop.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/quota_groups.h"

namespace walz {

struct RoomDays {
  DaySet days;
  int longest = 0;  // Of the ranges of days, in days.
};

class FreeDays {
 public:
  // What is used of a group of a daily quota, by day of the horizon; empty: nothing on any day.
  using Usage = absl::FunctionRef<absl::Span<const std::int32_t>(std::size_t quota, std::uint32_t group)>;

  // `arrangement` and `quotas` must outlive this object.  Stopped, openings that were not reached have no free days.
  FreeDays(const Arrangement& arrangement, const std::vector<QuotaGroups>& quotas, const WorkOptions& work);

  const RoomDays& At(OpeningIndex opening) const { return rooms_[opening.value]; }
  // The same if so much were used.
  RoomDays At(OpeningIndex opening, Usage usage) const;

  // Openings whose room depends on who is at `opening`: calls use(other), itself included, some more than once.
  template <typename Use>
  void ForEachThatShares(OpeningIndex opening, const Use& use) const {
    for (const std::size_t q : host_quotas_) {
      const std::uint32_t group = quotas_[q].GroupOf(opening);
      if (group == QuotaGroups::kNone) continue;
      for (const std::uint32_t other : openings_of_[q].Of(group)) use(OpeningIndex(other));
    }
  }

  // Once somebody has come to the opening or left it.
  void Update(OpeningIndex opening);

 private:
  void Find(OpeningIndex opening);

  const Arrangement& arrangement_;
  const std::vector<QuotaGroups>& quotas_;
  std::vector<std::size_t> host_quotas_;  // Daily ones.
  std::vector<Groups> openings_of_;       // By quota; those of no group stand together behind all groups.
  std::vector<RoomDays> rooms_;           // By opening.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_FREE_DAYS_H_
