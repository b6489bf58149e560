#include "engine/explain/empty_facts.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>

#include "engine/matching/bitmap.h"

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

using FactSet = unsigned;  // Bits by position in kEmptyFacts.

// The facts each of which alone makes some opening feasible that one requirement alone refuses.
FactSet MissingFacts(const Sieve& sieve, ActionSet accepted, ApprenticeIndex apprentice,
                     absl::Span<const LoneRefusal> refusals) {
  FactSet missing = 0;
  absl::flat_hash_set<std::pair<std::uint32_t, std::uint32_t>> judged;  // Requirements and facets of hosts.
  for (const LoneRefusal& refusal : refusals) {
    const FacetTable* facets = sieve.facets(refusal.requirement);
    if (facets == nullptr) continue;  // It refuses whatever the facts.
    const std::uint32_t host = facets->HostFacetOf(refusal.opening);
    if (!judged.emplace(refusal.requirement, host).second) continue;
    const Ruling ruling = facets->Judge(facets->LearnerFacetOf(apprentice), host);
    if (ruling.verdict != Verdict::kNeeds) continue;
    for (std::size_t fact = 0; fact < kEmptyFacts.size(); ++fact) {
      if (ruling.actions.IsWithin(accepted.With({kEmptyFacts[fact].action}))) missing |= FactSet{1} << fact;
    }
  }
  return missing;
}

}  // namespace

std::vector<std::string> EmptyFactSentences(const Problem& problem, const Sieve& sieve,
                                            absl::Span<const ApprenticeBarriers> unmatched, int thread_count) {
  std::vector<ApprenticeIndex> asked;
  for (const ApprenticeBarriers& barriers : unmatched) {
    if (barriers.refusals.feasible == 0 && barriers.refusals.nearest_refusals == 1) {
      asked.push_back(barriers.apprentice);
    }
  }
  const std::vector<BitmapWord> everywhere = FullBitmap(problem.openings().size());
  std::array<std::atomic<std::int64_t>, kEmptyFacts.size()> counts{};
  sieve.ForEachLoneRefusals(asked, everywhere, {.thread_count = thread_count},
                            [&](ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals) {
                              const FactSet missing =
                                  MissingFacts(sieve, problem.round().accepted_actions, apprentice, refusals);
                              for (std::size_t fact = 0; fact < counts.size(); ++fact) {
                                counts[fact] += missing >> fact & 1u;
                              }
                            });
  std::vector<std::size_t> order;
  for (std::size_t fact = 0; fact < counts.size(); ++fact) {
    if (counts[fact] > 0) order.push_back(fact);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return counts[a].load() > counts[b].load(); });
  std::vector<std::string> sentences;
  for (const std::size_t fact : order) {
    sentences.push_back(absl::StrCat(counts[fact].load(), counts[fact] == 1 ? " apprentice" : " apprentices",
                                     " cannot be placed: ", kEmptyFacts[fact].words));
  }
  return sentences;
}

}  // namespace walz
