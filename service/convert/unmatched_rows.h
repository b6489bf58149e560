// The rows of unmatched.csv and the sums over them, made from the facts.  The one place for its columns.

#ifndef SERVICE_CONVERT_UNMATCHED_ROWS_H_
#define SERVICE_CONVERT_UNMATCHED_ROWS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/stop.h"
#include "engine/explain/barrier_report.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "service/convert/csv_writer.h"

namespace walz {

// apprentice, barrier, openings_refused_only_by_it, nearest_opening, what_would_help.
const CsvRow& UnmatchedColumns();

struct UnmatchedReport {
  std::vector<ApprenticeIndex> apprentices;  // Ascending.
  std::vector<CsvRow> rows;                  // Of each.
  // How many by barrier, in the order of the rulebook, no_place_left last; barriers of nobody are left out.
  std::vector<std::pair<std::string, std::int64_t>> barriers;
};

// On work.thread_count threads.
UnmatchedReport MakeUnmatchedReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                    const BarrierReport& barriers, const WorkOptions& work);

}  // namespace walz

#endif  // SERVICE_CONVERT_UNMATCHED_ROWS_H_
