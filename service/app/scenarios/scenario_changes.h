// Scenario changes: what one resource is to be, merged, checked, and laid over the facts.
//
// Internal to service/app/scenarios.  Thread rule: pure functions.

#ifndef SERVICE_APP_SCENARIOS_SCENARIO_CHANGES_H_
#define SERVICE_APP_SCENARIOS_SCENARIO_CHANGES_H_

#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/message.h>
#include <walz/v1/scenario.pb.h>

#include "service/app/resources/resource_kind.h"
#include "service/app/resources/write_planner.h"
#include "service/store/store.h"

namespace walz {

inline constexpr int kScenarioChangesMax = 2'000;
inline constexpr int kChangesPerCallMax = 1'000;
inline constexpr std::size_t kScenarioBytesMax = std::size_t{1} << 20;

// The resource that the change speaks of; null if it speaks of none.
const google::protobuf::Message* ResourceOf(const v1::ScenarioChange& change);
google::protobuf::Message* MutableResourceOf(v1::ScenarioChange& change);

// Lays `change` over what `scenario` has of the same resource, in the order of names, and leaves the resource's present
// etag there.
//   InvalidArgument    no resource, no mask, another round (FIELD_INVALID); BAD_MASK
//   ResourceExhausted  LIMIT_REACHED
// and what WritePlanner::Update says: `checks` plans what the scenario's changes of the resource would write.
absl::Status AddChange(const v1::ScenarioChange& change, WritePlanner& checks, v1::Scenario& scenario);

// What would be written if the changes were facts now: over the records of `snapshot`.
// FailedPrecondition, REFERENCE_MISSING, if a resource is gone.
absl::StatusOr<std::vector<Mutation>> MutationsOf(const v1::Scenario& scenario, const StoreSnapshot& snapshot);

// Plans them as updates of the versions that were changed.  Aborted, ETAG_MISMATCH, if one has changed since.
absl::Status PlanChanges(const v1::Scenario& scenario, WritePlanner& planner);

}  // namespace walz

#endif  // SERVICE_APP_SCENARIOS_SCENARIO_CHANGES_H_
