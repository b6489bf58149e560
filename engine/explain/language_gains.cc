#include "engine/explain/language_gains.h"

#include <algorithm>
#include <set>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

// The profile with `language` at `level` at least in every skill.
LanguageProfile RaisedTo(const LanguageProfile& profile, const LanguageStep& step) {
  LanguageProfile raised = profile;
  raised.answered = true;
  auto at = std::lower_bound(raised.languages.begin(), raised.languages.end(), step.language,
                             [](const LanguageLevels& a, const std::string& b) { return a.language < b; });
  if (at == raised.languages.end() || at->language != step.language) {
    at = raised.languages.insert(at, {step.language, {}});
  }
  for (Cefr& skill : at->levels) skill = std::max(skill, step.level);
  return raised;
}

Cefr Next(Cefr level) { return static_cast<Cefr>(static_cast<int>(level) + 1); }

}  // namespace

std::string LanguageStepWords(const LanguageStep& step) {
  return absl::StrCat(step.language, " ", CefrName(step.level));
}

LanguageLadder::LanguageLadder(const Problem& problem, const RuleBook& rules) : problem_(problem), rules_(rules) {
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    if (rules.requirements[i].name == kLanguageRequirement) requirement_ = i;
  }
}

absl::Span<const LanguageStep> LanguageLadder::StepsTo(ApprenticeIndex apprentice, OpeningIndex opening) {
  const LanguageSets& sets = *problem_[opening].languages;
  const auto [at, fresh] = steps_.try_emplace(std::pair(problem_[apprentice].languages, &sets));
  if (!fresh) return at->second;
  std::set<std::string> languages;
  for (const auto& set : sets) {
    for (const LanguageLevels& levels : set) languages.insert(levels.language);
  }
  const ApprenticeView view = problem_.View(apprentice);
  Apprentice changed = view.apprentice;
  const ApprenticeView raised{problem_,    apprentice,    changed,    view.centre,
                              view.scheme, view.employer, view.round, view.days};
  for (const std::string& language : languages) {
    for (LanguageStep step{language, Cefr::kA1}; step.level <= Cefr::kC2; step.level = Next(step.level)) {
      const LanguageProfile profile = RaisedTo(*view.apprentice.languages, step);
      changed.languages = &profile;
      const Ruling ruling = rules_.requirements[*requirement_].judge(raised, problem_.View(opening));
      if (!ruling.FeasibleWith(view.round.accepted_actions)) continue;
      at->second.push_back(step);
      break;
    }
  }
  return at->second;
}

LanguageLadder::LeastSteps LanguageLadder::LeastStepsTo(ApprenticeIndex apprentice,
                                                        absl::Span<const OpeningIndex> openings) {
  LeastSteps least;
  for (const OpeningIndex opening : openings) {
    for (const LanguageStep& step : StepsTo(apprentice, opening)) {
      const auto [at, fresh] = least.try_emplace(step.language, step.level, opening);
      if (step.level < at->second.first) at->second = {step.level, opening};
    }
  }
  return least;
}

std::vector<LanguageGain> LanguageGainsOf(const Problem& problem, const RuleBook& rules, const RefusalCounter& refusals,
                                          ApprenticeIndex apprentice) {
  LanguageLadder ladder(problem, rules);
  if (!ladder.requirement()) return {};
  std::map<LanguageStep, std::int64_t> opened;
  for (const OpeningIndex opening : refusals.RefusedAlone(*ladder.requirement())) {
    for (const LanguageStep& step : ladder.StepsTo(apprentice, opening)) ++opened[step];
  }
  std::vector<LanguageGain> gains;
  for (const auto& [step, opening_count] : opened) {
    const bool same = !gains.empty() && gains.back().language == step.language;
    gains.push_back({step.language, step.level, opening_count + (same ? gains.back().opening_count : 0)});
  }
  return gains;
}

std::string LanguageGainWords(const std::vector<LanguageGain>& gains) {
  std::string words;
  for (const LanguageGain& gain : gains) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", LanguageStepWords({gain.language, gain.level}), " would open ",
                    gain.opening_count, gain.opening_count == 1 ? " opening" : " openings");
  }
  return words;
}

}  // namespace walz
