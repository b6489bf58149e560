#include "engine/matching/quota_groups.h"

#include <absl/container/flat_hash_map.h>

namespace walz {

QuotaGroups::QuotaGroups(const Problem& problem, const Quota& quota) : quota_(&quota) {
  absl::flat_hash_map<QuotaGroup, std::uint32_t> numbers;
  const auto number = [&](std::optional<QuotaGroup> group) {
    if (!group) return kNone;
    const auto [at, fresh] = numbers.try_emplace(*group, kNone);
    if (!fresh) return at->second;
    if (const std::optional<std::int64_t> limit = quota.limit(problem, *group)) {
      at->second = static_cast<std::uint32_t>(limits_.size());
      limits_.push_back(*limit);
      names_.push_back(*group);
    }
    return at->second;
  };
  const std::size_t apprentice_count = problem.apprentices().size();
  const std::size_t opening_count = problem.openings().size();
  switch (quota.side) {
    case QuotaSide::kHost:
      group_of_.resize(opening_count);
      for (std::size_t i = 0; i < opening_count; ++i) {
        group_of_[i] = number(quota.group(problem, ApprenticeIndex(), OpeningIndex(i)));
      }
      break;
    case QuotaSide::kSender:
      group_of_.resize(apprentice_count);
      for (std::size_t i = 0; i < apprentice_count; ++i) {
        group_of_[i] = number(quota.group(problem, ApprenticeIndex(i), OpeningIndex()));
      }
      break;
    case QuotaSide::kRound:
      number(quota.group(problem, ApprenticeIndex(), OpeningIndex()));
      break;
  }
}

std::vector<QuotaGroups> MakeQuotaGroups(const Problem& problem, const RuleBook& rules) {
  std::vector<QuotaGroups> all;
  all.reserve(rules.quotas.size());
  for (const Quota& quota : rules.quotas) all.emplace_back(problem, quota);
  return all;
}

std::vector<std::uint32_t> GroupsOfPrices(const std::vector<QuotaGroups>& quotas, const std::vector<Price>& prices) {
  std::vector<absl::flat_hash_map<QuotaGroup, std::uint32_t>> number_of(quotas.size());  // By name; of priced quotas.
  std::vector<std::uint32_t> groups;
  for (const Price& price : prices) {
    absl::flat_hash_map<QuotaGroup, std::uint32_t>& numbers = number_of[price.quota];
    const QuotaGroups& quota = quotas[price.quota];
    for (auto g = static_cast<std::uint32_t>(numbers.size()); g < quota.group_count(); ++g) numbers[quota.name(g)] = g;
    groups.push_back(numbers.at(price.group));
  }
  return groups;
}

}  // namespace walz
