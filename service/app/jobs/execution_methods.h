// ExecutionMethods: how the nights of a job went, and running one now: ExecutionService.
//
// A run by hand is stored as WAITING and done by whoever holds the lease of the batch.  Thread rule: methods may be
// called from any thread.

#ifndef SERVICE_APP_JOBS_EXECUTION_METHODS_H_
#define SERVICE_APP_JOBS_EXECUTION_METHODS_H_

#include <functional>

#include <absl/status/status.h>
#include <walz/v1/job.pb.h>

#include "service/app/resources/standard_reads.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

class ExecutionMethods {
 public:
  // `store` and `reads` must outlive this object.  `nudge` tells the batch that there is something to do.
  ExecutionMethods(Store& store, const StandardReads& reads, std::function<void()> nudge);

  // GetExecution, ListExecutions, RunJob.
  void Register(MethodSet& methods);

  //   NotFound            RESOURCE_NOT_FOUND: there is no such job
  //   FailedPrecondition  EXECUTION_RUNNING: an execution of it is open
  absl::Status RunJob(const Call& call, const v1::RunJobRequest& request, v1::Execution& response);

 private:
  Store& store_;
  const StandardReads& reads_;
  const std::function<void()> nudge_;
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_EXECUTION_METHODS_H_
