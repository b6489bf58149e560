// budget_per_round: the grants of all placements together stay within the round's budget in EUR.

#ifndef ENGINE_RULES_BUDGET_PER_ROUND_H_
#define ENGINE_RULES_BUDGET_PER_ROUND_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/grant_estimate.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct BudgetPerRound {
  static constexpr absl::string_view kName = "budget_per_round";
  static constexpr absl::string_view kDoc =
      "The estimated grants of all placements together stay within the round's budget in EUR.";
  static constexpr QuotaSide kSide = QuotaSide::kRound;
  static constexpr bool kDaily = false;
  static constexpr bool kWeighted = true;

  static std::optional<QuotaGroup> GroupOf(const Problem&, ApprenticeIndex, OpeningIndex) { return 0; }
  static std::optional<std::int64_t> LimitOf(const Problem& problem, QuotaGroup) {
    return problem.round().quotas.budget_eur;
  }
  static std::int64_t AmountOf(const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay) {
    return GrantEur(apprentice, opening, stay.days());
  }
  static std::string LabelOf(const Problem& problem, QuotaGroup) {
    return absl::StrCat("budget of round ", problem.round().id);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_BUDGET_PER_ROUND_H_
