// Wide acts: what would help all who have no place, of a centre, of a field of training, or who lack a language.
//
// A centre that gets employers to agree, a course that brings everybody to English B1, the kitchens that ask for less.
// A wide act lets one requirement fall, or raises one language, for every apprentice of its group whom the run leaves
// without a place; who has a place is left alone.

#ifndef ENGINE_EXPLAIN_WIDE_ACTS_H_
#define ENGINE_EXPLAIN_WIDE_ACTS_H_

#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/explain/acts.h"
#include "engine/explain/place_network.h"
#include "engine/explain/single_gains.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Each ranked, and counted together, by itself.
struct WideActs {
  ActList by_centre;
  ActList by_field;
  ActList by_language;  // Of everybody: steps of languages.
};

// `gains` as FindSingleGains says of the same network, which is made of `matching`.  Of language there are steps; what
// nobody can relax for others (CanBeRelaxed) is left out.  Looks at limits.looked_at_max acts of each list, those first
// that help most people alone.  An act with more than kWideOptionsMax new options is left out, and its list is not
// complete.  One pass over those without a place and what
// only one requirement refuses them.
WideActs FindWideActs(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                      const PlaceNetwork& network, absl::Span<const SingleGain> gains, const ActLimits& limits,
                      const WorkOptions& work);

inline constexpr std::size_t kWideOptionsMax = 1'000'000;

}  // namespace walz

#endif  // ENGINE_EXPLAIN_WIDE_ACTS_H_
