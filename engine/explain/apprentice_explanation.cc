#include "engine/explain/apprentice_explanation.h"

#include <algorithm>
#include <utility>

#include "engine/explain/ruling_rows.h"

namespace walz {
namespace {

std::vector<NearOpening> NearestOf(const Problem& problem, const RuleBook& rules, RulingRows& rulings,
                                   ApprenticeIndex apprentice, std::size_t nearest_count) {
  std::vector<std::pair<int, OpeningIndex>> refused;  // By how many.
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    const int count = rulings.RefusalCount(OpeningIndex(i));
    if (count > 0) refused.emplace_back(count, OpeningIndex(i));
  }
  const std::size_t near_count = std::min(nearest_count, refused.size());
  std::partial_sort(refused.begin(), refused.begin() + static_cast<std::ptrdiff_t>(near_count), refused.end());
  std::vector<NearOpening> nearest;
  for (std::size_t i = 0; i < near_count; ++i) {
    const OpeningIndex opening = refused[i].second;
    nearest.push_back({opening, RefusingFindings(problem, rules, apprentice, opening)});
  }
  return nearest;
}

}  // namespace

ApprenticeExplanation ExplainApprentice(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        ApprenticeIndex apprentice, std::size_t nearest_count) {
  ApprenticeExplanation explanation;
  explanation.refusals = sieve.RefusalsOf(apprentice);
  explanation.barrier = BarrierOf(problem, rules, apprentice, explanation.refusals);
  explanation.feasible = sieve.FeasibleOf(apprentice);
  RulingRows rulings(problem, rules, sieve, apprentice);
  explanation.nearest = NearestOf(problem, rules, rulings, apprentice, nearest_count);
  explanation.language_gains = LanguageGainsOf(problem, rules, rulings, apprentice);
  explanation.what_would_help =
      WhatWouldHelp(problem, rules, apprentice, explanation.refusals, explanation.barrier, explanation.language_gains);
  return explanation;
}

}  // namespace walz
