#include "engine/explain/language_gains.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <absl/strings/str_cat.h>

namespace walz {
LanguageProfile RaisedTo(const LanguageProfile& profile, const std::string& language, Cefr level) {
  LanguageProfile raised = profile;
  raised.answered = true;
  auto at = std::lower_bound(raised.languages.begin(), raised.languages.end(), language,
                             [](const LanguageLevels& a, const std::string& b) { return a.language < b; });
  if (at == raised.languages.end() || at->language != language) at = raised.languages.insert(at, {language, {}});
  for (Cefr& skill : at->levels) skill = std::max(skill, level);
  return raised;
}

std::vector<LanguageGain> LanguageGainsOf(const Problem& problem, const RuleBook& rules, const RefusalCounter& refusals,
                                          ApprenticeIndex apprentice) {
  const auto requirement =
      std::find_if(rules.requirements.begin(), rules.requirements.end(),
                   [](const Requirement& candidate) { return candidate.name == kLanguageRequirement; });
  if (requirement == rules.requirements.end()) return {};
  const auto position = static_cast<std::size_t>(requirement - rules.requirements.begin());

  // The openings that only language keeps away, by what they ask: interned, so equal sets are one pointer.
  struct Asked {
    OpeningIndex example;
    std::int64_t opening_count = 0;
  };
  std::map<const LanguageSets*, Asked> asked;
  std::set<std::string> languages;
  for (const OpeningIndex opening : refusals.RefusedAlone(position)) {
    const auto [at, fresh] = asked.try_emplace(problem[opening].languages, Asked{opening});
    ++at->second.opening_count;
    if (!fresh) continue;
    for (const auto& set : *problem[opening].languages) {
      for (const LanguageLevels& levels : set) languages.insert(levels.language);
    }
  }

  std::vector<LanguageGain> gains;
  Apprentice changed = problem[apprentice];
  const ApprenticeView view = problem.View(apprentice);
  for (const std::string& language : languages) {
    std::int64_t below = 0;
    for (Cefr level = Cefr::kA1; level <= Cefr::kC2; level = static_cast<Cefr>(static_cast<int>(level) + 1)) {
      const LanguageProfile profile = RaisedTo(*problem[apprentice].languages, language, level);
      changed.languages = &profile;
      const ApprenticeView raised{problem,     apprentice,    changed,    view.centre,
                                  view.scheme, view.employer, view.round, view.days};
      std::int64_t opening_count = 0;
      for (const auto& [sets, openings] : asked) {
        const Ruling ruling = requirement->judge(raised, problem.View(openings.example));
        if (ruling.FeasibleWith(problem.round().accepted_actions)) opening_count += openings.opening_count;
      }
      if (opening_count > below) gains.push_back({language, level, opening_count});
      below = opening_count;
    }
  }
  return gains;
}

std::string LanguageGainWords(const std::vector<LanguageGain>& gains) {
  std::string words;
  for (const LanguageGain& gain : gains) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", gain.language, " ", CefrName(gain.level), " would open ",
                    gain.opening_count, gain.opening_count == 1 ? " opening" : " openings");
  }
  return words;
}

}  // namespace walz
