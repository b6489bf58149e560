#include "service/messages/profile_rows.h"

#include "service/messages/message_columns.h"

namespace walz {
namespace {

template <typename Message>
CsvRow ColumnsOf() {
  CsvRow row;
  for (const MessageColumn<Message>& column : MessageColumnsOf<Message>()) row.emplace_back(column.column);
  return row;
}

template <typename Message>
CsvRow CellsOf(const Message& message, CellText& text) {
  CsvRow row;
  row.reserve(MessageColumnsOf<Message>().size());
  for (const MessageColumn<Message>& column : MessageColumnsOf<Message>()) {
    column.cell(message, text);
    row.emplace_back(text.text());
  }
  return row;
}

template <typename Message>
CsvRow NamedRow(Collection collection, const Message& message) {
  CellText text;
  text.SetName(collection, message.name());
  return CellsOf(message, text);
}

template <typename Message>
CsvRow ListedRow(absl::string_view id, const Message& message) {
  CellText text;
  text.SetId(id);
  return CellsOf(message, text);
}

}  // namespace

CsvRow CentreColumns() { return ColumnsOf<v1::Centre>(); }
CsvRow CompanyColumns() { return ColumnsOf<v1::Company>(); }
CsvRow OpeningColumns() { return ColumnsOf<v1::Opening>(); }
CsvRow ApprenticeColumns() { return ColumnsOf<v1::Apprentice>(); }
CsvRow WishColumns() { return ColumnsOf<v1::Wish>(); }
CsvRow PairColumns() { return ColumnsOf<v1::PairMark>(); }
CsvRow HostRankColumns() { return ColumnsOf<v1::HostRank>(); }

CsvRow RowOf(const v1::Centre& message) { return NamedRow(Collection::kCentres, message); }
CsvRow RowOf(const v1::Company& message) { return NamedRow(Collection::kCompanies, message); }
CsvRow RowOf(const v1::Opening& message) { return NamedRow(Collection::kOpenings, message); }
CsvRow RowOf(const v1::Apprentice& message) { return NamedRow(Collection::kApprentices, message); }
CsvRow RowOf(absl::string_view id, const v1::Wish& wish) { return ListedRow(id, wish); }
CsvRow RowOf(absl::string_view id, const v1::PairMark& mark) { return ListedRow(id, mark); }
CsvRow RowOf(absl::string_view id, const v1::HostRank& rank) { return ListedRow(id, rank); }

}  // namespace walz
