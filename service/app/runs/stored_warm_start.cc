#include "service/app/runs/stored_warm_start.h"

#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "service/app/mirror/placements.h"
#include "service/app/runs/run_records.h"
#include "service/convert/certificate_file.h"
#include "service/convert/run_writer.h"

namespace walz {

absl::StatusOr<WarmStart> ReadStartPrices(const StoreSnapshot& snapshot, const ResourceName& run,
                                          std::stop_token stop) {
  std::string bytes;
  WALZ_RETURN_IF_ERROR(ReadFile(
      snapshot, run, kCertificateFile,
      [&](absl::string_view chunk) {
        bytes.append(chunk.data(), chunk.size());
        return true;
      },
      stop));
  return ParseWarmStart(bytes);
}

absl::StatusOr<WarmStart> ReadWarmStart(const StoreSnapshot& snapshot, const ResourceName& run, std::stop_token stop) {
  WALZ_ASSIGN_OR_RETURN(WarmStart start, ReadStartPrices(snapshot, run, stop));
  WALZ_ASSIGN_OR_RETURN(std::vector<LastPlacementFact> placements, ReadPlacements(snapshot, FormatName(run), stop));
  for (LastPlacementFact& placement : placements) {
    start.placements.push_back({std::move(placement.apprentice), std::move(placement.opening), placement.stay});
  }
  return start;
}

}  // namespace walz
