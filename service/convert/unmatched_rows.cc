#include "service/convert/unmatched_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>

#include "engine/base/parallel.h"
#include "engine/explain/barrier.h"
#include "engine/explain/language_gains.h"
#include "engine/matching/refusal_counter.h"

namespace walz {
namespace {

constexpr std::size_t kRowsAtATime = 64;

// The opening refused by the fewest requirements, then with the lowest id: a feasible one if there is any.
std::optional<OpeningIndex> NearestOf(const Problem& problem, const Sieve& sieve, ApprenticeIndex apprentice,
                                      const Refusals& refusals) {
  if (refusals.feasible == 0) return refusals.nearest;
  const std::vector<OpeningIndex> feasible = sieve.FeasibleOf(apprentice);
  return *std::min_element(feasible.begin(), feasible.end(), [&problem](OpeningIndex a, OpeningIndex b) {
    return problem.IdRankOf(a) < problem.IdRankOf(b);
  });
}

}  // namespace

const CsvRow& UnmatchedColumns() {
  static const auto& columns =
      *new CsvRow{"apprentice", "barrier", "openings_refused_only_by_it", "nearest_opening", "what_would_help"};
  return columns;
}

UnmatchedReport MakeUnmatchedReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                    const BarrierReport& barriers, const WorkOptions& work) {
  UnmatchedReport report;
  report.rows.resize(barriers.unmatched.size());
  for (const ApprenticeBarriers& of : barriers.unmatched) report.apprentices.push_back(of.apprentice);
  ParallelFor(barriers.unmatched.size(), kRowsAtATime, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last && !work.stop.stop_requested(); ++i) {
      const auto& [apprentice, barrier, refusals] = barriers.unmatched[i];
      const std::optional<OpeningIndex> nearest = NearestOf(problem, sieve, apprentice, refusals);
      std::vector<LanguageGain> gains;
      if (barrier.name == kLanguageRequirement && barrier.only_refused > 0) {
        gains = LanguageGainsOf(problem, rules, sieve.CountRefusals(apprentice), apprentice);
      }
      report.rows[i] = {problem[apprentice].id, std::string(barrier.name), absl::StrCat(barrier.only_refused),
                        nearest ? problem[*nearest].id : "",
                        WhatWouldHelp(problem, rules, apprentice, refusals, barrier, gains)};
    }
  });
  std::map<std::size_t, std::int64_t> counts;
  for (const ApprenticeBarriers& of : barriers.unmatched) {
    ++counts[of.barrier.requirement.value_or(rules.requirements.size())];  // No place left is last.
  }
  for (const auto& [barrier, count] : counts) {
    const bool is_requirement = barrier < rules.requirements.size();
    report.barriers.emplace_back(is_requirement ? rules.requirements[barrier].name : kNoPlaceLeft, count);
  }
  return report;
}

}  // namespace walz
