// What places are worth, as files: later_worth.csv, the estimate that a round reads (opening, points), and
// place_prices.csv, what the places of a run were worth in it, which the daemon keeps with each run so that later
// rounds can estimate from it (opening, field, country, month, points: PastPlace).
//
// Same rows, same bytes.  The reader of data folders reads later_worth.csv by its own table (fact_tables.h).

#ifndef SERVICE_CONVERT_LATER_WORTH_FILE_H_
#define SERVICE_CONVERT_LATER_WORTH_FILE_H_

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/types/span.h>

#include "engine/matching/future_value.h"
#include "engine/model/facts.h"
#include "service/convert/csv_writer.h"

namespace walz {

inline constexpr char kLaterWorthFile[] = "later_worth.csv";
inline constexpr char kPlacePricesFile[] = "place_prices.csv";

const CsvRow& LaterWorthColumns();
CsvRow RowOf(const LaterWorthFact& fact);

std::string LaterWorthCsv(absl::Span<const LaterWorthFact> facts);
std::string PlacePricesCsv(absl::Span<const PastPlace> places);

// The rows of such a file as it was written.  InvalidArgument: file, row and column of the first thing that is wrong.
absl::StatusOr<std::vector<LaterWorthFact>> ParseLaterWorth(std::string text);
absl::StatusOr<std::vector<PastPlace>> ParsePlacePrices(std::string text);

}  // namespace walz

#endif  // SERVICE_CONVERT_LATER_WORTH_FILE_H_
