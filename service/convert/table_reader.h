// ReadTable: a CSV file becomes a vector of rows, by a list of columns, each with its own small reader.
//
//   constexpr Column<WishFact> kColumns[] = {
//       {"apprentice", kRequired, [](Cell& cell, WishFact& wish) { wish.apprentice = cell.Id(); }}, ...};
//   Table<WishFact> table = ...ReadTable<WishFact>(source, kColumns, WishFact(), nullptr, scope)...;
//
// A column's reader is called where the cell is not empty; what an empty cell means stands in the blank row.  Every
// record gives a row, bad ones too (see Table::bad), so that references to it still resolve.
// Thread rule: one scope is used by one thread.

#ifndef SERVICE_CONVERT_TABLE_READER_H_
#define SERVICE_CONVERT_TABLE_READER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/status_macros.h"
#include "engine/base/stop.h"
#include "engine/model/facts.h"
#include "service/convert/cell.h"
#include "service/convert/csv_reader.h"
#include "service/convert/input_report.h"

namespace walz {

// Many rows hold the same lists: each distinct text is parsed once.  Bounded, so that distinct texts cost little.
template <typename T>
class CellCache {
 public:
  template <typename Parse>
  Parsed<const T*> Get(absl::string_view text, Pool<T>& pool, const Parse& parse) {
    if (const auto at = values_.find(text); at != values_.end()) return at->second;
    Parsed<T> parsed = parse(text);
    if (!parsed.ok()) return parsed.fault();
    if (values_.size() >= kTextsMax) values_.clear();
    const T* value = pool.Intern(std::move(parsed).value());
    values_.emplace(text, value);
    return value;
  }

 private:
  static constexpr std::size_t kTextsMax = 65'536;
  absl::flat_hash_map<std::string, const T*> values_;
};

// What all tables of one folder share.
struct ReadScope {
  const Catalogue* catalogue = nullptr;
  FactPools* pools = nullptr;
  bool day_first = false;
  ReadReport* report = nullptr;
  const WorkOptions* work = nullptr;
  std::int64_t bytes_total = 0;  // Of all files; for progress.
  std::int64_t bytes_done = 0;

  CellCache<DaySet> days;
  CellCache<CodeSet> codes, skills, shared_with;
  CellCache<LanguageProfile> language_profiles;
  CellCache<LanguageSets> language_sets;
  CellCache<CertificateSet> certificates;
  CellCache<FieldList> field_lists;
  CellCache<CountrySet> country_sets;
};

// Where a table comes from, and what it is called in errors.
struct TableSource {
  std::string path;
  std::string file;
  bool other_columns = false;  // Columns that nobody reads are usual here: no warning.
};

struct ColumnName {
  absl::string_view name;
  bool required;
};

// The records of one file, with cells by column.  Reports what is wrong with header and records.
class TableFile {
 public:
  TableFile(const TableSource& source, ByteSource bytes, std::vector<ColumnName> columns, ReadScope& scope);

  bool ReadHeader();
  bool Next();

  absl::string_view CellOf(std::size_t column) const;  // Empty if there is none, or none that can be read.
  void Report(absl::string_view column, absl::string_view value, CellFault fault);
  const ColumnName& column(std::size_t i) const { return columns_[i]; }
  bool record_is_bad() const { return record_is_bad_; }
  bool complete() const { return complete_; }  // Header and every record could be read.
  std::int64_t row() const { return reader_.row(); }
  bool decimal_comma() const { return reader_.separator() == ';'; }
  const absl::Status& status() const { return reader_.status(); }
  ReadScope& scope() { return scope_; }

 private:
  void BindHeader();
  bool IsFaulty(std::size_t cell) const;
  void ReportRecord();
  void ReportFault();
  void TellProgress();

  TableSource source_;
  CsvReader reader_;
  std::vector<ColumnName> columns_;
  ReadScope& scope_;
  std::vector<std::string> header_;
  std::vector<int> cell_of_column_;  // -1: the file has no such column.
  std::int64_t& record_count_;
  std::int64_t bytes_told_ = 0;
  bool record_is_bad_ = false;
  bool complete_ = true;
};

// One cell, its value in any of the forms of cell.h.  A cell that cannot be read is reported and gives the default.
class Cell {
 public:
  Cell(TableFile& file, std::size_t column) : file_(file), column_(column), text_(file.CellOf(column)) {}

  absl::string_view text() const { return text_; }
  ReadScope& scope() { return file_.scope(); }
  void Fail(CellFault fault) { file_.Report(file_.column(column_).name, text_, std::move(fault)); }

  template <typename T>
  T Take(Parsed<T> parsed, T otherwise = T()) {
    if (parsed.ok()) return std::move(parsed).value();
    Fail(parsed.fault());
    return otherwise;
  }

  std::string Text() { return Take(ParseText(text_, kTextCharactersMax)); }
  std::string Id() { return Take(ParseText(text_, kIdCharactersMax)); }
  int Number(int min, int max) { return Take(ParseNumber(text_, min, max), min); }
  double Degrees(double bound) { return Take(ParseDegrees(text_, bound, file_.decimal_comma())); }
  std::optional<Day> Date() {
    const Parsed<Day> day = ParseDate(text_, scope().day_first);
    if (day.ok()) return day.value();
    Fail(day.fault());
    return std::nullopt;
  }
  template <typename Enum>
  Enum Word(absl::Span<const absl::string_view> words) {
    return static_cast<Enum>(Take(ParseWord(text_, words)));
  }
  bool YesNo() { return Take(ParseYesNo(text_)); }
  Country CountryCode() { return Take(ParseCountry(text_, *scope().catalogue)); }

  // Interned; `otherwise` where the cell cannot be read.
  template <typename T, typename Parse>
  const T* Interned(CellCache<T>& cache, Pool<T>& pool, const T* otherwise, const Parse& parse) {
    return Take(cache.Get(text_, pool, parse), otherwise);
  }

 private:
  TableFile& file_;
  std::size_t column_;
  absl::string_view text_;
};

inline constexpr bool kRequired = true;
inline constexpr bool kOptional = false;

template <typename Row>
struct Column {
  absl::string_view name;
  bool required;  // The column must be there, and no cell of it empty.
  void (*read)(Cell& cell, Row& row);
};

template <typename Row>
struct Table {
  std::vector<Row> rows;
  std::vector<std::uint32_t> row_numbers;  // As the spreadsheet counts.
  std::vector<char> bad;                   // 1: something in the record was reported.
  bool complete = true;                    // False: there are rows that could not be read.
};

// `finish` may check the cells of a row against each other; null: nothing to check.
template <typename Row>
absl::StatusOr<Table<Row>> ReadTable(const TableSource& source, absl::Span<const Column<Row>> columns, const Row& blank,
                                     void (*finish)(TableFile& file, Row& row), ReadScope& scope) {
  std::vector<ColumnName> names;
  for (const Column<Row>& column : columns) names.push_back({column.name, column.required});
  WALZ_ASSIGN_OR_RETURN(ByteSource bytes, OpenByteSource(source.path));
  TableFile file(source, std::move(bytes), std::move(names), scope);
  Table<Row> table;
  if (file.ReadHeader()) {
    while (file.Next()) {
      Row& row = table.rows.emplace_back(blank);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        Cell cell(file, i);
        if (!cell.text().empty()) columns[i].read(cell, row);
      }
      if (finish != nullptr) finish(file, row);
      table.row_numbers.push_back(static_cast<std::uint32_t>(file.row()));
      table.bad.push_back(file.record_is_bad() ? 1 : 0);
    }
  }
  if (!file.status().ok()) return file.status();
  table.complete = file.complete();
  return table;
}

}  // namespace walz

#endif  // SERVICE_CONVERT_TABLE_READER_H_
