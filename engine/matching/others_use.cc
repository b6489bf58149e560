#include "engine/matching/others_use.h"

#include <algorithm>

namespace walz {

OthersUse::OthersUse(const Arrangement& arrangement, const std::vector<QuotaGroups>& quotas,
                     const std::vector<Placement>& own)
    : arrangement_(arrangement), quotas_(quotas) {
  const Problem& problem = arrangement.problem();
  const Ledger& ledger = arrangement.ledger();
  for (const Placement& placement : own) {
    ++own_of_centre_[problem.CentreOf(placement.apprentice).value];
    for (std::size_t q = 0; q < quotas.size(); ++q) {
      const std::uint32_t group = quotas[q].GroupOf(placement.apprentice, placement.opening);
      if (group == QuotaGroups::kNone) continue;
      const std::int64_t amount =
          quotas[q].quota().amount(problem.View(placement.apprentice), problem.View(placement.opening), placement.stay);
      if (!quotas[q].quota().daily) {
        over_round_.try_emplace({q, group}, ledger.UsedOverRound(q, group)).first->second -= amount;
        continue;
      }
      std::vector<std::int32_t>& days = by_day_[{q, group}];
      if (days.empty()) {
        const absl::Span<const std::int32_t> used = ledger.UsedByDay(q, group);
        days.assign(used.begin(), used.end());
      }
      const auto first = days.begin() + (placement.stay.first - problem.horizon().first);
      std::for_each(first, first + placement.stay.days(),
                    [&](std::int32_t& used) { used -= static_cast<std::int32_t>(amount); });
    }
  }
}

absl::Span<const std::int32_t> OthersUse::UsedByDay(std::size_t quota, std::uint32_t group) const {
  const auto own = by_day_.find({quota, group});
  if (own != by_day_.end()) return own->second;
  return arrangement_.ledger().UsedByDay(quota, group);
}

std::int64_t OthersUse::UsedOverRound(std::size_t quota, std::uint32_t group) const {
  const auto own = over_round_.find({quota, group});
  return own != over_round_.end() ? own->second : arrangement_.ledger().UsedOverRound(quota, group);
}

DaySet OthersUse::DaysWithRoom(std::size_t quota, std::uint32_t group) const {
  const DayRange horizon = arrangement_.problem().horizon();
  const absl::Span<const std::int32_t> days = UsedByDay(quota, group);
  if (days.empty()) return DaySet({horizon});
  std::vector<DayRange> free;
  const std::int64_t limit = quotas_[quota].limit(group);
  for (std::size_t first = 0; first < days.size();) {
    std::size_t end = first;
    while (end < days.size() && days[end] < limit) ++end;
    if (end > first) {
      free.push_back({horizon.first + static_cast<int>(first), horizon.first + static_cast<int>(end - 1)});
    }
    first = end + 1;
  }
  return DaySet(std::move(free));
}

std::int64_t OthersUse::PlacedOf(CentreIndex centre) const {
  const auto own = own_of_centre_.find(centre.value);
  return arrangement_.PlacedOf(centre) - (own == own_of_centre_.end() ? 0 : own->second);
}

}  // namespace walz
