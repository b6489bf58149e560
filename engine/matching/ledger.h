// Ledger: what a set of placements uses of every quota, day by day, and whether one more fits.
//
// Fits and Add cost O(quotas * days of the stay).  Memory: 4 bytes a day of the horizon for each daily group in use.
// Thread rule: not for concurrent use.

#ifndef ENGINE_MATCHING_LEDGER_H_
#define ENGINE_MATCHING_LEDGER_H_

#include <cstdint>
#include <vector>

#include <absl/types/span.h>

#include "engine/matching/matching.h"
#include "engine/matching/quota_groups.h"

namespace walz {

class Ledger {
 public:
  // `problem` and `quotas` must outlive this object.
  Ledger(const Problem& problem, const std::vector<QuotaGroups>& quotas);

  // Every quota still holds with `placement` added.
  bool Fits(const Placement& placement) const;

  // What is used of a group, by day of the horizon; empty: nothing on any day.  REQUIRES: a daily quota.
  absl::Span<const std::int32_t> UsedByDay(std::size_t quota, std::uint32_t group) const {
    return usage_[quota].day[group];
  }
  // REQUIRES: a quota over the round.
  std::int64_t UsedOverRound(std::size_t quota, std::uint32_t group) const { return usage_[quota].total[group]; }

  void Add(const Placement& placement) { Change(placement, +1); }
  void Remove(const Placement& placement) { Change(placement, -1); }

 private:
  struct Usage {
    std::vector<std::int64_t> total;             // By group; quotas over the round.
    std::vector<std::vector<std::int32_t>> day;  // By group, then day of the horizon; daily quotas, made on first use.
  };
  void Change(const Placement& placement, int sign);

  const Problem& problem_;
  const std::vector<QuotaGroups>& quotas_;
  std::vector<Usage> usage_;  // By quota.
  DayRange horizon_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_LEDGER_H_
