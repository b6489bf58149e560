// ApprenticeTables: writes apprentices.csv with wishes.csv, host_ranks.csv and pairs.csv of a market.

#ifndef TOOLS_SYNTH_APPRENTICE_TABLES_H_
#define TOOLS_SYNTH_APPRENTICE_TABLES_H_

#include <absl/status/status.h>

#include "engine/base/stop.h"
#include "service/convert/output_folder.h"
#include "tools/synth/market.h"

namespace walz {

// The four tables in one pass, as what an apprentice wishes depends on who the apprentice is.
absl::Status WriteApprentices(const Market& market, OutputFolder& folder, const Progress& progress);

}  // namespace walz

#endif  // TOOLS_SYNTH_APPRENTICE_TABLES_H_
