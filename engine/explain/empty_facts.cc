#include "engine/explain/empty_facts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include <absl/strings/str_cat.h>

#include "engine/explain/ruling_rows.h"

namespace walz {
namespace {

struct EmptyFact {
  Action action;
  absl::string_view words;
};

constexpr std::array<EmptyFact, 9> kEmptyFacts = {{{Action::kEnterEqf, "no eqf"},
                                                   {Action::kEnterGraduationDate, "no graduation_date"},
                                                   {Action::kEnterBirthDate, "no birth_date"},
                                                   {Action::kEnterTrainingDays, "no training_days"},
                                                   {Action::kAssessLanguage, "languages not assessed"},
                                                   {Action::kAssessSkill, "skills not assessed"},
                                                   {Action::kNameTechnology, "no technologies named"},
                                                   {Action::kNameMentor, "no mentor named"},
                                                   {Action::kNameCoordinator, "no coordinator named"}}};

// The actions of kEmptyFacts each of which alone makes some opening feasible, as bits by position.
unsigned MissingFacts(const Problem& problem, RulingRows& rulings, const Refusals& refusals) {
  const ActionSet accepted = problem.round().accepted_actions;
  unsigned missing = 0;
  for (std::size_t requirement = 0; requirement < rulings.requirement_count(); ++requirement) {
    std::int64_t left = refusals.by_requirement[requirement].only_refused;
    for (std::size_t i = 0; i < problem.openings().size() && left > 0; ++i) {
      const OpeningIndex opening(i);
      if (!rulings.RefusesAlone(requirement, opening)) continue;
      --left;
      const Ruling ruling = rulings.Of(requirement, opening);
      if (ruling.verdict != Verdict::kNeeds) continue;
      for (std::size_t fact = 0; fact < kEmptyFacts.size(); ++fact) {
        if (ruling.actions.IsWithin(accepted.With({kEmptyFacts[fact].action}))) missing |= 1u << fact;
      }
    }
  }
  return missing;
}

}  // namespace

std::vector<std::string> EmptyFactSentences(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                            absl::Span<const ApprenticeBarriers> unmatched) {
  std::array<std::int64_t, kEmptyFacts.size()> counts{};
  for (const ApprenticeBarriers& barriers : unmatched) {
    if (barriers.refusals.feasible > 0 || barriers.refusals.nearest_refusals != 1) continue;
    RulingRows rulings(problem, rules, sieve, barriers.apprentice);
    const unsigned missing = MissingFacts(problem, rulings, barriers.refusals);
    for (std::size_t fact = 0; fact < counts.size(); ++fact) counts[fact] += missing >> fact & 1u;
  }
  std::vector<std::size_t> order;
  for (std::size_t fact = 0; fact < counts.size(); ++fact) {
    if (counts[fact] > 0) order.push_back(fact);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  std::vector<std::string> sentences;
  for (const std::size_t fact : order) {
    sentences.push_back(absl::StrCat(counts[fact], counts[fact] == 1 ? " apprentice" : " apprentices",
                                     " cannot be placed: ", kEmptyFacts[fact].words));
  }
  return sentences;
}

}  // namespace walz
