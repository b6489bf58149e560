// CSV as Walz writes it: `,` between cells, LF, no byte order mark, quotes only where a cell needs them.

#ifndef SERVICE_CONVERT_CSV_WRITER_H_
#define SERVICE_CONVERT_CSV_WRITER_H_

#include <string>
#include <vector>

#include <absl/types/span.h>

namespace walz {

using CsvRow = std::vector<std::string>;

// Appends one record and its line end to `text`.
void AppendCsvRow(std::string& text, absl::Span<const std::string> row);

}  // namespace walz

#endif  // SERVICE_CONVERT_CSV_WRITER_H_
