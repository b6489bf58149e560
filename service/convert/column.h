// Column: the one definition of each column of the tables: its name and the reader of its cells, whatever holds them.
//
//   constexpr Column<WishFact> kColumns[] = {
//       {"apprentice", kRequired, [](Cell& cell, WishFact& wish) { wish.apprentice = cell.Id(); }}, ...};
//
// A Cell is a text in a FieldRecord: the record of a CSV file (table_reader.h) or a message of the API
// (service/messages). A column's reader is called where the cell is not empty; what an empty cell means stands in the
// blank row. Thread rule: one scope is used by one thread.

#ifndef SERVICE_CONVERT_COLUMN_H_
#define SERVICE_CONVERT_COLUMN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/model/facts.h"
#include "service/convert/cell.h"
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

// What all records of one folder, or of one mirror, share.
struct ReadScope {
  const Catalogue* catalogue = nullptr;
  FactPools* pools = nullptr;
  bool day_first = false;
  // Of files alone.
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

struct ColumnName {
  absl::string_view name;
  bool required;
};

// One record, its cells by the columns that are read: of a CSV file, or the fields of a message.
class FieldRecord {
 public:
  explicit FieldRecord(ReadScope& scope) : scope_(scope) {}
  virtual ~FieldRecord() = default;

  // Trimmed; empty if there is none, or none that can be read.  Valid until the next call.
  virtual absl::string_view CellOf(std::size_t column) const = 0;
  virtual ColumnName column(std::size_t i) const = 0;
  virtual bool decimal_comma() const { return false; }

  void Report(absl::string_view column, absl::string_view value, CellFault fault) {
    record_is_bad_ = true;
    OnFault(column, value, std::move(fault));
  }
  bool record_is_bad() const { return record_is_bad_; }
  ReadScope& scope() { return scope_; }

 protected:
  virtual void OnFault(absl::string_view column, absl::string_view value, CellFault fault) = 0;
  void BeginRecord() { record_is_bad_ = false; }

 private:
  ReadScope& scope_;
  bool record_is_bad_ = false;
};

// One cell, its value in any of the forms of cell.h.  A cell that cannot be read is reported and gives the default.
class Cell {
 public:
  // `text` stands in that column of `record`.
  Cell(FieldRecord& record, std::size_t column, absl::string_view text)
      : record_(record), column_(column), text_(text) {}

  absl::string_view text() const { return text_; }
  ReadScope& scope() { return record_.scope(); }
  void Fail(CellFault fault) { record_.Report(record_.column(column_).name, text_, std::move(fault)); }

  template <typename T>
  T Take(Parsed<T> parsed, T otherwise = T()) {
    if (parsed.ok()) return std::move(parsed).value();
    Fail(parsed.fault());
    return otherwise;
  }

  std::string Text() { return Take(ParseText(text_, kTextCharactersMax)); }
  std::string Id() { return Take(ParseText(text_, kIdCharactersMax)); }
  int Number(int min, int max) { return Take(ParseNumber(text_, min, max), min); }
  double Degrees(double bound) { return Take(ParseDegrees(text_, bound, record_.decimal_comma())); }
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
  FieldRecord& record_;
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

// What a table holds: its columns, what an empty cell of each means, and what is to be checked between cells.
template <typename Row>
struct TableShape {
  absl::Span<const Column<Row>> columns;
  Row blank;
  void (*finish)(FieldRecord& record, Row& row) = nullptr;  // Null: nothing to check.
};

}  // namespace walz

#endif  // SERVICE_CONVERT_COLUMN_H_
