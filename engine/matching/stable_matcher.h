// FindStableMatching: policy `stable`: no apprentice and host would both rather have each other.
//
// Apprentices order their options by preference.h; hosts by rank, the unranked after all ranked, then by points. Pinned
// apprentices have their place before anybody asks.  Openings that take stays one after another are cut into fixed
// slots (fixed_slots.h), each a seat of its own: an apprentice likes the slots of one opening equally, the earlier
// first.
//
// Round::stable_size  kLottery: equals are told apart by lottery, and no pair would rather have each other even so.
//                     kMaximum: equals stay equal; the answer is the largest found (large_stable.h, stable_search.h):
//                     at least two thirds of the largest stable matching.
// Round::stable_side  kApprentices, kHosts: of all matchings that are stable once ties are broken (by lottery; with
//                     kMaximum in favour of what was found) the one that is best for every one of that side.
//
// FailedPrecondition as seat_plan.h says.  When stopped: lawful, nothing else.

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
