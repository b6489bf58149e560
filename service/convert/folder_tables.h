// FolderTables: everything a data folder holds, read but not yet checked between records.
//
// Internal to service/convert: use ReadFolder.

#ifndef SERVICE_CONVERT_FOLDER_TABLES_H_
#define SERVICE_CONVERT_FOLDER_TABLES_H_

#include <memory>
#include <optional>
#include <string>

#include <absl/status/statusor.h>

#include "engine/model/facts.h"
#include "engine/model/problem.h"
#include "service/convert/folder_reader.h"
#include "service/convert/table_reader.h"

namespace walz {

struct FolderTables {
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<FactPools> pools = std::make_shared<FactPools>();
  Table<Scheme> schemes;
  Table<Centre> centres;
  Table<Company> companies;
  Table<Opening> openings;
  Table<Apprentice> apprentices;
  Table<WishFact> wishes;
  Table<HostRankFact> host_ranks;
  Table<PairFact> pairs;
  Table<LaterWorthFact> later_worth;
  Table<LastPlacementFact> last_run;
  std::optional<Round> round;
  std::string schemes_file;  // As errors call it.
  std::string round_file;

  // Calls visit(fact_table, file, table) for each table that Problem::Create may find an error in.
  template <typename Visit>
  void VisitTables(const Visit& visit) {
    visit(FactTable::kSchemes, schemes_file, schemes);
    visit(FactTable::kCentres, std::string("centres.csv"), centres);
    visit(FactTable::kCompanies, std::string("companies.csv"), companies);
    visit(FactTable::kOpenings, std::string("openings.csv"), openings);
    visit(FactTable::kApprentices, std::string("apprentices.csv"), apprentices);
    visit(FactTable::kWishes, std::string("wishes.csv"), wishes);
    visit(FactTable::kHostRanks, std::string("host_ranks.csv"), host_ranks);
    visit(FactTable::kPairs, std::string("pairs.csv"), pairs);
    visit(FactTable::kLaterWorth, std::string("later_worth.csv"), later_worth);
  }
};

// Reads all files; what is wrong with a file, a record or a cell stands in the report.
absl::StatusOr<FolderTables> ReadFolderTables(const std::string& dir, const ReadOptions& options,
                                              const WorkOptions& work, ReadReport& report);

}  // namespace walz

#endif  // SERVICE_CONVERT_FOLDER_TABLES_H_
