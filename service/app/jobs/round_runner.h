// RoundRunner: what the nightly batch needs of the runs: start, publish, compare.
//
// The batch reads the run itself in the store.  app/runs offers it; tests have their own.

#ifndef SERVICE_APP_JOBS_ROUND_RUNNER_H_
#define SERVICE_APP_JOBS_ROUND_RUNNER_H_

#include <stop_token>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/run.pb.h>

#include "service/store/store.h"

namespace walz {

struct RunOrder {
  std::string round;       // `rounds/spring-27`.
  std::string started_by;  // `jobs/nightly/executions/2027-01-31`.
  std::string request_id;
  int time_limit_seconds = 0;
  Fence fence;  // Of the commits that store the run's start.
};

// Thread rule: called from one thread.
class RoundRunner {
 public:
  virtual ~RoundRunner() = default;

  // Stores a run that is RUNNING and answers its name at once.  The same `request_id` again answers the same run.
  //   FailedPrecondition  RUN_RUNNING: another run of the round is running
  //   Aborted             FENCED
  virtual absl::StatusOr<std::string> Start(const RunOrder& order) = 0;
  // Publishes the run in one commit under `fence`.  Publishing what is published already changes nothing.
  virtual absl::Status Publish(absl::string_view run, absl::string_view request_id, const Fence& fence) = 0;
  // How `run` differs from `base`, an earlier one of the same round.
  virtual absl::StatusOr<v1::RunDifference> Compare(absl::string_view base, absl::string_view run,
                                                    std::stop_token stop) = 0;
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_ROUND_RUNNER_H_
