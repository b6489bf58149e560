#include "service/convert/later_worth_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <absl/strings/str_cat.h>

#include "service/convert/fact_tables.h"
#include "service/convert/table_reader.h"

namespace walz {
namespace {

constexpr int kMonthMax = 12;

constexpr Column<PastPlace> kPlaceColumns[] = {
    {"opening", kRequired, [](Cell& cell, PastPlace& row) { row.opening = cell.Id(); }},
    {"field", kOptional, [](Cell& cell, PastPlace& row) { row.kind.field = cell.Text(); }},
    {"country", kRequired,
     [](Cell& cell, PastPlace& row) {
       if (cell.text().size() == 2) {
         row.kind.country = Country::Of(cell.text());
       } else {
         cell.Fail({"bad_country", "a country has two letters"});
       }
     }},
    {"month", kRequired, [](Cell& cell, PastPlace& row) { row.kind.month = cell.Number(0, kMonthMax); }},
    {"points", kRequired,
     [](Cell& cell, PastPlace& row) { row.points = cell.Number(0, static_cast<int>(kPlacementPoints)); }},
};

const CsvRow& PlaceColumns() {
  static const auto& columns = *new CsvRow{"opening", "field", "country", "month", "points"};
  return columns;
}

CsvRow RowOf(const PastPlace& place) {
  return {place.opening, place.kind.field, place.kind.country.ToString(), absl::StrCat(place.kind.month),
          absl::StrCat(place.points)};
}

template <typename Row>
std::string TableTextOf(const CsvRow& columns, absl::Span<const Row> rows) {
  std::string text;
  AppendCsvRow(text, columns);
  for (const Row& row : rows) AppendCsvRow(text, RowOf(row));
  return text;
}

ByteSource SourceOfText(std::string text) {
  return [text = std::move(text), at = std::size_t{0}](absl::Span<char> span) mutable -> absl::StatusOr<std::size_t> {
    const std::size_t count = std::min(span.size(), text.size() - at);
    std::memcpy(span.data(), text.data() + at, count);
    at += count;
    return count;
  };
}

template <typename Row>
absl::StatusOr<std::vector<Row>> ReadWholeTable(const char* file, const TableShape<Row>& shape, std::string text) {
  ReadReport report;
  const WorkOptions work;
  ReadScope scope;
  scope.report = &report;
  scope.work = &work;
  RowReader<Row> reader({file, file}, SourceOfText(std::move(text)), shape, scope);
  std::vector<Row> rows;
  if (reader.ReadHeader()) {
    while (reader.Next(rows.emplace_back())) {
    }
    rows.pop_back();
  }
  if (!report.errors.empty()) return absl::InvalidArgumentError(FormatError(report.errors.front()));
  return rows;
}

}  // namespace

const CsvRow& LaterWorthColumns() {
  static const auto& columns = *new CsvRow{"opening", "points"};
  return columns;
}

CsvRow RowOf(const LaterWorthFact& fact) { return {fact.opening, absl::StrCat(fact.points)}; }

std::string LaterWorthCsv(absl::Span<const LaterWorthFact> facts) { return TableTextOf(LaterWorthColumns(), facts); }

std::string PlacePricesCsv(absl::Span<const PastPlace> places) { return TableTextOf(PlaceColumns(), places); }

absl::StatusOr<std::vector<LaterWorthFact>> ParseLaterWorth(std::string text) {
  return ReadWholeTable(kLaterWorthFile, LaterWorthShape(), std::move(text));
}

absl::StatusOr<std::vector<PastPlace>> ParsePlacePrices(std::string text) {
  return ReadWholeTable(kPlacePricesFile, TableShape<PastPlace>{kPlaceColumns, PastPlace(), nullptr}, std::move(text));
}

}  // namespace walz
