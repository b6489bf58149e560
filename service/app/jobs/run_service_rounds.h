// RunServiceRounds: the runs of app/runs as the nightly batch starts, publishes and compares them.

#ifndef SERVICE_APP_JOBS_RUN_SERVICE_ROUNDS_H_
#define SERVICE_APP_JOBS_RUN_SERVICE_ROUNDS_H_

#include <functional>
#include <string>
#include <utility>

#include <absl/time/time.h>

#include "service/app/jobs/round_runner.h"
#include "service/app/runs/run_service.h"
#include "service/call/call.h"

namespace walz {

class RunServiceRounds : public RoundRunner {
 public:
  // `runs` must outlive this object.
  RunServiceRounds(RunService& runs, std::function<absl::Time()> now) : runs_(runs), now_(std::move(now)) {}

  absl::StatusOr<std::string> Start(const RunOrder& order) override;
  absl::Status Publish(absl::string_view run, absl::string_view request_id, const Fence& fence) override;
  absl::StatusOr<v1::RunDifference> Compare(absl::string_view base, absl::string_view run,
                                            std::stop_token stop) override;

 private:
  Call CallOf(absl::string_view method) const;

  RunService& runs_;
  const std::function<absl::Time()> now_;
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_RUN_SERVICE_ROUNDS_H_
