// RaisedOptions: the openings that one apprentice could go to if one language were at some level; for tests.

#ifndef TESTS_ENGINE_EXPLAIN_RAISED_OPTIONS_H_
#define TESTS_ENGINE_EXPLAIN_RAISED_OPTIONS_H_

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "engine/explain/language_gains.h"
#include "tests/engine/explain/placed_reference.h"

namespace walz {

inline std::size_t LanguagePosition(const RuleBook& rules) {
  std::size_t position = 0;
  while (rules.requirements[position].name != kLanguageRequirement) ++position;
  return position;
}

inline std::set<std::string> LanguagesAsked(const Problem& problem) {
  std::set<std::string> languages;
  for (std::size_t o = 0; o < problem.openings().size(); ++o) {
    for (const auto& set : *problem[OpeningIndex(o)].languages) {
      for (const LanguageLevels& levels : set) languages.insert(levels.language);
    }
  }
  return languages;
}

// Judges every opening by the raised profile.
inline std::vector<OpeningIndex> RaisedOptions(const Problem& problem, const RuleBook& rules,
                                               const PlacedReference& reference, ApprenticeIndex apprentice,
                                               const LanguageStep& step) {
  LanguageProfile profile = *problem[apprentice].languages;
  profile.answered = true;
  const auto same = [&](const LanguageLevels& levels) { return levels.language == step.language; };
  if (std::none_of(profile.languages.begin(), profile.languages.end(), same)) {
    profile.languages.push_back({step.language, {}});
    std::sort(profile.languages.begin(), profile.languages.end(),
              [](const LanguageLevels& a, const LanguageLevels& b) { return a.language < b.language; });
  }
  for (LanguageLevels& levels : profile.languages) {
    for (Cefr& skill : levels.levels) skill = same(levels) ? std::max(skill, step.level) : skill;
  }
  Apprentice changed = problem[apprentice];
  changed.languages = &profile;
  const ApprenticeView view = problem.View(apprentice);
  const ApprenticeView raised{problem,     apprentice,    changed,    view.centre,
                              view.scheme, view.employer, view.round, view.days};
  const std::size_t position = LanguagePosition(rules);
  std::vector<OpeningIndex> options;
  for (const OpeningIndex opening : reference.OptionsOf(apprentice, position)) {
    const Ruling ruling = rules.requirements[position].judge(raised, problem.View(opening));
    if (ruling.FeasibleWith(problem.round().accepted_actions)) options.push_back(opening);
  }
  return options;
}

}  // namespace walz

#endif  // TESTS_ENGINE_EXPLAIN_RAISED_OPTIONS_H_
