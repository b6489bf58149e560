// absent_per_employer: on no day are more apprentices of an employer away than it can miss.
//
// An employer that names no most (max_absent empty) has none; 0 means that it can miss nobody.

#ifndef ENGINE_RULES_ABSENT_PER_EMPLOYER_H_
#define ENGINE_RULES_ABSENT_PER_EMPLOYER_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct AbsentPerEmployer {
  static constexpr absl::string_view kName = "absent_per_employer";
  static constexpr absl::string_view kDoc =
      "On every day at most as many apprentices of an employer are away as it can miss.";
  static constexpr QuotaSide kSide = QuotaSide::kSender;
  static constexpr bool kDaily = true;

  static std::optional<QuotaGroup> GroupOf(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex) {
    const std::optional<CompanyIndex> employer = problem.EmployerOf(apprentice);
    if (!employer) return std::nullopt;
    return employer->value;
  }
  static std::optional<std::int64_t> LimitOf(const Problem& problem, QuotaGroup group) {
    return problem[CompanyIndex(group)].absent_max;
  }
  static std::int64_t AmountOf(const ApprenticeView&, const OpeningView&, DayRange) { return 1; }
  static std::string LabelOf(const Problem& problem, QuotaGroup group) {
    return absl::StrCat("employer ", problem[CompanyIndex(group)].id);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_ABSENT_PER_EMPLOYER_H_
