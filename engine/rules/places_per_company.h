// places_per_company: on no day are more persons at a company, over all its openings, than it hosts at once.
//
// A stay takes a place for the apprentice and one for each accompanying person.  A company that names no most
// (max_hosted empty) has none.

#ifndef ENGINE_RULES_PLACES_PER_COMPANY_H_
#define ENGINE_RULES_PLACES_PER_COMPANY_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct PlacesPerCompany {
  static constexpr absl::string_view kName = "places_per_company";
  static constexpr absl::string_view kDoc =
      "On every day a company takes at most as many apprentices and accompanying persons as it hosts at once.";
  static constexpr QuotaSide kSide = QuotaSide::kHost;
  static constexpr bool kDaily = true;

  static std::optional<QuotaGroup> GroupOf(const Problem& problem, ApprenticeIndex, OpeningIndex opening) {
    return problem.CompanyOf(opening).value;
  }
  static std::optional<std::int64_t> LimitOf(const Problem& problem, QuotaGroup group) {
    return problem[CompanyIndex(group)].hosted_max;
  }
  static std::int64_t AmountOf(const ApprenticeView& apprentice, const OpeningView&, DayRange) {
    return 1 + apprentice.apprentice.accompanying;
  }
  static std::string LabelOf(const Problem& problem, QuotaGroup group) {
    return absl::StrCat("company ", problem[CompanyIndex(group)].id);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PLACES_PER_COMPANY_H_
