// What a stored run knows of its optimum, for runs over nearly the same facts.

#ifndef SERVICE_APP_RUNS_STORED_WARM_START_H_
#define SERVICE_APP_RUNS_STORED_WARM_START_H_

#include <stop_token>

#include <absl/status/statusor.h>

#include "engine/matching/warm_start.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

// Prices of the run alone, for whoever has its placements already; errors as below.
absl::StatusOr<WarmStart> ReadStartPrices(const StoreSnapshot& snapshot, const ResourceName& run, std::stop_token stop);

// Prices and placements of the run.  NotFound if it has no certificate; InvalidArgument if that cannot be read; Cancelled.
absl::StatusOr<WarmStart> ReadWarmStart(const StoreSnapshot& snapshot, const ResourceName& run, std::stop_token stop);

}  // namespace walz

#endif  // SERVICE_APP_RUNS_STORED_WARM_START_H_
