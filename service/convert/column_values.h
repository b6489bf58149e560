// Values that columns of several tables share, interned in the scope's pools.

#ifndef SERVICE_CONVERT_COLUMN_VALUES_H_
#define SERVICE_CONVERT_COLUMN_VALUES_H_

#include <utility>

#include <absl/strings/str_cat.h>

#include "service/convert/column.h"

namespace walz {

inline const DaySet* DaysOf(Cell& cell, const DaySet* otherwise) {
  const bool day_first = cell.scope().day_first;
  return cell.Interned(cell.scope().days, cell.scope().pools->day_sets, otherwise,
                       [day_first](absl::string_view text) { return ParseDays(text, day_first); });
}

// The days of a column that must name some.
inline const DaySet* WindowsOf(Cell& cell, const DaySet* otherwise) {
  const DaySet* days = DaysOf(cell, nullptr);
  if (days == nullptr) return otherwise;  // Reported.
  if (days->empty()) cell.Fail({"missing_value", "name at least one interval first..last"});
  return days;
}

inline const CodeSet* CodesOf(Cell& cell, const CodeSet* otherwise) {
  return cell.Interned(cell.scope().codes, cell.scope().pools->code_sets, otherwise,
                       [](absl::string_view text) { return ParseCodes(text, /*may_be_unassessed=*/false); });
}

// A position on the globe is both coordinates or neither; `row` has one `place`.
template <typename Row>
void ReadLatitude(Cell& cell, Row& row) {
  if (!row.place) row.place.emplace();
  row.place->lat = cell.Degrees(90);
}

template <typename Row>
void ReadLongitude(Cell& cell, Row& row) {
  if (!row.place) row.place.emplace();
  row.place->lon = cell.Degrees(180);
}

inline void CheckCoordinates(FieldRecord& record, std::size_t lat_column, std::size_t lon_column) {
  if (record.CellOf(lat_column).empty() == record.CellOf(lon_column).empty()) return;
  const std::size_t missing = record.CellOf(lat_column).empty() ? lat_column : lon_column;
  record.Report(record.column(missing).name, "", {"missing_value", "give lat and lon, or neither"});
}

// Reports a least above its most, where both could be read.
inline void CheckOrder(FieldRecord& record, absl::string_view column, int least, int most) {
  if (most >= least || record.record_is_bad()) return;
  record.Report(column, absl::StrCat(most),
                {"contradiction", absl::StrCat("is below the least, ", least, "; swap them?")});
}

}  // namespace walz

#endif  // SERVICE_CONVERT_COLUMN_VALUES_H_
