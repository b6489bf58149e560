// RunDifference: who fares how in two runs of one round.

#ifndef SERVICE_APP_RUNS_RUN_DIFFERENCE_H_
#define SERVICE_APP_RUNS_RUN_DIFFERENCE_H_

#include <cstddef>

#include <absl/status/statusor.h>
#include <walz/v1/matching_service.pb.h>

#include "service/call/call.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

// Counts the apprentices that the caller may see; `same` are those placed alike in both, so that placed_after is
// gained + moved + shifted + same.  Changes by apprentice, at most `change_count_max`.  Cancelled if call.stop asks.
absl::StatusOr<v1::CompareRunsResponse> DifferenceOf(const StoreSnapshot& snapshot, const ResourceName& base,
                                                     const ResourceName& run, const Call& call,
                                                     std::size_t change_count_max);

}  // namespace walz

#endif  // SERVICE_APP_RUNS_RUN_DIFFERENCE_H_
