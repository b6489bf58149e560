// placements_per_round: the round has at most as many placements as its project may have.

#ifndef ENGINE_RULES_PLACEMENTS_PER_ROUND_H_
#define ENGINE_RULES_PLACEMENTS_PER_ROUND_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct PlacementsPerRound {
  static constexpr absl::string_view kName = "placements_per_round";
  static constexpr absl::string_view kDoc = "The round has at most as many placements as its project may have.";
  static constexpr QuotaSide kSide = QuotaSide::kRound;
  static constexpr bool kDaily = false;

  static std::optional<QuotaGroup> GroupOf(const Problem&, ApprenticeIndex, OpeningIndex) { return 0; }
  static std::optional<std::int64_t> LimitOf(const Problem& problem, QuotaGroup) {
    return problem.round().quotas.placements_per_round;
  }
  static std::int64_t AmountOf(const ApprenticeView&, const OpeningView&, DayRange) { return 1; }
  static std::string LabelOf(const Problem& problem, QuotaGroup) { return absl::StrCat("round ", problem.round().id); }
};

}  // namespace walz

#endif  // ENGINE_RULES_PLACEMENTS_PER_ROUND_H_
