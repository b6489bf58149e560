#include "engine/matching/ledger.h"

#include <algorithm>

namespace walz {

Ledger::Ledger(const Problem& problem, const std::vector<QuotaGroups>& quotas)
    : problem_(problem), quotas_(quotas), usage_(quotas.size()), horizon_(problem.horizon()) {
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    if (quotas[q].quota().daily) {
      usage_[q].day.resize(quotas[q].group_count());
    } else {
      usage_[q].total.resize(quotas[q].group_count());
    }
  }
}

bool Ledger::Fits(const Placement& placement) const {
  const ApprenticeView apprentice = problem_.View(placement.apprentice);
  const OpeningView opening = problem_.View(placement.opening);
  for (std::size_t q = 0; q < quotas_.size(); ++q) {
    const std::uint32_t group = quotas_[q].GroupOf(placement.apprentice, placement.opening);
    if (group == QuotaGroups::kNone) continue;
    const std::int64_t room = quotas_[q].limit(group) - quotas_[q].quota().amount(apprentice, opening, placement.stay);
    if (room < 0) return false;
    if (!quotas_[q].quota().daily) {
      if (usage_[q].total[group] > room) return false;
      continue;
    }
    const std::vector<std::int32_t>& days = usage_[q].day[group];
    if (days.empty()) continue;
    const auto first = days.begin() + (placement.stay.first - horizon_.first);
    if (std::any_of(first, first + placement.stay.days(), [&](std::int32_t used) { return used > room; })) return false;
  }
  return true;
}

void Ledger::Change(const Placement& placement, int sign) {
  const ApprenticeView apprentice = problem_.View(placement.apprentice);
  const OpeningView opening = problem_.View(placement.opening);
  for (std::size_t q = 0; q < quotas_.size(); ++q) {
    const std::uint32_t group = quotas_[q].GroupOf(placement.apprentice, placement.opening);
    if (group == QuotaGroups::kNone) continue;
    const std::int64_t amount = sign * quotas_[q].quota().amount(apprentice, opening, placement.stay);
    if (!quotas_[q].quota().daily) {
      usage_[q].total[group] += amount;
      continue;
    }
    std::vector<std::int32_t>& days = usage_[q].day[group];
    if (days.empty()) days.resize(static_cast<std::size_t>(horizon_.days()));
    const auto first = days.begin() + (placement.stay.first - horizon_.first);
    std::for_each(first, first + placement.stay.days(),
                  [&](std::int32_t& used) { used += static_cast<std::int32_t>(amount); });
  }
}

}  // namespace walz
