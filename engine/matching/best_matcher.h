// FindBestMatching: policy `best`: the greatest Score, with a bound that proves how good it is.
//
// Relax (calendars to capacities, crossing groups out, the budget to a price), solve the relaxation exactly over all
// options (sifting.h), make its answer lawful, improve it.  Where nothing had to be relaxed away, value and bound meet:
// the answer is the optimum.

#ifndef ENGINE_MATCHING_BEST_MATCHER_H_
#define ENGINE_MATCHING_BEST_MATCHER_H_

#include "engine/base/stop.h"
#include "engine/matching/all_options.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/matching/sifting.h"
#include "engine/matching/warm_start.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// REQUIRES: all.complete().  `start` may be null.
RunOutcome FindBestMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const AllOptions& all,
                            const WarmStart* start, const SiftLimits& limits, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_BEST_MATCHER_H_
