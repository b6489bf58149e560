#include "engine/matching/audit_prices.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"

namespace walz {
namespace {

std::string NameOf(const Problem& problem, const RuleBook& rules, const Price& price) {
  const Quota& quota = rules.quotas[price.quota];
  return absl::StrCat("price of ", quota.name, " of ", quota.label(problem, price.group),
                      price.day ? absl::StrCat(" on ", FormatDay(*price.day)) : "");
}

auto OrderOf(const Price& price) { return std::make_tuple(price.quota, price.group, price.day); }

}  // namespace

absl::int128 PricedGroup::DayPricesOf(DayRange stay) const {
  if (paid_until.empty()) return 0;
  const auto paid_before = [this](Day day) {
    return paid_until[static_cast<std::size_t>(
        std::clamp(day - first_day, 0, static_cast<int>(paid_until.size()) - 1))];
  };
  return paid_before(stay.last + 1) - paid_before(stay.first);
}

absl::StatusOr<PriceTable> PriceTable::Create(const Problem& problem, const RuleBook& rules,
                                              absl::Span<const Price> prices) {
  PriceTable table(problem, rules);
  for (std::size_t i = 0; i < prices.size(); ++i) {
    if (prices[i].quota >= rules.quotas.size()) {
      return absl::InternalError(absl::StrCat("price of quota number ", prices[i].quota, ": there is no such quota"));
    }
    if (i > 0 && !(OrderOf(prices[i - 1]) < OrderOf(prices[i]))) {
      return absl::InternalError(absl::StrCat("price of ", rules.quotas[prices[i].quota].name, " of group number ",
                                              prices[i].group, ": stands twice or out of order"));
    }
    if (i == 0 || prices[i - 1].quota != prices[i].quota || prices[i - 1].group != prices[i].group) {
      table.groups_.push_back({.quota = prices[i].quota, .group = prices[i].group});
    }
  }
  WALZ_RETURN_IF_ERROR(table.Index());
  std::size_t first = 0;
  for (PricedGroup& group : table.groups_) {
    std::size_t end = first;
    while (end < prices.size() && prices[end].quota == group.quota && prices[end].group == group.group) ++end;
    WALZ_RETURN_IF_ERROR(table.Fill(prices.subspan(first, end - first), group));
    first = end;
  }
  return table;
}

absl::Status PriceTable::Fill(absl::Span<const Price> prices, PricedGroup& group) const {
  const Quota& quota = rules_->quotas[group.quota];
  const std::optional<std::int64_t> limit = quota.limit(*problem_, group.group);
  if (!limit) return absl::InternalError(absl::StrCat(NameOf(*problem_, *rules_, prices[0]), ": it has no limit"));
  group.limit = *limit;
  AuditSum paid;
  for (const Price& price : prices) {
    const std::string name = NameOf(*problem_, *rules_, price);
    if (price.price < 0) return absl::InternalError(absl::StrCat(name, ": ", FigureText(price.price), " is negative"));
    paid.Add(price.price);
    if (!paid.fits() || BitsOf(paid.value()) > AuditSum::kTermBitsMax) {
      return absl::InternalError(absl::StrCat(name, ": ", FigureText(price.price), " is too large"));
    }
    if (!price.day) {
      group.whole_price = price.price;
      continue;
    }
    if (!quota.daily) {
      return absl::InternalError(absl::StrCat(name, ": the quota counts over the whole round, not by the day"));
    }
    if (!problem_->round().dates.Contains(*price.day)) {
      return absl::InternalError(
          absl::StrCat(name, ": outside the round, which is ", FormatRange(problem_->round().dates)));
    }
    if (!group.has_days()) {
      group.first_day = *price.day;
      group.paid_until = {0};
    }
    const absl::int128 paid_before = group.paid_until.back();
    group.paid_until.resize(static_cast<std::size_t>(*price.day - group.first_day) + 1, paid_before);
    group.paid_until.push_back(paid_before + price.price);
  }
  return absl::OkStatus();
}

absl::Status PriceTable::Index() {
  slots_of_opening_.resize(problem_->openings().size());
  slots_of_apprentice_.resize(problem_->apprentices().size());
  absl::flat_hash_map<std::pair<std::uint32_t, QuotaGroup>, std::uint32_t> slots;
  for (std::size_t slot = 0; slot < groups_.size(); ++slot) {
    slots[{groups_[slot].quota, groups_[slot].group}] = static_cast<std::uint32_t>(slot);
  }
  std::vector<bool> is_used(groups_.size(), false);
  const auto add = [&](std::uint32_t quota, std::size_t apprentice, std::size_t opening, Slots& to) {
    const std::optional<QuotaGroup> group =
        rules_->quotas[quota].group(*problem_, ApprenticeIndex(apprentice), OpeningIndex(opening));
    if (!group) return;
    const auto at = slots.find({quota, *group});
    if (at == slots.end()) return;
    to.push_back(at->second);
    is_used[at->second] = true;
  };
  for (std::uint32_t q = 0; q < rules_->quotas.size(); ++q) {
    const bool is_priced =
        std::any_of(groups_.begin(), groups_.end(), [q](const auto& group) { return group.quota == q; });
    if (!is_priced || slots_of_apprentice_.empty() || slots_of_opening_.empty()) continue;
    switch (rules_->quotas[q].side) {
      case QuotaSide::kHost:
        for (std::size_t o = 0; o < slots_of_opening_.size(); ++o) add(q, 0, o, slots_of_opening_[o]);
        break;
      case QuotaSide::kSender:
        for (std::size_t a = 0; a < slots_of_apprentice_.size(); ++a) add(q, a, 0, slots_of_apprentice_[a]);
        break;
      case QuotaSide::kRound:
        add(q, 0, 0, slots_of_round_);
        break;
    }
  }
  for (std::size_t slot = 0; slot < groups_.size(); ++slot) {
    if (is_used[slot]) continue;
    return absl::InternalError(absl::StrCat("price of ", rules_->quotas[groups_[slot].quota].name, " of group number ",
                                            groups_[slot].group, ": no placement belongs to such a group"));
  }
  return absl::OkStatus();
}

PriceTable::Slots PriceTable::SlotsOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
  Slots slots = slots_of_opening_[opening.value];
  const Slots& senders = slots_of_apprentice_[apprentice.value];
  slots.insert(slots.end(), senders.begin(), senders.end());
  slots.insert(slots.end(), slots_of_round_.begin(), slots_of_round_.end());
  return slots;
}

std::optional<std::int64_t> PriceTable::SendersOfNestedFlow() const {
  std::vector<std::uint32_t> host_quotas;
  std::vector<std::uint32_t> sender_quotas;
  std::int64_t senders = 0;
  for (const PricedGroup& group : groups_) {
    if (group.has_days()) return std::nullopt;
    if (quota(group).side == QuotaSide::kRound) continue;
    const bool is_senders = quota(group).side == QuotaSide::kSender;
    senders += is_senders ? 1 : 0;
    std::vector<std::uint32_t>& quotas = is_senders ? sender_quotas : host_quotas;
    if (quotas.empty() || quotas.back() != group.quota) quotas.push_back(group.quota);
  }
  if (!AreNested(host_quotas, slots_of_opening_) || !AreNested(sender_quotas, slots_of_apprentice_)) {
    return std::nullopt;
  }
  return senders;
}

bool PriceTable::AreNested(const std::vector<std::uint32_t>& quotas, const std::vector<Slots>& slots_of_member) const {
  for (std::size_t i = 0; i < quotas.size(); ++i) {
    for (std::size_t j = i + 1; j < quotas.size(); ++j) {
      if (!Refines(slots_of_member, quotas[i], quotas[j]) && !Refines(slots_of_member, quotas[j], quotas[i])) {
        return false;
      }
    }
  }
  return true;
}

// Each priced group of the fine quota lies in one priced group of the coarse one, or outside of all.
bool PriceTable::Refines(const std::vector<Slots>& slots_of_member, std::uint32_t fine_quota,
                         std::uint32_t coarse_quota) const {
  absl::flat_hash_map<std::uint32_t, std::optional<std::uint32_t>> coarse_of;
  for (const Slots& slots : slots_of_member) {
    const std::optional<std::uint32_t> fine = SlotIn(fine_quota, slots);
    if (!fine) continue;
    const std::optional<std::uint32_t> coarse = SlotIn(coarse_quota, slots);
    if (coarse_of.try_emplace(*fine, coarse).first->second != coarse) return false;
  }
  return true;
}

std::optional<std::uint32_t> PriceTable::SlotIn(std::uint32_t quota, const Slots& slots) const {
  for (const std::uint32_t slot : slots) {
    if (groups_[slot].quota == quota) return slot;
  }
  return std::nullopt;
}

AuditSum CostOf(const PriceTable& prices, const PriceTable::Slots& slots, const ApprenticeView& apprentice,
                const OpeningView& opening, const StayFamily& stays) {
  AuditSum cost;
  absl::InlinedVector<std::pair<const PricedGroup*, std::int64_t>, 4> daily;
  for (const std::uint32_t slot : slots) {
    const PricedGroup& group = prices.groups()[slot];
    const std::int64_t amount = prices.quota(group).amount(apprentice, opening, stays.first());
    cost.AddProduct(group.whole_price, amount);
    if (group.has_days()) daily.emplace_back(&group, amount);
  }
  if (daily.empty()) return cost;
  std::optional<AuditSum> least;
  for (const DayRange& starts : stays.starts) {
    for (Day start = starts.first; start <= starts.last; start = start + 1) {
      AuditSum sum = cost;
      for (const auto& [group, amount] : daily) {
        sum.AddProduct(group->DayPricesOf({start, start + (stays.length - 1)}), amount);
      }
      // A sum that does not fit is no reason to look further: the audit will say so.
      if (!least || !sum.fits() || (least->fits() && sum.value() < least->value())) least = sum;
    }
  }
  return *least;
}

}  // namespace walz
