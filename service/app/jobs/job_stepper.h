// JobStepper: one step of the nightly batch: looks at the store and the clock and does what is due.
//
// All state that counts stands in the store, so a step after a crash is like any other:
//
//   night due   -> WAITING (created once: expected revision 0) -> RUNNING -> run started -> run ended -> SUCCEEDED
//                                    ^                                          |
//                                    +------- back-off, attempts left ----------+-> FAILED
//   night missed by more than the catch-up window, or paused -> SKIPPED
//
// Only the holder of the lease `jobs` steps, and every commit carries its fence.  A night that was skipped because the
// clock stood wrong is taken up again when the clock has gone back.  Thread rule: one thread.

#ifndef SERVICE_APP_JOBS_JOB_STEPPER_H_
#define SERVICE_APP_JOBS_JOB_STEPPER_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <walz/v1/job.pb.h>

#include "service/app/jobs/round_runner.h"
#include "service/app/jobs/schedule.h"
#include "service/store/store.h"

namespace walz {

inline constexpr char kJobLease[] = "jobs";
inline constexpr absl::Duration kJobLeaseDuration = absl::Seconds(30);
inline constexpr absl::Duration kJobLeaseRenewEvery = absl::Seconds(10);
// A night this late is still on time, whatever the catch-up window says.
inline constexpr absl::Duration kOnTime = absl::Minutes(1);
inline constexpr absl::Duration kRunLookEvery = absl::Seconds(1);
inline constexpr absl::Duration kRetryMax = absl::Hours(1);
// So many missed nights are recorded, the latest ones.
inline constexpr int kMissedNightsMax = 400;

struct JobStepperOptions {
  std::string holder;  // Who holds the lease: one for each process.
  std::function<absl::Time()> now;
  // Told of each execution that was stored; for logs and metrics.
  std::function<void(const v1::Execution&)> observe;
};

class JobStepper {
 public:
  // `store` and `rounds` must outlive this object.
  JobStepper(Store& store, RoundRunner& rounds, JobStepperOptions options);

  // Does what is due.  When to come again, at the latest; sooner after a change.
  // Another holder's lease is no error.
  absl::StatusOr<absl::Time> Step(std::stop_token stop = {});

  bool holds_lease() const { return fence_.has_value(); }
  void GiveUpLease();

 private:
  struct StoredJob;
  struct StoredExecution;

  absl::Status KeepLease(absl::Time now);

  Store& store_;
  RoundRunner& rounds_;
  const JobStepperOptions options_;
  std::optional<Fence> fence_;
  absl::Time renew_at_ = absl::InfinitePast();
  std::set<std::string> open_;  // Keys of executions that were open when the lease was taken, or opened since.
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_JOB_STEPPER_H_
