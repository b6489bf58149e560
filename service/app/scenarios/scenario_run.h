// RunScenario: matches the facts as a scenario has them, and keeps what differs from its base run.
//
// Internal to service/app/scenarios.

#ifndef SERVICE_APP_SCENARIOS_SCENARIO_RUN_H_
#define SERVICE_APP_SCENARIOS_SCENARIO_RUN_H_

#include <functional>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <walz/v1/scenario_service.pb.h>

#include "service/app/mirror/mirror.h"
#include "service/app/runs/run_service.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

struct ScenarioWorld {
  Store& store;
  const Mirror& mirror;
  const RunOptions& options;
  const std::function<absl::Time()>& now;
};

// Works on a thread of its own, with the niceness of runs, and tells its stages from the calling one.  Ends within
// 100 ms when call.stop asks, or when nobody reads any more.
absl::Status RunScenario(const ScenarioWorld& world, const Call& call, const v1::RunScenarioRequest& request,
                         Writer<v1::RunScenarioResponse>& writer);

}  // namespace walz

#endif  // SERVICE_APP_SCENARIOS_SCENARIO_RUN_H_
