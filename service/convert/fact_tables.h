// The CSV tables of a data folder: which columns they have, and what an empty cell of each means.

#ifndef SERVICE_CONVERT_FACT_TABLES_H_
#define SERVICE_CONVERT_FACT_TABLES_H_

#include <absl/status/statusor.h>

#include "engine/model/facts.h"
#include "service/convert/table_reader.h"

namespace walz {

// The blank rows hold values of `pools`.
TableShape<Centre> CentreShape(FactPools& pools);
TableShape<Company> CompanyShape(FactPools& pools);
TableShape<Opening> OpeningShape(FactPools& pools);
TableShape<Apprentice> ApprenticeShape(FactPools& pools);
TableShape<WishFact> WishShape();
TableShape<HostRankFact> HostRankShape();
TableShape<PairFact> PairShape();
TableShape<LaterWorthFact> LaterWorthShape();

absl::StatusOr<Table<Centre>> ReadCentres(const TableSource& source, ReadScope& scope);
absl::StatusOr<Table<Company>> ReadCompanies(const TableSource& source, ReadScope& scope);
absl::StatusOr<Table<Opening>> ReadOpenings(const TableSource& source, ReadScope& scope);
absl::StatusOr<Table<Apprentice>> ReadApprentices(const TableSource& source, ReadScope& scope);
absl::StatusOr<Table<WishFact>> ReadWishes(const TableSource& source, ReadScope& scope);
absl::StatusOr<Table<HostRankFact>> ReadHostRanks(const TableSource& source, ReadScope& scope);
absl::StatusOr<Table<PairFact>> ReadPairs(const TableSource& source, ReadScope& scope);
absl::StatusOr<Table<LaterWorthFact>> ReadLaterWorth(const TableSource& source, ReadScope& scope);

// The proposals.csv of an earlier run.
absl::StatusOr<Table<LastPlacementFact>> ReadLastRun(const TableSource& source, ReadScope& scope);

}  // namespace walz

#endif  // SERVICE_CONVERT_FACT_TABLES_H_
