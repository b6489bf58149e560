#include "service/convert/csv_writer.h"

#include <cstddef>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

namespace walz {
namespace {

void AppendCsvCell(std::string& text, absl::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == absl::string_view::npos) {
    absl::StrAppend(&text, cell);
    return;
  }
  text += '"';
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

}  // namespace

void AppendCsvRow(std::string& text, absl::Span<const std::string> row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) text += ',';
    AppendCsvCell(text, row[i]);
  }
  text += '\n';
}

}  // namespace walz
