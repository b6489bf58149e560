#include "service/app/jobs/job_stepper.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/jobs/due_nights.h"
#include "service/app/jobs/execution_io.h"
#include "service/app/jobs/schedule.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

// Executions named by the last days are looked at in every step: runs by hand come from other threads and daemons.
constexpr int kRecentDays = 3;

absl::StatusOr<std::vector<v1::Job>> ReadJobs(const StoreSnapshot& snapshot) {
  std::vector<v1::Job> jobs;
  absl::Status bad;
  WALZ_RETURN_IF_ERROR(
      snapshot.Scan(RangeOf(Collection::kJobs), [&](absl::string_view, absl::string_view value, Revision revision) {
        bad = FillOutput(value, revision, jobs.emplace_back());
        return bad.ok();
      }));
  WALZ_RETURN_IF_ERROR(bad);
  return jobs;
}

// Somebody was faster: look again.
bool IsOvertaken(const absl::Status& status) { return ReasonOf(status) == v1::ERROR_REASON_ETAG_MISMATCH; }

}  // namespace

JobStepper::JobStepper(Store& store, RoundRunner& rounds, JobStepperOptions options)
    : store_(store), options_(std::move(options)), work_(store, rounds, options_) {}

absl::StatusOr<absl::Time> JobStepper::Step(std::stop_token stop) {
  const absl::Time now = options_.now();
  WALZ_RETURN_IF_ERROR(KeepLease(now));
  if (!fence_) return now + kJobLeaseRenewEvery;
  WALZ_ASSIGN_OR_RETURN(const std::vector<v1::Job> jobs, ReadJobs(*store_.OpenSnapshot()));
  absl::Time wake = renew_at_;
  absl::Status first_error;
  for (const v1::Job& job : jobs) {
    if (stop.stop_requested()) break;
    const absl::StatusOr<absl::Time> next = StepJob(job, now, stop);
    if (next.ok()) {
      wake = std::min(wake, *next);
    } else if (IsFenced(next.status())) {
      fence_.reset();
      return now;
    } else if (IsOvertaken(next.status())) {
      wake = std::min(wake, now);
    } else if (first_error.ok()) {
      first_error = next.status();
    }
  }
  if (!first_error.ok()) return first_error;
  return wake;
}

void JobStepper::GiveUpLease() {
  // One that is lost already is no matter.
  if (fence_) store_.GiveUpLease(*fence_).IgnoreError();
  fence_.reset();
}

absl::Status JobStepper::KeepLease(absl::Time now) {
  // A renewal that is far off: the clock has been set back.
  const bool kept = fence_ && now < renew_at_ && renew_at_ <= now + kJobLeaseRenewEvery;
  if (kept) return absl::OkStatus();
  absl::StatusOr<Fence> fence = store_.TakeLease(kJobLease, options_.holder, kJobLeaseDuration);
  if (IsFenced(fence.status())) {
    fence_.reset();
    EndLeaseFromTheFuture(now);
    return absl::OkStatus();
  }
  if (!fence.ok()) return fence.status();
  if (!fence_ || fence_->token != fence->token) {
    WALZ_ASSIGN_OR_RETURN(const std::vector<std::string> open, FindOpenExecutions(*store_.OpenSnapshot()));
    open_.clear();
    for (const std::string& name : open) open_[JobOfExecution(name)].insert(name);
  }
  fence_ = *std::move(fence);
  renew_at_ = now + kJobLeaseRenewEvery;
  return absl::OkStatus();
}

void JobStepper::EndLeaseFromTheFuture(absl::Time now) {
  const absl::StatusOr<LeaseState> lease = store_.ReadLease(kJobLease);
  if (!lease.ok() || lease->expires <= now + kJobLeaseDuration) {
    other_ = {};
    return;
  }
  const bool seen = lease->holder == other_.holder && lease->token == other_.token && lease->expires == other_.expires;
  if (!seen || now < other_seen_) {
    other_ = *lease;
    other_seen_ = now;
  } else if (now - other_seen_ > kJobLeaseDuration) {
    store_.GiveUpLease({kJobLease, lease->token}).IgnoreError();
  }
}

absl::StatusOr<absl::Time> JobStepper::StepJob(const v1::Job& job, absl::Time now, std::stop_token stop) {
  absl::Status opened;
  absl::Time wake = absl::InfiniteFuture();
  if (!IsDeleted(job)) {
    const absl::StatusOr<Schedule> schedule = Schedule::Create(job.at(), job.time_zone());
    if (!schedule.ok()) {
      opened = schedule.status();
    } else {
      WALZ_RETURN_IF_ERROR(OpenNights(job, *schedule, now));
      wake = schedule->FirstAfter(now).start;
    }
  }
  WALZ_ASSIGN_OR_RETURN(const absl::Time next, AdvanceExecutions(job, now, stop));
  WALZ_RETURN_IF_ERROR(opened);
  return std::min(wake, next);
}

absl::Status JobStepper::OpenNights(const v1::Job& job, const Schedule& schedule, absl::Time now) {
  WALZ_ASSIGN_OR_RETURN(DueNights due, FindDueNights(*store_.OpenSnapshot(), job, schedule, now));
  std::vector<StoredExecution> records;
  for (v1::Execution& execution : due.skipped) records.push_back({std::move(execution), 0});
  if (due.opened) records.push_back(*std::move(due.opened));
  WALZ_RETURN_IF_ERROR(work_.Record(*fence_, records));
  for (const StoredExecution& stored : records) {
    if (IsOpen(stored.execution)) open_[job.name()].insert(stored.execution.name());
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> JobStepper::AdvanceExecutions(const v1::Job& job, absl::Time now, std::stop_token stop) {
  std::set<std::string>& open = open_[job.name()];
  const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
  WALZ_ASSIGN_OR_RETURN(
      const std::vector<StoredExecution> recent,
      ReadExecutions(*snapshot, job.name(), absl::ToCivilDay(now, absl::UTCTimeZone()) - kRecentDays));
  for (const StoredExecution& stored : recent) {
    if (IsOpen(stored.execution)) open.insert(stored.execution.name());
  }
  // One that is RUNNING goes first, then by name.
  std::vector<StoredExecution> queue;
  for (auto name = open.begin(); name != open.end();) {
    WALZ_ASSIGN_OR_RETURN(std::optional<StoredExecution> stored, FindExecution(*snapshot, *name));
    const bool still_open = stored && IsOpen(stored->execution);
    name = still_open ? std::next(name) : open.erase(name);
    if (still_open) queue.push_back(*std::move(stored));
  }
  std::stable_partition(queue.begin(), queue.end(), [](const StoredExecution& stored) {
    return stored.execution.state() == v1::EXECUTION_STATE_RUNNING;
  });
  absl::Time wake = absl::InfiniteFuture();
  for (StoredExecution& stored : queue) {
    WALZ_ASSIGN_OR_RETURN(const absl::Time next, work_.Advance(*fence_, job, stored, stop));
    wake = std::min(wake, next);
    if (stored.execution.state() == v1::EXECUTION_STATE_RUNNING) break;
  }
  return wake;
}

}  // namespace walz
