// JobRunner: the thread of the nightly batch: takes JobStepper's steps when they are due.
//
//   JobRunner batch(store, runs, {.holder = "walzd-1/4711", .now = absl::Now});
//   batch.Start();   ...   batch.Stop();
//
// A clock that is not the machine's is looked at when somebody nudges.
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_APP_JOBS_JOB_RUNNER_H_
#define SERVICE_APP_JOBS_JOB_RUNNER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "service/app/jobs/job_stepper.h"
#include "service/app/jobs/round_runner.h"
#include "service/store/store.h"

namespace walz {

// The longest sleep: a wall clock that was set is noticed this soon.
inline constexpr absl::Duration kJobLookEvery = absl::Seconds(5);

class JobRunner {
 public:
  // Told of every step that could not be taken; the next one comes after kJobLookEvery.
  using OnError = std::function<void(const absl::Status&)>;

  // `store` and `rounds` must outlive this object.
  JobRunner(Store& store, RoundRunner& rounds, JobStepperOptions options, OnError on_error = {});
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;
  ~JobRunner();

  void Start();
  // Ends the thread and gives up the lease.  Executions that run stay RUNNING: the next holder follows them.
  void Stop();
  // Something has changed: look now.
  void Nudge();

 private:
  void Loop(std::stop_token stop);

  const std::function<absl::Time()> now_;
  const OnError on_error_;
  JobStepper stepper_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool nudged_ = false;
  std::jthread thread_;
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_JOB_RUNNER_H_
