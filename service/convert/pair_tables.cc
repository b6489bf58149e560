// wishes.csv, host_ranks.csv, pairs.csv and the proposals.csv of an earlier run: rows about an apprentice and an
// opening; and later_worth.csv, about openings.

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "service/convert/column_values.h"
#include "service/convert/fact_tables.h"

namespace walz {
namespace {

constexpr absl::string_view kWishKinds[] = {"opening", "company", "country"};
constexpr std::size_t kWishKindColumn = 2;
constexpr Column<WishFact> kWishColumns[] = {
    {"apprentice", kRequired, [](Cell& cell, WishFact& row) { row.apprentice = cell.Id(); }},
    {"rank", kRequired, [](Cell& cell, WishFact& row) { row.rank = cell.Number(1, kStaysMax); }},
    {"kind", kRequired, [](Cell& cell, WishFact& row) { row.kind = cell.Word<WishKind>(kWishKinds); }},
    {"target", kRequired, [](Cell& cell, WishFact& row) { row.target = cell.Id(); }},
};

void FinishWish(FieldRecord& record, WishFact& row) {
  // A target of no kind would be looked up among the openings.
  if (!ParseWord(record.CellOf(kWishKindColumn), kWishKinds).ok()) row.target.clear();
  if (row.kind == WishKind::kCountry) row.target = NormalCountryCode(row.target);
}

constexpr Column<HostRankFact> kHostRankColumns[] = {
    {"opening", kRequired, [](Cell& cell, HostRankFact& row) { row.opening = cell.Id(); }},
    {"rank", kRequired, [](Cell& cell, HostRankFact& row) { row.rank = cell.Number(1, kStaysMax); }},
    {"apprentice", kRequired, [](Cell& cell, HostRankFact& row) { row.apprentice = cell.Id(); }},
};

constexpr absl::string_view kPairKinds[] = {"forbid", "pin", "declined"};
constexpr std::size_t kPairKindColumn = 2;
constexpr std::size_t kPairStartColumn = 3;
constexpr std::size_t kPairEndColumn = 4;
// Dates of a pin only; those of other rows are not read.
constexpr Column<PairFact> kPairColumns[] = {
    {"apprentice", kRequired, [](Cell& cell, PairFact& row) { row.apprentice = cell.Id(); }},
    {"opening", kRequired, [](Cell& cell, PairFact& row) { row.opening = cell.Id(); }},
    {"kind", kRequired, [](Cell& cell, PairFact& row) { row.kind = cell.Word<PairMark>(kPairKinds); }},
    {"start", kOptional,
     [](Cell& cell, PairFact& row) {
       if (row.kind == PairMark::kPin) row.start = cell.Date();
     }},
    {"end", kOptional,
     [](Cell& cell, PairFact& row) {
       if (row.kind == PairMark::kPin) row.end = cell.Date();
     }},
    {"reason", kOptional, [](Cell& cell, PairFact& row) { row.reason = cell.Text(); }},
};

void FinishPair(FieldRecord& record, PairFact& row) {
  // A mark of no kind would contradict the others.
  if (!ParseWord(record.CellOf(kPairKindColumn), kPairKinds).ok()) row.opening.clear();
  if (row.kind != PairMark::kPin || record.record_is_bad()) return;
  if (row.start.has_value() != row.end.has_value()) {
    const std::size_t missing = row.start ? kPairEndColumn : kPairStartColumn;
    record.Report(record.column(missing).name, "", {"missing_value", "a pin has start and end, or neither"});
  } else if (row.start && *row.end < *row.start) {
    record.Report("end", record.CellOf(kPairEndColumn), {"contradiction", "the end is before the start; swap them?"});
  }
}

constexpr int kLaterPointsMax = 10'000'000;  // Beyond any estimate.
constexpr Column<LaterWorthFact> kLaterWorthColumns[] = {
    {"opening", kRequired, [](Cell& cell, LaterWorthFact& row) { row.opening = cell.Id(); }},
    {"points", kRequired, [](Cell& cell, LaterWorthFact& row) { row.points = cell.Number(0, kLaterPointsMax); }},
};

constexpr std::size_t kLastEndColumn = 3;
constexpr Column<LastPlacementFact> kLastRunColumns[] = {
    {"apprentice", kRequired, [](Cell& cell, LastPlacementFact& row) { row.apprentice = cell.Id(); }},
    {"opening", kRequired, [](Cell& cell, LastPlacementFact& row) { row.opening = cell.Id(); }},
    {"start", kRequired,
     [](Cell& cell, LastPlacementFact& row) { row.stay.first = cell.Take(ParseDate(cell.text(), false)); }},
    {"end", kRequired,
     [](Cell& cell, LastPlacementFact& row) { row.stay.last = cell.Take(ParseDate(cell.text(), false)); }},
};

void FinishLastPlacement(FieldRecord& record, LastPlacementFact& row) {
  if (record.record_is_bad() || row.stay.first <= row.stay.last) return;
  record.Report("end", record.CellOf(kLastEndColumn), {"contradiction", "the end is before the start"});
}

}  // namespace

TableShape<WishFact> WishShape() { return {kWishColumns, WishFact(), FinishWish}; }
TableShape<HostRankFact> HostRankShape() { return {kHostRankColumns, HostRankFact(), nullptr}; }
TableShape<PairFact> PairShape() { return {kPairColumns, PairFact(), FinishPair}; }
TableShape<LaterWorthFact> LaterWorthShape() { return {kLaterWorthColumns, LaterWorthFact(), nullptr}; }

absl::StatusOr<Table<WishFact>> ReadWishes(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, WishShape(), scope);
}

absl::StatusOr<Table<HostRankFact>> ReadHostRanks(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, HostRankShape(), scope);
}

absl::StatusOr<Table<PairFact>> ReadPairs(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, PairShape(), scope);
}

absl::StatusOr<Table<LaterWorthFact>> ReadLaterWorth(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, LaterWorthShape(), scope);
}

absl::StatusOr<Table<LastPlacementFact>> ReadLastRun(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, TableShape<LastPlacementFact>{kLastRunColumns, LastPlacementFact(), FinishLastPlacement},
                   scope);
}

}  // namespace walz
