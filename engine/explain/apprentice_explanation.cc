#include "engine/explain/apprentice_explanation.h"

#include "engine/matching/refusal_counter.h"

namespace walz {
namespace {

std::vector<NearOpening> NearestOf(const Problem& problem, const RuleBook& rules, const RefusalCounter& refusals,
                                   ApprenticeIndex apprentice, std::size_t nearest_count) {
  std::vector<NearOpening> nearest;
  for (std::size_t refusing = 1; refusing <= rules.requirements.size() && nearest.size() < nearest_count; ++refusing) {
    for (const OpeningIndex opening : refusals.RefusedBy(refusing, nearest_count - nearest.size())) {
      nearest.push_back({opening, RefusingFindings(problem, rules, apprentice, opening)});
    }
  }
  return nearest;
}

}  // namespace

ApprenticeExplanation ExplainApprentice(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        ApprenticeIndex apprentice, std::size_t nearest_count) {
  ApprenticeExplanation explanation;
  const RefusalCounter refusals = sieve.CountRefusals(apprentice);
  explanation.refusals = refusals.Finish();
  explanation.barrier = BarrierOf(problem, rules, apprentice, explanation.refusals);
  explanation.feasible = refusals.RefusedBy(0);
  explanation.nearest = NearestOf(problem, rules, refusals, apprentice, nearest_count);
  explanation.language_gains = LanguageGainsOf(problem, rules, refusals, apprentice);
  explanation.what_would_help =
      WhatWouldHelp(problem, rules, apprentice, explanation.refusals, explanation.barrier, explanation.language_gains);
  return explanation;
}

}  // namespace walz
