// The auditor: judges a run by the facts and the rulebook alone, without knowing how it was found.
//
// Shares no code with the matcher or the solver.  The first claim that does not hold comes back as an Internal status
// that names the claim, the thing and both figures.

#ifndef ENGINE_MATCHING_AUDITOR_H_
#define ENGINE_MATCHING_AUDITOR_H_

#include <absl/status/status.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Each apprentice at most once, every requirement at its stay, every quota on every day, groups together, pins
// respected.
absl::Status AuditLawful(const Problem& problem, const RuleBook& rules, const Matching& matching);

// AuditLawful, and every claim of the outcome: score, pins, bound (from the prices over all feasible options), proven
// (bound meets value, or no blocking pair, or each its best in turn).  `sieve` is made of the same problem and rules.
absl::Status AuditRun(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const RunOutcome& outcome,
                      const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDITOR_H_
