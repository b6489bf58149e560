// field_closeness: the closer the apprentice's field is to one that the opening accepts, the better.

#ifndef ENGINE_RULES_FIELD_CLOSENESS_H_
#define ENGINE_RULES_FIELD_CLOSENESS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct FieldCloseness {
  static constexpr absl::string_view kName = "field_closeness";
  static constexpr absl::string_view kDoc =
      "How many leading ISCED-F digits the apprentice's field shares with the closest accepted field.";
  static constexpr absl::string_view kFormula =
      "1000, 800, 500 for 4, 3, 2 leading digits shared with the closest accepted field, trailing zeros dropped; else "
      "0";
  static constexpr CriterionId kId = CriterionId::kFieldCloseness;

  using Learner = const IscedField*;
  using Host = const FieldList*;  // Interned.

  static Learner LearnerOf(const ApprenticeView& apprentice) { return apprentice.apprentice.field; }
  static Host HostOf(const OpeningView& opening) { return opening.opening.fields; }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    return PointsOf(LearnerOf(apprentice), HostOf(opening));
  }

  static int PointsOf(Learner learner, Host host) {
    static constexpr std::array<int, 5> kPointsOfDigits = {0, 0, 500, 800, 1000};
    const std::string& own = learner->stem;
    std::size_t digits_max = 0;
    for (const IscedField* field : *host) {
      const auto parting = std::mismatch(own.begin(), own.end(), field->stem.begin(), field->stem.end());
      digits_max = std::max(digits_max, static_cast<std::size_t>(parting.first - own.begin()));
    }
    return kPointsOfDigits[digits_max];
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_FIELD_CLOSENESS_H_
