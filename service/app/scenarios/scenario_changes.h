// Scenario changes: what one resource is to be, merged, checked, and laid over the facts.
//
// Resources are added before anything refers to them, then changed, then deleted when nothing refers to them any more.
//
// Internal to service/app/scenarios.  Thread rule: pure functions.

#ifndef SERVICE_APP_SCENARIOS_SCENARIO_CHANGES_H_
#define SERVICE_APP_SCENARIOS_SCENARIO_CHANGES_H_

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>
#include <walz/v1/scenario.pb.h>

#include "service/app/resources/resource_kind.h"
#include "service/app/resources/resource_validator.h"
#include "service/app/resources/write_planner.h"
#include "service/call/call.h"
#include "service/store/store.h"

namespace walz {

inline constexpr int kScenarioChangesMax = 2'000;
inline constexpr int kChangesPerCallMax = 1'000;
inline constexpr std::size_t kScenarioBytesMax = std::size_t{1} << 20;

// The resource that the change speaks of; null if it speaks of none.
const google::protobuf::Message* ResourceOf(const v1::ScenarioChange& change);
google::protobuf::Message* MutableResourceOf(v1::ScenarioChange& change);

// Lays `change` over what `scenario` has of the same resource, in the order of names.
//   InvalidArgument      no resource, no mask, another round, an action that does not fit (FIELD_INVALID); BAD_MASK
//   ResourceExhausted    LIMIT_REACHED
absl::Status AddChange(const v1::ScenarioChange& change, v1::Scenario& scenario);

// What would be written if the changes were facts now: over the records of `snapshot`.
// FailedPrecondition, REFERENCE_MISSING, if a resource is gone; AlreadyExists, RESOURCE_EXISTS, if one is there
// already.
absl::StatusOr<std::vector<Mutation>> MutationsOf(const v1::Scenario& scenario, const StoreSnapshot& snapshot);

// Checks the changes of `names` beside all others, as if they were written now, and notes in `scenario` the versions
// that they change.  What WritePlanner says of them.
absl::Status CheckChanges(const std::vector<std::string>& names, const StoreSnapshot& snapshot,
                          const ResourceValidator& validator, const Call& call, absl::Time now, v1::Scenario& scenario);

// Plans them as writes over the versions that were changed.  Aborted, ETAG_MISMATCH, if one has changed since;
// AlreadyExists, RESOURCE_EXISTS, if what is to be added is there.
absl::Status PlanChanges(const v1::Scenario& scenario, const ResourceValidator& validator, const Call& call,
                         absl::Time now, WritePlanner& planner);

}  // namespace walz

#endif  // SERVICE_APP_SCENARIOS_SCENARIO_CHANGES_H_
