// Facts drift: how much changed since a run read its facts.

#ifndef SERVICE_APP_RUNS_FACTS_DRIFT_H_
#define SERVICE_APP_RUNS_FACTS_DRIFT_H_

#include <cstdint>

#include <absl/status/statusor.h>

#include "service/store/store.h"

namespace walz {

inline constexpr std::int64_t kDriftMax = 100'000;

// Resources that runs read and that were written after `after`, counted up to kDriftMax; -1 if the change log does not
// reach back so far.  Publishing a run changes no facts.  O(changes).
absl::StatusOr<std::int64_t> CountChangedFacts(const Store& store, Revision after);

}  // namespace walz

#endif  // SERVICE_APP_RUNS_FACTS_DRIFT_H_
