#include "service/convert/unmatched_rows.h"

#include <map>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>

#include "engine/base/parallel.h"
#include "engine/explain/barrier.h"

namespace walz {
namespace {

constexpr std::size_t kBlock = 64;  // Apprentices that a thread takes at once.

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
  ParallelFor(report.apprentices.size(), kBlock, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const ApprenticeIndex apprentice = report.apprentices[i];
      const Refusals refusals = sieve.RefusalsOf(apprentice);
      const Barrier barrier = BarrierOf(problem, rules, apprentice, refusals);
      const std::optional<OpeningIndex> nearest = NearestOf(sieve, apprentice, refusals);
      barriers[i] = barrier.requirement.value_or(rules.requirements.size());
      report.rows[i] = {problem[apprentice].id, std::string(barrier.name), absl::StrCat(barrier.only_refused),
                        nearest ? problem[*nearest].id : "",
                        WhatWouldHelp(problem, rules, apprentice, refusals, barrier)};
    }
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
