// ExecutionWork: takes one open execution a step further.
//
//   WAITING, due   -> RUNNING without a run -> RUNNING with its run -> SUCCEEDED, or WAITING again, or FAILED
//
// Each arrow is one commit that expects what was read and carries the fence, so that a crash between two of them leaves
// a state that the next step goes on from: starting and publishing under a request_id of the execution's and attempt's
// own change nothing the second time.
//
// Thread rule: one thread.

#ifndef SERVICE_APP_JOBS_EXECUTION_WORK_H_
#define SERVICE_APP_JOBS_EXECUTION_WORK_H_

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <walz/v1/job.pb.h>

#include "service/app/jobs/execution_io.h"
#include "service/app/jobs/round_runner.h"
#include "service/store/store.h"

namespace walz {

inline constexpr absl::Duration kRunLookEvery = absl::Seconds(1);
// Between looks whether the round's other run has ended.
inline constexpr absl::Duration kRoundLookEvery = absl::Seconds(30);
inline constexpr absl::Duration kRetryMax = absl::Hours(1);
inline constexpr int kAttemptsDefault = 3;
inline constexpr int kRetrySecondsDefault = 30;
inline constexpr int kRunSecondsDefault = 3600;

struct JobStepperOptions {
  std::string holder;  // Who holds the lease; no two starts of a process may have one name.
  std::function<absl::Time()> now;
  // Told of each execution that was stored; for logs and metrics.
  std::function<void(const v1::Execution&)> observe;
};

class ExecutionWork {
 public:
  // All must outlive this object.
  ExecutionWork(Store& store, RoundRunner& rounds, const JobStepperOptions& options)
      : store_(store), rounds_(rounds), options_(options) {}

  // Stores nights that begin or are skipped, all or none; those in `executions` get their revisions.
  absl::Status Record(const Fence& fence, std::vector<StoredExecution>& executions);

  // One step of `stored`, an open execution of `job`; `job` may be deleted.  When to come again; InfiniteFuture once it
  // has ended.
  absl::StatusOr<absl::Time> Advance(const Fence& fence, const v1::Job& job, StoredExecution& stored,
                                     std::stop_token stop);

 private:
  absl::StatusOr<absl::Time> Begin(const Fence& fence, const v1::Job& job, StoredExecution& stored);
  absl::StatusOr<absl::Time> StartRun(const Fence& fence, const v1::Job& job, StoredExecution& stored);
  // Another run of the round is running; that is no failed attempt.
  absl::StatusOr<absl::Time> WaitForRound(const Fence& fence, const absl::Status& status, StoredExecution& stored);
  absl::StatusOr<absl::Time> FollowRun(const Fence& fence, const v1::Job& job, StoredExecution& stored,
                                       std::stop_token stop);
  absl::StatusOr<absl::Time> Succeed(const Fence& fence, const v1::Job& job, const v1::Run& run,
                                     StoredExecution& stored, std::stop_token stop);
  absl::StatusOr<absl::Time> EndAttempt(const Fence& fence, const v1::Job& job, absl::string_view error,
                                        absl::Duration pause, StoredExecution& stored);
  absl::StatusOr<absl::Time> End(const Fence& fence, v1::ExecutionState state, StoredExecution& stored);
  // Publishes if the job wants it; appends to the alerts why it did not.
  absl::Status Publish(const Fence& fence, const v1::Job& job, v1::Execution& execution);
  absl::Status Write(const Fence& fence, StoredExecution& stored);

  Store& store_;
  RoundRunner& rounds_;
  const JobStepperOptions& options_;
};

// True if the lease is lost.
bool IsFenced(const absl::Status& status);

}  // namespace walz

#endif  // SERVICE_APP_JOBS_EXECUTION_WORK_H_
