// skills_overlap: the more of the skills that the opening would like to see are held, the better.

#ifndef ENGINE_RULES_SKILLS_OVERLAP_H_
#define ENGINE_RULES_SKILLS_OVERLAP_H_

#include <algorithm>
#include <cstddef>
#include <string>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct SkillsOverlap {
  static constexpr absl::string_view kName = "skills_overlap";
  static constexpr absl::string_view kDoc = "The share of the opening's wanted skills that the apprentice holds.";
  static constexpr absl::string_view kFormula =
      "1000 * wanted skills held / wanted skills, rounded down; 0 if none is wanted";
  static constexpr CriterionId kId = CriterionId::kSkillsOverlap;

  using Learner = const CodeSet*;  // Held; interned.
  using Host = const CodeSet*;     // Wanted; interned.

  static Learner LearnerOf(const ApprenticeView& apprentice) { return apprentice.apprentice.skills; }
  static Host HostOf(const OpeningView& opening) { return opening.opening.skills_wanted; }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    return PointsOf(LearnerOf(apprentice), HostOf(opening));
  }

  static int PointsOf(Learner learner, Host host) {
    const auto& wanted = host->codes;
    if (wanted.empty()) return 0;
    const auto held =
        std::count_if(wanted.begin(), wanted.end(), [&](const std::string& skill) { return learner->Has(skill); });
    return static_cast<int>(held * kPointsMax / static_cast<std::ptrdiff_t>(wanted.size()));
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_SKILLS_OVERLAP_H_
