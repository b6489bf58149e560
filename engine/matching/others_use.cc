#include "engine/matching/others_use.h"

#include <algorithm>

namespace walz {

OthersUse::OthersUse(const Arrangement& arrangement, const std::vector<QuotaGroups>& quotas, const FreeDays& free_days,
                     const std::vector<Placement>& own)
    : arrangement_(arrangement), free_days_(free_days) {
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
  const auto usage = [this](std::size_t q, std::uint32_t group) { return UsedByDay(q, group); };
  for (const Placement& placement : own) {
    free_days.ForEachThatShares(placement.opening, [&](OpeningIndex opening) {
      const auto [at, is_new] = rooms_.try_emplace(opening.value);
      if (is_new) at->second = free_days.At(opening, usage);
    });
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

std::int64_t OthersUse::PlacedOf(CentreIndex centre) const {
  const auto own = own_of_centre_.find(centre.value);
  return arrangement_.PlacedOf(centre) - (own == own_of_centre_.end() ? 0 : own->second);
}

}  // namespace walz
