// language_margin: the further the apprentice's languages exceed what is asked, the better.

#ifndef ENGINE_RULES_LANGUAGE_MARGIN_H_
#define ENGINE_RULES_LANGUAGE_MARGIN_H_

#include <algorithm>
#include <cstddef>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct LanguageMargin {
  static constexpr absl::string_view kName = "language_margin";
  static constexpr absl::string_view kDoc =
      "By how many CEFR levels the apprentice exceeds the best language set of the opening, in its weakest skill.";
  static constexpr absl::string_view kFormula =
      "250 * CEFR levels above what is asked, in the weakest skill asked, of the best set; at most 1000; 0 if unmet or "
      "nothing is asked";
  static constexpr CriterionId kId = CriterionId::kLanguageMargin;

  using Learner = const LanguageProfile*;  // Interned.
  using Host = const LanguageSets*;        // Interned.

  static Learner LearnerOf(const ApprenticeView& apprentice) { return apprentice.apprentice.languages; }
  static Host HostOf(const OpeningView& opening) { return opening.opening.languages; }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    return PointsOf(LearnerOf(apprentice), HostOf(opening));
  }

  static int PointsOf(Learner learner, Host host) {
    int margin = 0;
    for (const std::vector<LanguageLevels>& set : *host) margin = std::max(margin, MarginOf(*learner, set));
    return std::min(kPointsMax, 250 * margin);
  }

 private:
  static constexpr int kNothingAsked = 100;

  // Levels above what the set asks in the weakest skill; negative if it is not met, 0 if it asks nothing.
  static int MarginOf(const LanguageProfile& profile, const std::vector<LanguageLevels>& set) {
    int margin = kNothingAsked;
    for (const LanguageLevels& asked : set) {
      const auto held = std::find_if(profile.languages.begin(), profile.languages.end(),
                                     [&](const LanguageLevels& l) { return l.language == asked.language; });
      for (std::size_t skill = 0; skill < asked.levels.size(); ++skill) {
        if (asked.levels[skill] == Cefr::kNone) continue;
        const Cefr level = held == profile.languages.end() ? Cefr::kNone : held->levels[skill];
        margin = std::min(margin, static_cast<int>(level) - static_cast<int>(asked.levels[skill]));
      }
    }
    return margin == kNothingAsked ? 0 : margin;
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_LANGUAGE_MARGIN_H_
