// Placements of a stored run, as facts of the last run.

#ifndef SERVICE_APP_MIRROR_PLACEMENTS_H_
#define SERVICE_APP_MIRROR_PLACEMENTS_H_

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/model/facts.h"
#include "service/store/store.h"

namespace walz {

// All placements of the run of that resource name, in the order of the store.  Cancelled if stopped.
absl::StatusOr<std::vector<LastPlacementFact>> ReadPlacements(const StoreSnapshot& snapshot, absl::string_view run,
                                                              std::stop_token stop = {});

// Where the run places one apprentice; none if nowhere, or if the run knew nothing of it.
absl::StatusOr<std::optional<LastPlacementFact>> ReadPlacement(const StoreSnapshot& snapshot, absl::string_view run,
                                                               const std::string& apprentice_id);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_PLACEMENTS_H_
