// HostTables: writes centres.csv, companies.csv and openings.csv of a market.

#ifndef TOOLS_SYNTH_HOST_TABLES_H_
#define TOOLS_SYNTH_HOST_TABLES_H_

#include <absl/status/status.h>

#include "service/convert/output_folder.h"
#include "tools/synth/market.h"

namespace walz {

absl::Status WriteCentres(const Market& market, OutputFolder& folder);
absl::Status WriteCompanies(const Market& market, OutputFolder& folder);
absl::Status WriteOpenings(const Market& market, OutputFolder& folder);

}  // namespace walz

#endif  // TOOLS_SYNTH_HOST_TABLES_H_
