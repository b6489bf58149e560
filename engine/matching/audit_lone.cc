#include "engine/matching/audit_lone.h"

#include <algorithm>
#include <optional>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>

namespace walz {

absl::StatusOr<LoneTable> LoneTable::Create(const Problem& problem, const RuleBook& rules,
                                            absl::Span<const LonePrice> prices) {
  LoneTable table(problem, rules, prices);
  for (std::uint32_t i = 0; i < prices.size(); ++i) {
    const LonePrice& price = prices[i];
    const auto wrong = [&](absl::string_view what) {
      return absl::InternalError(absl::StrCat("lone price number ", i + 1, " of a case: ", what));
    };
    if (price.quota >= rules.quotas.size()) return wrong("there is no such quota");
    const Quota& quota = rules.quotas[price.quota];
    const std::optional<std::int64_t> limit = quota.limit(problem, price.group);
    if (!quota.daily || !limit) return wrong("its group has no limit by the day");
    if (price.price < 0) return wrong("it is negative");
    if (price.days.last < price.days.first) return wrong("it has no days");
    table.worth_.AddProduct(price.price, *limit);
    if (std::find(table.quotas_.begin(), table.quotas_.end(), price.quota) == table.quotas_.end()) {
      table.quotas_.push_back(price.quota);
    }
    table.slots_of_[{price.quota, price.group}].push_back(i);
  }
  return table;
}

LoneTable::Slots LoneTable::SlotsOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
  Slots slots;
  for (const std::uint32_t quota : quotas_) {
    const std::optional<QuotaGroup> group = rules_->quotas[quota].group(*problem_, apprentice, opening);
    if (!group) continue;
    const auto at = slots_of_.find({quota, *group});
    if (at != slots_of_.end()) slots.insert(slots.end(), at->second.begin(), at->second.end());
  }
  return slots;
}

void LoneTable::AddCost(const Slots& slots, const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay,
                        AuditSum& cost) const {
  for (const std::uint32_t slot : slots) {
    const LonePrice& price = prices_[slot];
    const bool is_own = price.apprentice == apprentice.index;
    if (is_own ? !stay.Overlaps(price.days) : !stay.Contains(price.days)) continue;
    cost.AddProduct(price.price, rules_->quotas[price.quota].amount(apprentice, opening, stay));
  }
}

}  // namespace walz
