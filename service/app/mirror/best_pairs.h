// The best feasible pairs of one apprentice, or of one opening: most points first, then by id.
//
// Internal to service/app/mirror.  Thread rule: pure functions.

#ifndef SERVICE_APP_MIRROR_BEST_PAIRS_H_
#define SERVICE_APP_MIRROR_BEST_PAIRS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/types/span.h>

#include "engine/matching/points_table.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// At most `count` of `feasible`, with their points.
std::vector<std::pair<OpeningIndex, int>> BestOpeningsOf(const Problem& problem, const PointsTable& table,
                                                         ApprenticeIndex apprentice,
                                                         absl::Span<const OpeningIndex> feasible, std::size_t count);

// Judges all apprentices of the problem for one opening; of those that may be seen `feasible` is the number.  Each
// distinct facet of the apprentices is judged at most once.
std::vector<std::pair<ApprenticeIndex, int>> BestApprenticesOf(const Problem& problem, const RuleBook& rules,
                                                               const Sieve& sieve, OpeningIndex opening,
                                                               std::size_t count,
                                                               absl::FunctionRef<bool(ApprenticeIndex)> may_see,
                                                               std::int64_t& feasible);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_BEST_PAIRS_H_
