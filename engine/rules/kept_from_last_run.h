// kept_from_last_run: the last run placed the apprentice here already.

#ifndef ENGINE_RULES_KEPT_FROM_LAST_RUN_H_
#define ENGINE_RULES_KEPT_FROM_LAST_RUN_H_

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct KeptFromLastRun {
  static constexpr absl::string_view kName = "kept_from_last_run";
  static constexpr absl::string_view kDoc = "The apprentice keeps the opening of the last run.";
  static constexpr absl::string_view kFormula = "1000 if the last run placed the apprentice at this opening; else 0";
  static constexpr CriterionId kId = CriterionId::kKeptFromLastRun;

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const auto& last = apprentice.problem.LastOf(apprentice.index);
    return last && last->opening == opening.index ? kPointsMax : 0;
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_KEPT_FROM_LAST_RUN_H_
