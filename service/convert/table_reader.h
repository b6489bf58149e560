// ReadTable: a CSV file becomes a vector of rows, by a list of columns, each with its own small reader.
//
//   Table<WishFact> table = ...ReadTable(source, shape, scope)...;     // The whole file.
//   RowReader<WishFact> reader(source, bytes, shape, scope);           // Row by row, in bounded memory.
//
// Every record gives a row, bad ones too (see Table::bad), so that references to it still resolve.
// Thread rule: one scope is used by one thread.

#ifndef SERVICE_CONVERT_TABLE_READER_H_
#define SERVICE_CONVERT_TABLE_READER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/base/status_macros.h"
#include "service/convert/column.h"
#include "service/convert/csv_reader.h"

namespace walz {

// Where a table comes from, and what it is called in errors.
struct TableSource {
  std::string path;
  std::string file;
  bool other_columns = false;  // Columns that nobody reads are usual here: no warning.
};

// The records of one file, with cells by column.  Reports what is wrong with header and records.
class TableFile final : public FieldRecord {
 public:
  TableFile(const TableSource& source, ByteSource bytes, std::vector<ColumnName> columns, ReadScope& scope);

  bool ReadHeader();
  bool Next();

  absl::string_view CellOf(std::size_t column) const override;
  ColumnName column(std::size_t i) const override { return columns_[i]; }
  bool decimal_comma() const override { return reader_.separator() == ';'; }
  bool complete() const { return complete_; }  // Header and every record could be read.
  std::int64_t row() const { return reader_.row(); }
  const absl::Status& status() const { return reader_.status(); }

 private:
  void OnFault(absl::string_view column, absl::string_view value, CellFault fault) override;
  void BindHeader();
  bool IsFaulty(std::size_t cell) const;
  void ReportRecord();
  void ReportFault();
  void TellProgress();

  TableSource source_;
  CsvReader reader_;
  std::vector<ColumnName> columns_;
  std::vector<std::string> header_;
  std::vector<int> cell_of_column_;  // -1: the file has no such column.
  std::int64_t& record_count_;
  std::int64_t bytes_told_ = 0;
  bool complete_ = true;
};

// The rows of one file, one after another.
template <typename Row>
class RowReader {
 public:
  // `shape` and `scope` must outlive this.
  RowReader(const TableSource& source, ByteSource bytes, const TableShape<Row>& shape, ReadScope& scope)
      : shape_(shape), file_(source, std::move(bytes), NamesOf(shape), scope) {}

  bool ReadHeader() { return file_.ReadHeader(); }

  // False at the end; see file() for why.  Where something in the record is wrong, file().record_is_bad().
  bool Next(Row& row) {
    if (!file_.Next()) return false;
    row = shape_.blank;
    for (std::size_t i = 0; i < shape_.columns.size(); ++i) {
      Cell cell(file_, i, file_.CellOf(i));
      if (!cell.text().empty()) shape_.columns[i].read(cell, row);
    }
    if (shape_.finish != nullptr) shape_.finish(file_, row);
    return true;
  }

  const TableFile& file() const { return file_; }

 private:
  static std::vector<ColumnName> NamesOf(const TableShape<Row>& shape) {
    std::vector<ColumnName> names;
    for (const Column<Row>& column : shape.columns) names.push_back({column.name, column.required});
    return names;
  }

  const TableShape<Row>& shape_;
  TableFile file_;
};

template <typename Row>
struct Table {
  std::vector<Row> rows;
  std::vector<std::uint32_t> row_numbers;  // As the spreadsheet counts.
  std::vector<char> bad;                   // 1: something in the record was reported.
  bool complete = true;                    // False: there are rows that could not be read.
};

template <typename Row>
absl::StatusOr<Table<Row>> ReadTable(const TableSource& source, const TableShape<Row>& shape, ReadScope& scope) {
  WALZ_ASSIGN_OR_RETURN(ByteSource bytes, OpenByteSource(source.path));
  RowReader<Row> reader(source, std::move(bytes), shape, scope);
  Table<Row> table;
  if (reader.ReadHeader()) {
    while (reader.Next(table.rows.emplace_back())) {
      table.row_numbers.push_back(static_cast<std::uint32_t>(reader.file().row()));
      table.bad.push_back(reader.file().record_is_bad() ? 1 : 0);
    }
    table.rows.pop_back();
  }
  if (!reader.file().status().ok()) return reader.file().status();
  table.complete = reader.file().complete();
  return table;
}

}  // namespace walz

#endif  // SERVICE_CONVERT_TABLE_READER_H_
