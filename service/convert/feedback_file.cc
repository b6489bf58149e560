#include "service/convert/feedback_file.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "engine/base/status_macros.h"
#include "service/convert/csv_reader.h"
#include "service/convert/output_folder.h"

namespace walz {
namespace {

constexpr absl::string_view kMark = "!!";

using ErrorsByRow = std::map<std::int64_t, std::vector<const InputError*>>;

// Cells joined by a separator that may be `;`, which AppendCsvRow does not write.
std::string JoinCells(const std::vector<std::string>& cells, char separator) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += separator;
    const bool quote = cells[i].find_first_of(absl::StrCat("\"\r\n", std::string(1, separator))) != std::string::npos;
    absl::StrAppend(&line,
                    quote ? absl::StrCat("\"", absl::StrReplaceAll(cells[i], {{"\"", "\"\""}}), "\"") : cells[i]);
  }
  return line + "\n";
}

std::string WordsOf(const std::vector<const InputError*>& errors) {
  std::string words;
  for (const InputError* error : errors) {
    absl::StrAppend(&words, words.empty() ? "" : " / ", error->column, error->column.empty() ? "" : ": ", error->hint,
                    " [", error->code, "]");
  }
  return words;
}

// One line of a feedback file: the record as it is, with row, marks and words.  Cells beyond the header stand in the
// words only.
std::string FeedbackLine(std::int64_t row, const std::vector<std::string>& header,
                         absl::Span<const absl::string_view> record, const std::vector<const InputError*>& errors,
                         char separator) {
  std::vector<std::string> cells = {absl::StrCat(row)};
  for (std::size_t i = 0; i < header.size(); ++i) {
    const absl::string_view cell = i < record.size() ? record[i] : "";
    const bool wrong = std::any_of(errors.begin(), errors.end(), [&](const InputError* error) {
      return !error->column.empty() && absl::EqualsIgnoreCase(error->column, header[i]);
    });
    cells.push_back(absl::StrCat(wrong ? kMark : "", cell));
  }
  cells.push_back(WordsOf(errors));
  return JoinCells(cells, separator);
}

absl::Status WriteOne(const std::string& path, const ErrorsByRow& errors, absl::string_view name, OutputFolder& out) {
  WALZ_ASSIGN_OR_RETURN(ByteSource source, OpenByteSource(path));
  WALZ_ASSIGN_OR_RETURN(OutputFile * file, out.Create(name));
  CsvReader reader(std::move(source));
  std::vector<std::string> header;
  std::int64_t row_told = 0;
  while (reader.Next()) {
    if (row_told == 0) {
      for (const absl::string_view cell : reader.cells()) header.emplace_back(cell);
      std::vector<std::string> cells = {"row"};
      cells.insert(cells.end(), header.begin(), header.end());
      cells.push_back("errors");
      WALZ_RETURN_IF_ERROR(file->Append(JoinCells(cells, reader.separator())));
    }
    row_told = reader.row();
    const auto at = errors.find(row_told);
    if (at == errors.end()) continue;
    WALZ_RETURN_IF_ERROR(file->Append(FeedbackLine(row_told, header, reader.cells(), at->second, reader.separator())));
  }
  WALZ_RETURN_IF_ERROR(reader.status());
  // Errors of records that cannot be read at all.
  for (auto at = errors.upper_bound(row_told); at != errors.end(); ++at) {
    WALZ_RETURN_IF_ERROR(file->Append(FeedbackLine(at->first, header, {}, at->second, reader.separator())));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteFeedback(absl::string_view dir, const ReadReport& report, absl::string_view out_dir) {
  std::map<std::string, ErrorsByRow> by_file;
  for (const InputError& error : report.errors) {
    const bool in_folder = absl::EndsWith(error.file, ".csv") && !absl::StrContains(error.file, '/');
    if (in_folder && error.row > 0) by_file[error.file][error.row].push_back(&error);
  }
  if (by_file.empty()) return absl::OkStatus();
  WALZ_ASSIGN_OR_RETURN(OutputFolder out, OutputFolder::Open(std::string(out_dir)));
  for (const auto& [file, errors] : by_file) {
    const std::string name = absl::StrCat(file.substr(0, file.size() - 4), ".feedback.csv");
    WALZ_RETURN_IF_ERROR(WriteOne(absl::StrCat(dir, "/", file), errors, name, out));
  }
  WALZ_RETURN_IF_ERROR(out.Close());
  return out.Commit();
}

}  // namespace walz
