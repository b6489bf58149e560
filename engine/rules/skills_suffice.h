// skills_suffice: the apprentice holds every skill that the opening requires.
//
//   a required skill is                                       verdict; the worst skill counts
//   held                                                      allowed
//   listed as `code:?`, or nobody filled in the list          needs assess_skill
//   absent from the list that somebody filled in              refused

#ifndef ENGINE_RULES_SKILLS_SUFFICE_H_
#define ENGINE_RULES_SKILLS_SUFFICE_H_

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <absl/strings/strip.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/words.h"

namespace walz {

struct SkillsSuffice {
  static constexpr absl::string_view kName = "skills_suffice";
  static constexpr absl::string_view kDoc = "The apprentice holds every skill that the opening requires.";

  using Learner = const CodeSet*;
  using Host = const CodeSet*;

  static Learner LearnerOf(const ApprenticeView& view) { return view.apprentice.skills; }
  static Host HostOf(const OpeningView& view) { return view.opening.skills_required; }

  static Ruling Judge(Learner skills, Host required) {
    Verdict worst = Verdict::kAllowed;
    for (const std::string& code : required->codes) worst = std::max(worst, JudgeSkill(*skills, code));
    if (worst == Verdict::kNeeds) return Ruling::Needs({Action::kAssessSkill});
    return {worst, {}};
  }

  static std::string Explain(Learner skills, Host required) {
    return absl::StrCat("opening requires ", ListWords(required->codes), "; apprentice holds ",
                        skills->answered ? ListWords(skills->codes) : "skills that nobody entered");
  }

 private:
  static Verdict JudgeSkill(const CodeSet& skills, const std::string& code) {
    if (skills.Has(code)) return Verdict::kAllowed;
    const bool not_assessed = std::any_of(skills.codes.begin(), skills.codes.end(), [&](absl::string_view held) {
      return absl::ConsumeSuffix(&held, ":?") && held == code;
    });
    return not_assessed || !skills.answered ? Verdict::kNeeds : Verdict::kRefused;
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_SKILLS_SUFFICE_H_
