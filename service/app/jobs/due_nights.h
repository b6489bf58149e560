// FindDueNights: which nights of a job have come and have no execution yet, and what becomes of each.

#ifndef SERVICE_APP_JOBS_DUE_NIGHTS_H_
#define SERVICE_APP_JOBS_DUE_NIGHTS_H_

#include <optional>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <walz/v1/job.pb.h>

#include "service/app/jobs/execution_io.h"
#include "service/app/jobs/schedule.h"
#include "service/store/store.h"

namespace walz {

// A night this late is still on time, whatever the catch-up window says.
inline constexpr absl::Duration kOnTime = absl::Minutes(1);
inline constexpr int kCatchUpMinutesDefault = 360;
// So many missed nights are recorded, the latest ones.
inline constexpr int kMissedNightsMax = 400;

struct DueNights {
  std::vector<v1::Execution> skipped;     // To be stored, SKIPPED; latest first.
  std::optional<StoredExecution> opened;  // To be stored, WAITING, over what has its revision.
};

// How late a night of `job` may start.
absl::Duration CatchUpOf(const v1::Job& job);

// Looks back from `now` to the last night that has an execution, or to the job's creation.  Of the nights between, the
// latest is opened if the catch-up window holds it; all others are skipped.  A night that was skipped at a time that
// `now` has not reached yet - the clock has been set back since - is opened again.
absl::StatusOr<DueNights> FindDueNights(const StoreSnapshot& snapshot, const v1::Job& job, const Schedule& schedule,
                                        absl::Time now);

}  // namespace walz

#endif  // SERVICE_APP_JOBS_DUE_NIGHTS_H_
