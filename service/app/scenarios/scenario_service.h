// ScenarioService: scenarios of a round: made, changed, run, compared, applied, deleted.
//
// A scenario is a stored list of changes.  Its run lays them over the newest view of the mirror, which nobody else
// sees, starts the matcher at the base run's prices, and keeps the figures and who fares otherwise: no proposals.  It
// lives within its call, so a crash leaves the scenario as it was.  Applying it is one commit that expects every
// changed resource as the scenario saw it.
//
// Bounds: kScenariosPerRoundMax, kScenarioChangesMax, kScenarioBytesMax, kScenarioMovesMax; one run at a time.
// Memory: that of a run, while one runs.
//
// Thread rule: all methods from any thread.

#ifndef SERVICE_APP_SCENARIOS_SCENARIO_SERVICE_H_
#define SERVICE_APP_SCENARIOS_SCENARIO_SERVICE_H_

#include <functional>
#include <mutex>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <walz/v1/scenario_service.pb.h>

#include "service/app/mirror/mirror.h"
#include "service/app/resources/resource_validator.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/app/resources/standard_reads.h"
#include "service/app/resources/write_planner.h"
#include "service/app/runs/run_service.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

inline constexpr int kScenariosPerRoundMax = 100;

class ScenarioService {
 public:
  // All references must outlive this object.
  ScenarioService(Store& store, const Mirror& mirror, const ResourceValidator& validator, SnapshotKeeper& keeper,
                  std::function<absl::Time()> now, const RunOptions& options);

  // This must outlive `methods`.
  void Register(MethodSet& methods);

 private:
  template <typename Request>
  void RegisterWrite(MethodSet& methods, absl::string_view method,
                     absl::Status (ScenarioService::*plan)(const Call&, const Request&, WritePlanner&, v1::Scenario&));

  // What each method writes; the answer goes to `scenario`.
  absl::Status PlanCreate(const Call& call, const v1::CreateScenarioRequest& request, WritePlanner& planner,
                          v1::Scenario& scenario);
  absl::Status PlanChange(const Call& call, const v1::ChangeScenarioRequest& request, WritePlanner& planner,
                          v1::Scenario& scenario);
  absl::Status PlanApply(const Call& call, const v1::ApplyScenarioRequest& request, WritePlanner& planner,
                         v1::Scenario& scenario);
  absl::Status PlanDelete(const Call& call, const v1::DeleteScenarioRequest& request, WritePlanner& planner,
                          v1::Scenario& scenario);

  absl::Status Run(const Call& call, const v1::RunScenarioRequest& request, Writer<v1::RunScenarioResponse>& writer);
  absl::Status Compare(const Call& call, const v1::CompareScenarioRequest& request,
                       v1::CompareScenarioResponse& response) const;

  Store& store_;
  const Mirror& mirror_;
  const ResourceValidator& validator_;
  const std::function<absl::Time()> now_;
  const RunOptions options_;
  const StandardReads reads_;
  std::mutex running_;  // Held by the one that runs.
};

}  // namespace walz

#endif  // SERVICE_APP_SCENARIOS_SCENARIO_SERVICE_H_
