// The rows of barriers.csv, made from the reports.  The one place for its columns.

#ifndef SERVICE_CONVERT_BARRIER_ROWS_H_
#define SERVICE_CONVERT_BARRIER_ROWS_H_

#include <functional>

#include <absl/status/status.h>

#include "engine/explain/barrier_report.h"
#include "engine/explain/help_report.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "service/convert/csv_writer.h"

namespace walz {

// apprentice, requirement, main, openings_refused_only_by_it, one_more, at, opening.
const CsvRow& BarrierColumns();

// Calls `visit` for the rows until it fails: by apprentice, then in the order of the rulebook.  Of an unmatched
// apprentice: her main barrier and every requirement that alone refuses an opening; of one who is placed: what would
// make room for another.  one_more is `yes`, `no` or `unproven`: whether relaxing it for her alone places one more;
// `at` is a figure that is enough, `opening` one that takes her then.
absl::Status ForEachBarrierRow(const Problem& problem, const RuleBook& rules, const BarrierReport& barriers,
                               const HelpReport& help, const std::function<absl::Status(const CsvRow&)>& visit);

}  // namespace walz

#endif  // SERVICE_CONVERT_BARRIER_ROWS_H_
