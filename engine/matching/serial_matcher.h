// FindSerialMatching: policy `serial`: pinned apprentices first, then by tier, then by lottery, each its best of what
// is left.
//
// Best is most preferred (preference.h), at the longest and then earliest stay that still fits.  A travel group acts at
// the turn of its first member.

#ifndef ENGINE_MATCHING_SERIAL_MATCHER_H_
#define ENGINE_MATCHING_SERIAL_MATCHER_H_

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/sieve.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

RunOutcome FindSerialMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                              const PairOptions& options, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_SERIAL_MATCHER_H_
