// language_suffices: for one of the opening's accepted sets, every language reaches its CEFR level in every skill.
//
// An opening accepts sets: `de:B1|en:B2+fr:A2` means German, or English and French together.  The best set counts.
//
//   a language of the set is                                  the set is
//   below its level in one skill                              refused
//   absent from a list that somebody filled in                refused
//   not assessed in one skill, or nobody filled in the list   needs assess_language, unless refused by another
//   at or above its level wherever asked                      allowed, unless another stands in the way

#ifndef ENGINE_RULES_LANGUAGE_SUFFICES_H_
#define ENGINE_RULES_LANGUAGE_SUFFICES_H_

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct LanguageSuffices {
  static constexpr absl::string_view kName = "language_suffices";
  static constexpr absl::string_view kDoc =
      "For one of the opening's accepted sets, every language reaches its CEFR level in every skill asked.";

  using Learner = const LanguageProfile*;
  using Host = const LanguageSets*;

  static Learner LearnerOf(const ApprenticeView& view) { return view.apprentice.languages; }
  static Host HostOf(const OpeningView& view) { return view.opening.languages; }

  static Ruling Judge(Learner learner, Host host) {
    if (host->empty()) return Ruling::Allowed();
    Verdict best = Verdict::kRefused;
    for (const std::vector<LanguageLevels>& set : *host) {
      Verdict worst = Verdict::kAllowed;
      for (const LanguageLevels& asked : set) worst = std::max(worst, JudgeLanguage(*learner, asked));
      best = std::min(best, worst);
    }
    if (best == Verdict::kNeeds) return Ruling::Needs({Action::kAssessLanguage});
    return {best, {}};
  }

  static std::string Explain(Learner learner, Host host) {
    if (host->empty()) return absl::StrCat("opening asks for no language; apprentice has ", Words(*learner));
    const auto set_words = [](std::string* out, const std::vector<LanguageLevels>& set) {
      absl::StrAppend(out, Words(set, " and ", "-"));
    };
    return absl::StrCat("opening asks for ", absl::StrJoin(*host, " or ", set_words), "; apprentice has ",
                        Words(*learner));
  }

 private:
  static Verdict JudgeLanguage(const LanguageProfile& learner, const LanguageLevels& asked) {
    if (asked.levels == LanguageLevels().levels) return Verdict::kAllowed;
    const auto held = std::find_if(learner.languages.begin(), learner.languages.end(),
                                   [&](const LanguageLevels& l) { return l.language == asked.language; });
    if (held == learner.languages.end()) return learner.answered ? Verdict::kRefused : Verdict::kNeeds;
    Verdict worst = Verdict::kAllowed;
    for (std::size_t skill = 0; skill < kLanguageSkillCount; ++skill) {
      if (asked.levels[skill] == Cefr::kNone) continue;
      if (held->levels[skill] == Cefr::kNone) {
        worst = std::max(worst, Verdict::kNeeds);
      } else if (held->levels[skill] < asked.levels[skill]) {
        return Verdict::kRefused;
      }
    }
    return worst;
  }

  static std::string Words(const LanguageProfile& learner) {
    if (!learner.answered) return "no languages entered";
    return learner.languages.empty() ? "none" : Words(learner.languages, ", ", "?");
  }

  // `de B1`, or `de B1/B1/A2/A2/B1` where the skills differ; `none` is how a level of Cefr::kNone is written.
  static std::string Words(const std::vector<LanguageLevels>& languages, absl::string_view joint,
                           absl::string_view none) {
    const auto level_words = [&](std::string* out, Cefr level) {
      absl::StrAppend(out, level == Cefr::kNone ? none : absl::string_view(CefrName(level)));
    };
    return absl::StrJoin(languages, joint, [&](std::string* out, const LanguageLevels& l) {
      const bool even = std::all_of(l.levels.begin(), l.levels.end(), [&](Cefr c) { return c == l.levels[0]; });
      absl::StrAppend(out, l.language, " ");
      if (even) return level_words(out, l.levels[0]);
      absl::StrAppend(out, absl::StrJoin(l.levels, "/", level_words));
    });
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_LANGUAGE_SUFFICES_H_
