// MatchAndAudit: what a test of whole problems does: sieve, match, audit.

#ifndef TESTS_SUPPORT_MATCH_H_
#define TESTS_SUPPORT_MATCH_H_

#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <gtest/gtest.h>

#include "engine/matching/auditor.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"

namespace walz {

// The matcher's outcome for the standard rulebook; a test failure if there is none or the auditor refuses it.
inline RunOutcome MatchAndAudit(const Problem& problem, int thread_count = 1, const WarmStart* start = nullptr) {
  const RuleBook rules = StandardRuleBook();
  const WorkOptions work{.thread_count = thread_count};
  const Sieve sieve(problem, rules, work);
  absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, work, start);
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  if (!outcome.ok()) return {};
  const absl::Status audit = AuditRun(problem, rules, sieve, *outcome, work);
  EXPECT_TRUE(audit.ok()) << audit;
  return *std::move(outcome);
}

// The placement of the apprentice with this id, if there is one.
inline std::optional<Placement> PlacementOf(const Problem& problem, const RunOutcome& outcome, absl::string_view id) {
  for (const Placement& placement : outcome.matching.placements) {
    if (problem[placement.apprentice].id == id) return placement;
  }
  return std::nullopt;
}

// The id of the opening where the apprentice is placed, or "".
inline std::string OpeningOf(const Problem& problem, const RunOutcome& outcome, absl::string_view id) {
  const std::optional<Placement> placement = PlacementOf(problem, outcome, id);
  return placement ? problem[placement->opening].id : "";
}

}  // namespace walz

#endif  // TESTS_SUPPORT_MATCH_H_
