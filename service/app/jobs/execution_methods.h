// ExecutionMethods: how the nights of a job went, and running one now.
//
// Thread rule: methods may be called from any thread.

#ifndef SERVICE_APP_JOBS_EXECUTION_METHODS_H_
#define SERVICE_APP_JOBS_EXECUTION_METHODS_H_

#include <functional>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <walz/v1/job.pb.h>

#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

class ExecutionMethods {
 public:
  // `store` must outlive this object.  `nudge` tells the batch that there is something to do.
  ExecutionMethods(Store& store, std::function<void()> nudge);

  // GetExecution, ListExecutions, RunJob.
  void Register(MethodSet& methods);

 private:
  absl::Status Get(const Call& call, const v1::GetExecutionRequest& request, v1::Execution& response);
  absl::Status Run(const Call& call, const v1::RunJobRequest& request, v1::Execution& response);

  Store& store_;
  const std::function<void()> nudge_;
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_EXECUTION_METHODS_H_
