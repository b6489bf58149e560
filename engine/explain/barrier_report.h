// BarrierReport: what keeps the unmatched from places, counted, in all and by field of training, centre, country,
// scheme.

#ifndef ENGINE_EXPLAIN_BARRIER_REPORT_H_
#define ENGINE_EXPLAIN_BARRIER_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Unmatched apprentices by barrier.
using BarrierCounts = std::map<std::string, std::int64_t>;

struct BarrierReport {
  BarrierCounts all;
  std::map<std::string, BarrierCounts> by_field;    // By broad field, the first two digits of ISCED-F.
  std::map<std::string, BarrierCounts> by_centre;   // By centre id.
  std::map<std::string, BarrierCounts> by_country;  // By the centre's country.
  std::map<std::string, BarrierCounts> by_scheme;   // By scheme id.

  // `name` as BarrierOf says.
  void Count(const Problem& problem, ApprenticeIndex apprentice, absl::string_view name);
};

// Sentences such as "412 apprentices cannot be placed: no graduation_date": for each fact that nobody entered, assessed
// or named, how many of `unmatched` have no feasible opening and would have one if this fact alone were there.  Most
// apprentices first.  Best effort when stopped.
std::vector<std::string> EmptyFactSentences(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                            absl::Span<const ApprenticeIndex> unmatched, const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_BARRIER_REPORT_H_
