// JobStepper: one step of the nightly batch: looks at the store and the clock and does what is due.
//
//   night comes -> WAITING (stored once: its name is the local date, expected revision 0) -> see execution_work.h
//   night missed by more than the catch-up window, or while paused -> SKIPPED
//
// All state that counts stands in the store, so that a step after a crash is like any other.  Only the holder of the
// lease `jobs` steps, and every commit carries its fence.  A job runs one execution at a time.
//
// Thread rule: one thread.

#ifndef SERVICE_APP_JOBS_JOB_STEPPER_H_
#define SERVICE_APP_JOBS_JOB_STEPPER_H_

#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <walz/v1/job.pb.h>

#include "service/app/jobs/execution_work.h"
#include "service/app/jobs/round_runner.h"
#include "service/app/jobs/schedule.h"
#include "service/store/store.h"

namespace walz {

inline constexpr char kJobLease[] = "jobs";
inline constexpr absl::Duration kJobLeaseDuration = absl::Seconds(30);
inline constexpr absl::Duration kJobLeaseRenewEvery = absl::Seconds(10);

class JobStepper {
 public:
  // `store` and `rounds` must outlive this object.
  JobStepper(Store& store, RoundRunner& rounds, JobStepperOptions options);
  JobStepper(const JobStepper&) = delete;
  JobStepper& operator=(const JobStepper&) = delete;

  // Does what is due.  When to come again, at the latest; sooner after a change.  That another holds the lease is no
  // error; nor is a job that cannot run a reason to leave the others: the first error is answered at the end.
  absl::StatusOr<absl::Time> Step(std::stop_token stop = {});

  bool holds_lease() const { return fence_.has_value(); }
  void GiveUpLease();

 private:
  // Takes or renews the lease where it is time to.  OK without a fence: another holds it.
  absl::Status KeepLease(absl::Time now);
  // Ends a lease that was taken by a clock that stood ahead, and whose holder shows no life.
  void EndLeaseFromTheFuture(absl::Time now);
  absl::StatusOr<absl::Time> StepJob(const v1::Job& job, absl::Time now, std::stop_token stop);
  absl::Status OpenNights(const v1::Job& job, const Schedule& schedule, absl::Time now);
  absl::StatusOr<absl::Time> AdvanceExecutions(const v1::Job& job, absl::Time now, std::stop_token stop);

  Store& store_;
  const JobStepperOptions options_;
  ExecutionWork work_;
  std::optional<Fence> fence_;
  absl::Time renew_at_ = absl::InfinitePast();
  // The lease as it was first seen so, while another holds it.
  LeaseState other_;
  absl::Time other_seen_ = absl::InfinitePast();
  // By job, the names of executions that were open when the lease was taken, or that came since.
  std::map<std::string, std::set<std::string>> open_;
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_JOB_STEPPER_H_
