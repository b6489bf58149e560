// FindStableMatching: policy `stable`: no apprentice and host would both rather have each other; best for apprentices.
//
// Apprentices order their options by preference.h; hosts by rank, the unranked after all ranked, then by points, then
// by lottery.  Pinned apprentices have their place before anybody asks.  FailedPrecondition, naming the thing, where
// places roll, a quota other than places can bind, people travel in groups or somebody accompanies.

#ifndef ENGINE_MATCHING_STABLE_MATCHER_H_
#define ENGINE_MATCHING_STABLE_MATCHER_H_

#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/sieve.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

absl::StatusOr<RunOutcome> FindStableMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                              const PairOptions& options, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_STABLE_MATCHER_H_
