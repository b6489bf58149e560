// VisitRows: some columns of a CSV file, record by record, for files whose first error may stop the program.

#ifndef TOOLS_SYNTH_VISIT_ROWS_H_
#define TOOLS_SYNTH_VISIT_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "service/convert/csv_writer.h"

namespace walz {

// Calls `visit` with the cells of `columns`, in their order, of every record below the header; what it returns stops
// the reading unless OK.  InvalidArgument for a column that is not there or a record that cannot be read.
absl::Status VisitRows(const std::string& path, const std::vector<absl::string_view>& columns,
                       const std::function<absl::Status(const CsvRow& row)>& visit);

}  // namespace walz

#endif  // TOOLS_SYNTH_VISIT_ROWS_H_
