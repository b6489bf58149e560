#include "service/app/jobs/due_nights.h"

#include <algorithm>
#include <string>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"

namespace walz {
namespace {

v1::Execution WaitingNight(const v1::Job& job, const Night& night, absl::Time now) {
  v1::Execution execution;
  execution.set_name(NightName(job.name(), night.date));
  execution.set_state(v1::EXECUTION_STATE_WAITING);
  *execution.mutable_scheduled_time() = TimestampOf(night.start);
  *execution.mutable_next_attempt_time() = TimestampOf(now);
  return execution;
}

v1::Execution SkippedNight(const v1::Job& job, const Night& night, absl::Time now) {
  v1::Execution execution;
  execution.set_name(NightName(job.name(), night.date));
  execution.set_state(v1::EXECUTION_STATE_SKIPPED);
  *execution.mutable_scheduled_time() = TimestampOf(night.start);
  *execution.mutable_end_time() = TimestampOf(now);
  if (job.paused()) {
    execution.set_error("the job was paused");
    return execution;
  }
  execution.set_error(
      absl::StrCat("missed: ", absl::FormatDuration(absl::Trunc(now - night.start, absl::Minutes(1))), " late"));
  if (job.alerts().on_failure()) execution.add_alerts("no successful execution: the night was missed");
  return execution;
}

}  // namespace

absl::Duration CatchUpOf(const v1::Job& job) {
  const int minutes = job.has_catch_up_minutes() ? job.catch_up_minutes() : kCatchUpMinutesDefault;
  return std::max(kOnTime, absl::Minutes(minutes));
}

absl::StatusOr<DueNights> FindDueNights(const StoreSnapshot& snapshot, const v1::Job& job, const Schedule& schedule,
                                        absl::Time now) {
  // A job that was made while the clock stood ahead still has its nights on time.
  const absl::Time created = TimeOf(job.create_time());
  const absl::Time floor = created <= now ? created : now - kOnTime;
  DueNights due;
  Night night = schedule.LastUntil(now);
  for (int seen = 0; seen < kMissedNightsMax && night.start >= floor; ++seen) {
    const bool may_open = seen == 0 && !job.paused() && now - night.start <= CatchUpOf(job);
    WALZ_ASSIGN_OR_RETURN(const std::optional<StoredExecution> stored,
                          FindExecution(snapshot, NightName(job.name(), night.date)));
    if (stored) {
      const bool skipped_ahead =
          stored->execution.state() == v1::EXECUTION_STATE_SKIPPED && TimeOf(stored->execution.end_time()) > now;
      if (may_open && skipped_ahead) due.opened = {WaitingNight(job, night, now), stored->revision};
      break;
    }
    if (may_open) {
      due.opened = {WaitingNight(job, night, now), 0};
    } else {
      due.skipped.push_back(SkippedNight(job, night, now));
    }
    night = schedule.LastUntil(night.start - absl::Nanoseconds(1));
  }
  return due;
}

}  // namespace walz
