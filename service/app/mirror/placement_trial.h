// TryPlacement: what would happen if a pair were pinned: who would move, who would lose, and how sure that is.
//
// One search from the placements and prices of a stored run (engine/solve/exchange_search.h) instead of a new run. What
// it finds is lawful by every quota, each counted over the whole round.  It is the best that there is (`exact`) where
// the run is proven, nothing that it read has changed since, and places are plain capacity along the chain; elsewhere
// it says what is at least lost.
//
// Internal to service/app/mirror.  Thread rule: pure functions.

#ifndef SERVICE_APP_MIRROR_PLACEMENT_TRIAL_H_
#define SERVICE_APP_MIRROR_PLACEMENT_TRIAL_H_

#include <string>

#include <absl/status/statusor.h>
#include <walz/v1/matching_service.pb.h>

#include "engine/model/problem.h"
#include "service/app/mirror/run_standing.h"
#include "service/app/mirror/view.h"
#include "service/call/call.h"
#include "service/store/store.h"

namespace walz {

struct TrialScene {
  const Call& call;
  const View& view;
  const RunStanding& standing;
  const StoreSnapshot& snapshot;
  int thread_count;
};

// REQUIRES: the apprentice takes part in the round, the opening is among its hosts.
absl::StatusOr<v1::TryPlacementResponse> TryPlacementIn(const TrialScene& scene, const std::string& apprentice_id,
                                                        OpeningIndex opening);

// Whether one more without company fits at the opening, by the limits of `hosts` and what the run's placements use, as
// it was counted beside the same hosts or earlier ones; without a run (null), whether it has places.
bool HasFreePlace(const RunStanding* standing, const RoundHosts& hosts, OpeningIndex opening);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_PLACEMENT_TRIAL_H_
