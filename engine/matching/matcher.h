// FindMatching: the front door of the matcher.

#ifndef ENGINE_MATCHING_MATCHER_H_
#define ENGINE_MATCHING_MATCHER_H_

#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/matching/sifting.h"
#include "engine/matching/warm_start.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Matches the problem by the round's policy.
//
// best    maximises Score, then the sum of lottery numbers.  Exact and proven where quotas are static and nested;
// elsewhere
//         lawful, good, with a bound.
// stable  a stable matching, best for the round's side; stable_matcher.h.  FailedPrecondition where a quota other than
//         places can bind, people travel in groups or are accompanied.
// serial  by pins, tier, lottery: each its best of what is left.
//
// Deterministic: a pure function of the problem, whatever the order of input rows and the number of threads.  When
// stopped it returns the best lawful matching so far.  `sieve` is made of the same problem and rules.  `start` (may be
// null) shortens the search of policy `best` and changes nothing else, unless it says what was touched (warm_start.h);
// `limits` say when it sifts.
absl::StatusOr<RunOutcome> FindMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const WorkOptions& options, const WarmStart* start = nullptr,
                                        const SiftLimits& limits = {});

}  // namespace walz

#endif  // ENGINE_MATCHING_MATCHER_H_
