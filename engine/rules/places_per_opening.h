// places_per_opening: on no day are more persons at an opening than it has places.
//
// A stay takes a place for the apprentice and one for each accompanying person; travel days take none.

#ifndef ENGINE_RULES_PLACES_PER_OPENING_H_
#define ENGINE_RULES_PLACES_PER_OPENING_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct PlacesPerOpening {
  static constexpr absl::string_view kName = "places_per_opening";
  static constexpr absl::string_view kDoc =
      "On every day an opening takes at most as many apprentices and accompanying persons as it has places.";
  static constexpr QuotaSide kSide = QuotaSide::kHost;
  static constexpr bool kDaily = true;

  static std::optional<QuotaGroup> GroupOf(const Problem&, ApprenticeIndex, OpeningIndex opening) {
    return opening.value;
  }
  static std::optional<std::int64_t> LimitOf(const Problem& problem, QuotaGroup group) {
    return problem[OpeningIndex(group)].places;
  }
  static std::int64_t AmountOf(const ApprenticeView& apprentice, const OpeningView&, DayRange) {
    return 1 + apprentice.apprentice.accompanying;
  }
  static std::string LabelOf(const Problem& problem, QuotaGroup group) {
    return absl::StrCat("opening ", problem[OpeningIndex(group)].id);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PLACES_PER_OPENING_H_
