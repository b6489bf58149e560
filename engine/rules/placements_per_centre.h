// placements_per_centre: a centre has at most as many placements as the round gives it.

#ifndef ENGINE_RULES_PLACEMENTS_PER_CENTRE_H_
#define ENGINE_RULES_PLACEMENTS_PER_CENTRE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct PlacementsPerCentre {
  static constexpr absl::string_view kName = "placements_per_centre";
  static constexpr absl::string_view kDoc = "A centre has at most as many placements as the round gives it.";
  static constexpr QuotaSide kSide = QuotaSide::kSender;
  static constexpr bool kDaily = false;

  static std::optional<QuotaGroup> GroupOf(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex) {
    return problem.CentreOf(apprentice).value;
  }
  static std::optional<std::int64_t> LimitOf(const Problem& problem, QuotaGroup group) {
    const std::map<std::string, int>& most = problem.round().quotas.placements_per_centre;
    const auto at = most.find(problem[CentreIndex(group)].id);
    if (at == most.end()) return std::nullopt;
    return at->second;
  }
  static std::int64_t AmountOf(const ApprenticeView&, const OpeningView&, DayRange) { return 1; }
  static std::string LabelOf(const Problem& problem, QuotaGroup group) {
    return absl::StrCat("centre ", problem[CentreIndex(group)].id);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PLACEMENTS_PER_CENTRE_H_
