// Facts drift: how much changed since a run read its facts.

#ifndef SERVICE_APP_RUNS_FACTS_DRIFT_H_
#define SERVICE_APP_RUNS_FACTS_DRIFT_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/container/flat_hash_set.h>
#include <absl/status/statusor.h>

#include "service/store/store.h"

namespace walz {

inline constexpr std::int64_t kDriftMax = 100'000;

// Keys of resources that runs read; none if they are not known.
using ChangedFacts = std::optional<absl::flat_hash_set<std::string>>;

// Those that were written after `after`, some kDriftMax at most; not known if the change log does not reach back so
// far. Publishing a run changes no facts.  O(changes).
absl::StatusOr<ChangedFacts> FindChangedFacts(const Store& store, Revision after);

// At most kDriftMax; -1: not known.
std::int64_t CountOf(const ChangedFacts& changed);

}  // namespace walz

#endif  // SERVICE_APP_RUNS_FACTS_DRIFT_H_
