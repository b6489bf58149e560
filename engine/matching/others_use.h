// OthersUse: what all but some apprentices use of every quota's groups, without taking those out of their arrangement.
//
// Cost to make: O(own placements * quotas * days).  Thread rule: immutable; the arrangement must not change meanwhile.

#ifndef ENGINE_MATCHING_OTHERS_USE_H_
#define ENGINE_MATCHING_OTHERS_USE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/types/span.h>

#include "engine/matching/arrangement.h"
#include "engine/matching/free_days.h"
#include "engine/matching/quota_groups.h"

namespace walz {

class OthersUse {
 public:
  // `own` are the placements of those apprentices in the arrangement, `free_days` are of the arrangement.  All but
  // `own` must outlive this object.
  OthersUse(const Arrangement& arrangement, const std::vector<QuotaGroups>& quotas, const FreeDays& free_days,
            const std::vector<Placement>& own);

  // By day of the horizon; empty: nothing on any day.  REQUIRES: a daily quota.
  absl::Span<const std::int32_t> UsedByDay(std::size_t quota, std::uint32_t group) const;
  // REQUIRES: a quota over the round.
  std::int64_t UsedOverRound(std::size_t quota, std::uint32_t group) const;
  // On which days others leave room to the opening and its company.
  const RoomDays& RoomAt(OpeningIndex opening) const {
    const auto own = rooms_.find(opening.value);
    return own != rooms_.end() ? own->second : free_days_.At(opening);
  }
  // How many of a centre with a least are placed.
  std::int64_t PlacedOf(CentreIndex centre) const;

 private:
  using GroupKey = std::pair<std::size_t, std::uint32_t>;  // Quota, group.

  const Arrangement& arrangement_;
  const FreeDays& free_days_;
  // Of groups that the own placements use.
  absl::flat_hash_map<GroupKey, std::vector<std::int32_t>> by_day_;
  absl::flat_hash_map<GroupKey, std::int64_t> over_round_;
  absl::flat_hash_map<std::size_t, RoomDays> rooms_;  // By opening: of those that own placements share room with.
  absl::flat_hash_map<std::size_t, std::int64_t> own_of_centre_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_OTHERS_USE_H_
