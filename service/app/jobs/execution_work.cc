#include "service/app/jobs/execution_work.h"

#include <algorithm>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/hash.h"
#include "engine/base/status_macros.h"
#include "service/app/jobs/alerts.h"
#include "service/app/jobs/due_nights.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"

namespace walz {
namespace {

constexpr char kMethod[] = "nightly";  // In the audit chain.

int AttemptsOf(const v1::Job& job) { return job.max_attempts() > 0 ? job.max_attempts() : kAttemptsDefault; }

// The pause after `attempt` attempts: doubled each time.
absl::Duration PauseAfter(const v1::Job& job, int attempt) {
  absl::Duration pause = absl::Seconds(job.retry_seconds() > 0 ? job.retry_seconds() : kRetrySecondsDefault);
  for (int i = 1; i < attempt && pause < kRetryMax; ++i) pause *= 2;
  return std::min(pause, kRetryMax);
}

// The same for each attempt of each execution, whoever tries; request ids hold 64 characters, names more.
std::string RequestIdOf(absl::string_view what, const v1::Execution& execution) {
  const std::uint64_t hash =
      Hash64(Hash64(static_cast<std::uint64_t>(execution.attempt()), execution.name()), execution.run());
  return absl::StrCat(what, "-", absl::Hex(hash, absl::kZeroPad16));
}

// What another try cannot mend.
bool IsFinal(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) ||
         ReasonOf(status) == v1::ERROR_REASON_POLICY_CANNOT;
}

// A run's words; a status' words.
std::string WordsOf(const v1::Run& run) {
  return run.error().empty() ? absl::StrCat(run.name(), " is ", v1::RunState_Name(run.state())) : run.error();
}
std::string WordsOf(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

bool IsFenced(const absl::Status& status) { return ReasonOf(status) == v1::ERROR_REASON_FENCED; }

absl::Status ExecutionWork::Record(const Fence& fence, std::vector<StoredExecution>& executions) {
  if (executions.empty()) return absl::OkStatus();
  CommitRequest commit;
  commit.fence = fence;
  commit.audit.principal = JobOfExecution(executions.front().execution.name());
  commit.audit.method = kMethod;
  for (const StoredExecution& stored : executions) {
    commit.mutations.push_back(PutMutation(stored.execution, stored.revision));
    commit.audit.names.push_back(stored.execution.name());
  }
  WALZ_ASSIGN_OR_RETURN(const Committed committed, store_.Commit(std::move(commit)));
  for (StoredExecution& stored : executions) {
    stored.revision = committed.revision;
    if (options_.observe) options_.observe(stored.execution);
  }
  return absl::OkStatus();
}

absl::Status ExecutionWork::Write(const Fence& fence, StoredExecution& stored) {
  std::vector<StoredExecution> one = {stored};
  WALZ_RETURN_IF_ERROR(Record(fence, one));
  stored.revision = one.front().revision;
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> ExecutionWork::Advance(const Fence& fence, const v1::Job& job, StoredExecution& stored,
                                                  std::stop_token stop) {
  if (stored.execution.state() == v1::EXECUTION_STATE_WAITING) return Begin(fence, job, stored);
  // Without a run: somebody ended between storing the attempt and storing the run's name.
  if (stored.execution.run().empty()) return StartRun(fence, job, stored);
  return FollowRun(fence, job, stored, stop);
}

absl::StatusOr<absl::Time> ExecutionWork::Begin(const Fence& fence, const v1::Job& job, StoredExecution& stored) {
  const absl::Time now = options_.now();
  v1::Execution& execution = stored.execution;
  if (IsDeleted(job)) {
    execution.set_error("the job is deleted");
    return End(fence, v1::EXECUTION_STATE_FAILED, stored);
  }
  const absl::Time due = TimeOf(execution.next_attempt_time());
  // Farther off than any pause: the clock has been set back.
  if (now < due && due <= now + kRetryMax) return due;
  const bool first = execution.attempt() == 0;
  if (first && !IsManual(execution) && now - TimeOf(execution.scheduled_time()) > CatchUpOf(job)) {
    execution.set_error("missed: its turn came too late");
    if (job.alerts().on_failure()) execution.add_alerts("no successful execution: the night was missed");
    return End(fence, v1::EXECUTION_STATE_SKIPPED, stored);
  }
  execution.set_state(v1::EXECUTION_STATE_RUNNING);
  execution.set_attempt(execution.attempt() + 1);
  execution.clear_next_attempt_time();
  execution.clear_error();
  if (!execution.has_start_time()) *execution.mutable_start_time() = TimestampOf(now);
  execution.clear_run();
  WALZ_RETURN_IF_ERROR(Write(fence, stored));
  return StartRun(fence, job, stored);
}

absl::StatusOr<absl::Time> ExecutionWork::StartRun(const Fence& fence, const v1::Job& job, StoredExecution& stored) {
  RunOrder order;
  order.round = job.round();
  order.started_by = stored.execution.name();
  order.request_id = RequestIdOf("start", stored.execution);
  order.time_limit_seconds = job.time_limit_seconds() > 0 ? job.time_limit_seconds() : kRunSecondsDefault;
  order.fence = fence;
  const absl::StatusOr<std::string> run = rounds_.Start(order);
  if (!run.ok()) {
    if (IsFenced(run.status()) || absl::IsCancelled(run.status())) return run.status();
    if (ReasonOf(run.status()) == v1::ERROR_REASON_RUN_RUNNING) return WaitForRound(fence, run.status(), stored);
    const bool final = IsFinal(run.status());
    return EndAttempt(fence, job, WordsOf(run.status()),
                      final ? absl::InfiniteDuration() : PauseAfter(job, stored.execution.attempt()), stored);
  }
  stored.execution.set_run(*run);
  WALZ_RETURN_IF_ERROR(Write(fence, stored));
  return options_.now() + kRunLookEvery;
}

absl::StatusOr<absl::Time> ExecutionWork::WaitForRound(const Fence& fence, const absl::Status& status,
                                                       StoredExecution& stored) {
  const absl::Time next = options_.now() + kRoundLookEvery;
  stored.execution.set_state(v1::EXECUTION_STATE_WAITING);
  stored.execution.set_attempt(stored.execution.attempt() - 1);
  stored.execution.set_error(WordsOf(status));
  *stored.execution.mutable_next_attempt_time() = TimestampOf(next);
  WALZ_RETURN_IF_ERROR(Write(fence, stored));
  return next;
}

absl::StatusOr<absl::Time> ExecutionWork::FollowRun(const Fence& fence, const v1::Job& job, StoredExecution& stored,
                                                    std::stop_token stop) {
  const absl::StatusOr<v1::Run> run = ReadResource<v1::Run>(*store_.OpenSnapshot(), stored.execution.run());
  if (absl::IsNotFound(run.status())) {
    return EndAttempt(fence, job, WordsOf(run.status()), absl::ZeroDuration(), stored);
  }
  if (!run.ok()) return run.status();
  switch (run->state()) {
    case v1::RUN_STATE_RUNNING:
      return options_.now() + kRunLookEvery;
    case v1::RUN_STATE_SUCCEEDED:
      return Succeed(fence, job, *run, stored, stop);
    case v1::RUN_STATE_INTERRUPTED:  // By the end of a daemon: nothing to wait for.
      return EndAttempt(fence, job, WordsOf(*run), absl::ZeroDuration(), stored);
    case v1::RUN_STATE_CANCELLED:  // Somebody wants it to end.
      return EndAttempt(fence, job, WordsOf(*run), absl::InfiniteDuration(), stored);
    default:
      return EndAttempt(fence, job, WordsOf(*run), PauseAfter(job, stored.execution.attempt()), stored);
  }
}

absl::StatusOr<absl::Time> ExecutionWork::Succeed(const Fence& fence, const v1::Job& job, const v1::Run& run,
                                                  StoredExecution& stored, std::stop_token stop) {
  v1::Execution& execution = stored.execution;
  const std::string round = run.name().substr(0, run.name().rfind("/runs/"));
  WALZ_ASSIGN_OR_RETURN(const std::optional<v1::Execution> before,
                        FindNightBefore(*store_.OpenSnapshot(), execution, round));
  if (before) {
    absl::StatusOr<v1::RunDifference> difference = rounds_.Compare(before->run(), run.name(), stop);
    if (absl::IsCancelled(difference.status())) return difference.status();
    if (difference.ok()) {
      *execution.mutable_difference() = *std::move(difference);
    } else {
      execution.add_alerts(
          absl::StrCat("the difference to ", before->run(), " is not known: ", WordsOf(difference.status())));
    }
  }
  for (const std::string& words :
       RaiseAlerts(job.alerts(), run.result(), execution.has_difference() ? &execution.difference() : nullptr)) {
    execution.add_alerts(words);
  }
  WALZ_RETURN_IF_ERROR(Publish(fence, job, execution));
  return End(fence, v1::EXECUTION_STATE_SUCCEEDED, stored);
}

absl::Status ExecutionWork::Publish(const Fence& fence, const v1::Job& job, v1::Execution& execution) {
  if (!job.publish() || IsDeleted(job) || !execution.alerts().empty()) return absl::OkStatus();
  const absl::Status published = rounds_.Publish(execution.run(), RequestIdOf("publish", execution), fence);
  if (IsFenced(published)) return published;
  if (!published.ok()) execution.add_alerts(absl::StrCat("not published: ", WordsOf(published)));
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> ExecutionWork::EndAttempt(const Fence& fence, const v1::Job& job, absl::string_view error,
                                                     absl::Duration pause, StoredExecution& stored) {
  v1::Execution& execution = stored.execution;
  execution.set_error(std::string(error));
  if (pause < absl::InfiniteDuration() && execution.attempt() < AttemptsOf(job) && !IsDeleted(job)) {
    const absl::Time next = options_.now() + pause;
    execution.set_state(v1::EXECUTION_STATE_WAITING);
    *execution.mutable_next_attempt_time() = TimestampOf(next);
    WALZ_RETURN_IF_ERROR(Write(fence, stored));
    return next;
  }
  if (job.alerts().on_failure()) execution.add_alerts(absl::StrCat("no successful execution: ", error));
  return End(fence, v1::EXECUTION_STATE_FAILED, stored);
}

absl::StatusOr<absl::Time> ExecutionWork::End(const Fence& fence, v1::ExecutionState state, StoredExecution& stored) {
  stored.execution.set_state(state);
  stored.execution.clear_next_attempt_time();
  *stored.execution.mutable_end_time() = TimestampOf(options_.now());
  WALZ_RETURN_IF_ERROR(Write(fence, stored));
  return absl::InfiniteFuture();
}

}  // namespace walz
