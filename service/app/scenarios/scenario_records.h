// Scenario records: scenarios and who moves in them, as they stand in the store.
//
// Internal to service/app/scenarios.  Thread rule: pure functions.

#ifndef SERVICE_APP_SCENARIOS_SCENARIO_RECORDS_H_
#define SERVICE_APP_SCENARIOS_SCENARIO_RECORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/scenario.pb.h>

#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

inline constexpr std::size_t kScenarioMovesMax = 10'000;  // Rows kept of one run.

struct StoredScenario {
  v1::Scenario scenario;  // With its etag.
  ResourceName name;
  Revision revision = 0;
};
// BAD_NAME, RESOURCE_NOT_FOUND; with `etag`, unless empty, ETAG_MISMATCH.
absl::StatusOr<StoredScenario> ReadScenario(const StoreSnapshot& snapshot, absl::string_view name,
                                            absl::string_view etag = "");

// Scenarios of the round.
absl::StatusOr<int> CountScenarios(const StoreSnapshot& snapshot, const std::string& round_id);

// FailedPrecondition, SCENARIO_APPLIED.
absl::Status CheckNotApplied(const v1::Scenario& scenario);
absl::Status NotRun(absl::string_view name, absl::string_view words);

// What replaces the rows that are kept of the scenario by `changes`, at most kScenarioMovesMax.
absl::StatusOr<std::vector<Mutation>> MovesMutations(const StoreSnapshot& snapshot, const ResourceName& scenario,
                                                     const v1::CompareRunsResponse& changes);
// By apprentice, until `visit` returns false.
absl::Status ForEachMove(const StoreSnapshot& snapshot, const ResourceName& scenario,
                         absl::FunctionRef<bool(const v1::ProposalChange&)> visit);

}  // namespace walz

#endif  // SERVICE_APP_SCENARIOS_SCENARIO_RECORDS_H_
