#include "service/app/jobs/alerts.h"

#include <absl/strings/str_cat.h>

namespace walz {

std::vector<std::string> RaiseAlerts(const v1::JobAlerts& alerts, const v1::RunResult& result,
                                     const v1::RunDifference* difference) {
  std::vector<std::string> words;
  if (difference != nullptr && alerts.placed_drop_above() > 0 &&
      difference->placed_before() - difference->placed_after() > alerts.placed_drop_above()) {
    words.push_back(
        absl::StrCat("placed dropped from ", difference->placed_before(), " to ", difference->placed_after()));
  }
  if (difference != nullptr && alerts.moved_above() > 0 && difference->moved() > alerts.moved_above()) {
    words.push_back(absl::StrCat("moved ", difference->moved(), ", more than ", alerts.moved_above()));
  }
  if (alerts.unmatched_above() > 0 && result.unmatched() > alerts.unmatched_above()) {
    words.push_back(absl::StrCat("unmatched ", result.unmatched(), ", more than ", alerts.unmatched_above()));
  }
  return words;
}

}  // namespace walz
