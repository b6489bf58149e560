// Profile messages as rows of the CSV files of a data folder, for export.
//
// Cells hold what the fields hold, lists joined as the columns are; the columns stand in the order of FORMATS.

#ifndef SERVICE_MESSAGES_PROFILE_ROWS_H_
#define SERVICE_MESSAGES_PROFILE_ROWS_H_

#include "service/convert/csv_writer.h"
#include "service/messages/profile_messages.h"

namespace walz {

CsvRow CentreColumns();
CsvRow CompanyColumns();
CsvRow OpeningColumns();
CsvRow ApprenticeColumns();
CsvRow WishColumns();
CsvRow PairColumns();
CsvRow HostRankColumns();

CsvRow RowOf(const v1::Centre& message);
CsvRow RowOf(const v1::Company& message);
CsvRow RowOf(const v1::Opening& message);
CsvRow RowOf(const v1::Apprentice& message);
// One row of a list; `id` is that of the apprentice, or the opening.
CsvRow RowOf(absl::string_view id, const v1::Wish& wish);
CsvRow RowOf(absl::string_view id, const v1::PairMark& mark);
CsvRow RowOf(absl::string_view id, const v1::HostRank& rank);

}  // namespace walz

#endif  // SERVICE_MESSAGES_PROFILE_ROWS_H_
