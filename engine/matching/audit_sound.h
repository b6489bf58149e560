// What of a run that failed its audit may be published all the same.
//
// Placements depend on each other if they share a group of a quota that has a limit, or travel together; what hangs
// together so is a part.  Whether a part is lawful depends on nothing outside it, so a part that is not is taken out
// alone.  What is left claims no more than its certificate still proves.

#ifndef ENGINE_MATCHING_AUDIT_SOUND_H_
#define ENGINE_MATCHING_AUDIT_SOUND_H_

#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// `outcome` without the parts that are not lawful, which RunOutcome::withheld names with the claim that failed; score
// and pins counted anew, not proven, and without bound where the certificate does not hold.  It passes AuditRun.  Cost:
// an AuditLawful or two for each halving around each part that fails, and an AuditRun.
//   Cancelled  options.stop asked for it
//   Internal   nothing is left, or what is left still fails
absl::StatusOr<RunOutcome> KeepSound(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                     const RunOutcome& outcome, const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_SOUND_H_
