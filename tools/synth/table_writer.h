// TableWriter: one CSV file of an output folder, row by row.

#ifndef TOOLS_SYNTH_TABLE_WRITER_H_
#define TOOLS_SYNTH_TABLE_WRITER_H_

#include <cstddef>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "service/convert/csv_writer.h"
#include "service/convert/output_folder.h"

namespace walz {

class TableWriter {
 public:
  static absl::StatusOr<TableWriter> Create(OutputFolder& folder, absl::string_view name, const CsvRow& columns) {
    WALZ_ASSIGN_OR_RETURN(OutputFile* const file, folder.Create(name));
    TableWriter writer(file, columns.size());
    WALZ_RETURN_IF_ERROR(writer.Write(columns));
    return writer;
  }

  // REQUIRES: a cell for each column.
  absl::Status Write(const CsvRow& row) {
    WALZ_CHECK(row.size() == column_count_);
    text_.clear();
    AppendCsvRow(text_, row);
    return file_->Append(text_);
  }

 private:
  TableWriter(OutputFile* file, std::size_t column_count) : file_(file), column_count_(column_count) {}

  OutputFile* file_;
  std::size_t column_count_;
  std::string text_;
};

}  // namespace walz

#endif  // TOOLS_SYNTH_TABLE_WRITER_H_
