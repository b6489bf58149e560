#include "service/convert/unmatched_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>

#include "engine/explain/barrier.h"
#include "engine/explain/language_gains.h"
#include "engine/explain/ruling_rows.h"

namespace walz {
namespace {

std::vector<ApprenticeIndex> UnmatchedOf(const Problem& problem, const Matching& matching) {
  std::vector<ApprenticeIndex> unmatched;
  auto placed = matching.placements.begin();
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    if (placed != matching.placements.end() && placed->apprentice.value == i) {
      ++placed;
    } else {
      unmatched.emplace_back(i);
    }
  }
  return unmatched;
}

// The opening refused by the fewest requirements, then with the lowest id: a feasible one if there is any.
std::optional<OpeningIndex> NearestOf(const Sieve& sieve, ApprenticeIndex apprentice, const Refusals& refusals) {
  if (refusals.feasible > 0) return sieve.FeasibleOf(apprentice).front();
  return refusals.nearest;
}

}  // namespace

const CsvRow& UnmatchedColumns() {
  static const auto& columns =
      *new CsvRow{"apprentice", "barrier", "openings_refused_only_by_it", "nearest_opening", "what_would_help"};
  return columns;
}

UnmatchedReport MakeUnmatchedReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                    const Matching& matching, const WorkOptions& work) {
  UnmatchedReport report;
  report.apprentices = UnmatchedOf(problem, matching);
  report.rows.resize(report.apprentices.size());
  std::vector<std::size_t> barriers(report.apprentices.size());  // By position in the rulebook; no place left is last.
  sieve.ForEachRefusals(report.apprentices, work, [&](ApprenticeIndex apprentice, const Refusals& refusals) {
    const auto at = std::lower_bound(report.apprentices.begin(), report.apprentices.end(), apprentice);
    const auto i = static_cast<std::size_t>(at - report.apprentices.begin());
    const Barrier barrier = BarrierOf(problem, rules, apprentice, refusals);
    const std::optional<OpeningIndex> nearest = NearestOf(sieve, apprentice, refusals);
    std::vector<LanguageGain> gains;
    if (barrier.name == kLanguageRequirement && barrier.only_refused > 0) {
      RulingRows rulings(problem, rules, sieve, apprentice);
      gains = LanguageGainsOf(problem, rules, rulings, apprentice);
    }
    barriers[i] = barrier.requirement.value_or(rules.requirements.size());
    report.rows[i] = {problem[apprentice].id, std::string(barrier.name), absl::StrCat(barrier.only_refused),
                      nearest ? problem[*nearest].id : "",
                      WhatWouldHelp(problem, rules, apprentice, refusals, barrier, gains)};
  });
  std::map<std::size_t, std::int64_t> counts;
  for (const std::size_t barrier : barriers) ++counts[barrier];
  for (const auto& [barrier, count] : counts) {
    const bool is_requirement = barrier < rules.requirements.size();
    report.barriers.emplace_back(is_requirement ? rules.requirements[barrier].name : kNoPlaceLeft, count);
  }
  return report;
}

}  // namespace walz
