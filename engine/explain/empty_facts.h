// EmptyFactSentences: how many apprentices stay without an opening because of one fact that nobody entered.

#ifndef ENGINE_EXPLAIN_EMPTY_FACTS_H_
#define ENGINE_EXPLAIN_EMPTY_FACTS_H_

#include <string>
#include <vector>

#include <absl/types/span.h>

#include "engine/explain/barrier_report.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"

namespace walz {

// Sentences such as "412 apprentices cannot be placed: no graduation_date": for each fact that nobody entered, assessed
// or named, how many of `unmatched` have no feasible opening and would have one if this fact alone were there.  Most
// apprentices first.  `sieve` is of `problem`.  One pass of the sieve over those who have no feasible opening.
std::vector<std::string> EmptyFactSentences(const Problem& problem, const Sieve& sieve,
                                            absl::Span<const ApprenticeBarriers> unmatched, int thread_count);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_EMPTY_FACTS_H_
