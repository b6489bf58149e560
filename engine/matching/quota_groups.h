// QuotaGroups: one quota's groups, numbered densely, with limits at hand: the quota's law as arrays.
//
// Thread rule: immutable.

#ifndef ENGINE_MATCHING_QUOTA_GROUPS_H_
#define ENGINE_MATCHING_QUOTA_GROUPS_H_

#include <cstdint>
#include <vector>

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class QuotaGroups {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffu;

  // REQUIRES: the quota's group depends on its side alone.
  QuotaGroups(const Problem& problem, const Quota& quota);

  // The dense group of a placement, or kNone if nothing bounds it.
  std::uint32_t GroupOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
    switch (quota_->side) {
      case QuotaSide::kHost:
        return group_of_[opening.value];
      case QuotaSide::kSender:
        return group_of_[apprentice.value];
      case QuotaSide::kRound:
        break;
    }
    return limits_.empty() ? kNone : 0;
  }
  std::uint32_t GroupOf(ApprenticeIndex apprentice) const { return group_of_[apprentice.value]; }  // kSender.
  std::uint32_t GroupOf(OpeningIndex opening) const { return group_of_[opening.value]; }           // kHost.

  const Quota& quota() const { return *quota_; }
  std::size_t group_count() const { return limits_.size(); }
  std::int64_t limit(std::uint32_t group) const { return limits_[group]; }
  QuotaGroup name(std::uint32_t group) const { return names_[group]; }  // As the quota numbers it.

 private:
  const Quota* quota_;
  std::vector<std::uint32_t> group_of_;  // By opening or apprentice; empty for kRound.
  std::vector<std::int64_t> limits_;
  std::vector<QuotaGroup> names_;
};

// All quotas of the rulebook, in its order.
std::vector<QuotaGroups> MakeQuotaGroups(const Problem& problem, const RuleBook& rules);

// The dense group of each price.  REQUIRES: prices name groups that there are.
std::vector<std::uint32_t> GroupsOfPrices(const std::vector<QuotaGroups>& quotas, const std::vector<Price>& prices);

}  // namespace walz

#endif  // ENGINE_MATCHING_QUOTA_GROUPS_H_
