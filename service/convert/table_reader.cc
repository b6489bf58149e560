#include "service/convert/table_reader.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "service/convert/did_you_mean.h"

namespace walz {
namespace {

constexpr std::int64_t kProgressBytes = std::int64_t{1} << 21;

}  // namespace

TableFile::TableFile(const TableSource& source, ByteSource bytes, std::vector<ColumnName> columns, ReadScope& scope)
    : FieldRecord(scope),
      source_(source),
      reader_(std::move(bytes)),
      columns_(std::move(columns)),
      cell_of_column_(columns_.size(), -1),
      record_count_(scope.report->rows_by_file[source.file]) {}

void TableFile::OnFault(absl::string_view column, absl::string_view value, CellFault fault) {
  scope().report->Add(
      {source_.file, reader_.row(), std::string(column), Shorten(value), std::move(fault.code), std::move(fault.hint)});
}

bool TableFile::ReadHeader() {
  if (!reader_.Next()) {
    if (reader_.fault()) {
      ReportFault();
    } else if (reader_.status().ok()) {
      scope().report->Add({source_.file, 1, "", "", "empty_file", "the header row is missing"});
    }
    complete_ = false;
    return false;
  }
  for (const absl::string_view name : reader_.cells()) header_.push_back(absl::AsciiStrToLower(name));
  for (const CsvFault& fault : reader_.cell_faults()) Report(header_[fault.cell], "", {fault.code, fault.hint});
  BindHeader();
  complete_ = !record_is_bad();
  return complete_;
}

void TableFile::BindHeader() {
  std::vector<absl::string_view> known;
  for (const ColumnName& column : columns_) known.push_back(column.name);
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const std::string& name = header_[i];
    if (name.empty()) continue;
    if (std::find(header_.begin(), header_.begin() + static_cast<std::ptrdiff_t>(i), name) !=
        header_.begin() + static_cast<std::ptrdiff_t>(i)) {
      Report(name, "", {"duplicate_column", "the column stands twice; keep one"});
      continue;
    }
    const auto at = std::find(known.begin(), known.end(), name);
    if (at != known.end()) {
      cell_of_column_[static_cast<std::size_t>(at - known.begin())] = static_cast<int>(i);
    } else if (!source_.other_columns) {
      const std::optional<std::string> guess = DidYouMean(name, known);
      scope().report->warnings.push_back(absl::StrCat(source_.file, ": the column '", Shorten(name), "' is not read",
                                                      guess ? absl::StrCat("; did you mean ", *guess, "?") : ""));
    }
  }
  std::vector<absl::string_view> present(header_.begin(), header_.end());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!columns_[i].required || cell_of_column_[i] >= 0) continue;
    const std::optional<std::string> guess = DidYouMean(columns_[i].name, present);
    Report(columns_[i].name, "",
           {"missing_column", guess ? absl::StrCat("the header has no such column; rename '", *guess, "'?")
                                    : "the header has no such column; add it"});
  }
}

bool TableFile::Next() {
  if (scope().work->stop.stop_requested()) {
    scope().report->stopped = true;
    complete_ = false;
    return false;
  }
  TellProgress();
  BeginRecord();
  if (!reader_.Next()) {
    complete_ = !reader_.fault() && reader_.status().ok();
    if (reader_.fault()) ReportFault();
    return false;
  }
  ++record_count_;
  ReportRecord();
  return true;
}

absl::string_view TableFile::CellOf(std::size_t column) const {
  const int cell = cell_of_column_[column];
  if (cell < 0 || static_cast<std::size_t>(cell) >= reader_.cells().size()) return {};
  if (IsFaulty(static_cast<std::size_t>(cell))) return {};
  return reader_.cells()[static_cast<std::size_t>(cell)];
}

// Reported already; nobody is to look at what stands in it.
bool TableFile::IsFaulty(std::size_t cell) const {
  const absl::Span<const CsvFault> faults = reader_.cell_faults();
  return std::any_of(faults.begin(), faults.end(), [cell](const CsvFault& fault) { return fault.cell == cell; });
}

// What can be wrong with a record before anybody looks at the meaning of a cell.
void TableFile::ReportRecord() {
  const absl::Span<const absl::string_view> cells = reader_.cells();
  for (const CsvFault& fault : reader_.cell_faults()) {
    Report(fault.cell < header_.size() ? absl::string_view(header_[fault.cell]) : "", cells[fault.cell],
           {fault.code, fault.hint});
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty() || (i < header_.size() && !header_[i].empty())) continue;
    Report("", cells[i],
           {"surplus_cells", absl::StrCat("cell ", i + 1, " has no column; is a cell with a '",
                                          absl::string_view(decimal_comma() ? ";" : ","), "' in it not quoted?")});
    break;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const int cell = cell_of_column_[i];
    if (!columns_[i].required || !CellOf(i).empty() || IsFaulty(static_cast<std::size_t>(cell))) continue;
    Report(columns_[i].name, "", {"missing_value", "must not be empty"});
  }
}

void TableFile::ReportFault() {
  const CsvFault& fault = *reader_.fault();
  scope().report->Add({source_.file, reader_.row(), "", "", fault.code, fault.hint});
}

void TableFile::TellProgress() {
  const std::int64_t bytes = reader_.bytes_read();
  if (bytes - bytes_told_ < kProgressBytes) return;
  scope().bytes_done += bytes - bytes_told_;
  bytes_told_ = bytes;
  if (scope().work->progress) scope().work->progress("read", scope().bytes_done, scope().bytes_total);
}

}  // namespace walz
