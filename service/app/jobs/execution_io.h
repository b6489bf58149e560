// Executions in the store: their names, the ones of a job, the ones that are open.
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_JOBS_EXECUTION_IO_H_
#define SERVICE_APP_JOBS_EXECUTION_IO_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <walz/v1/job.pb.h>

#include "service/store/store.h"

namespace walz {

struct StoredExecution {
  v1::Execution execution;
  Revision revision = 0;  // 0: not stored yet.
};

// `jobs/nightly/executions/2027-01-31`; `job` is the job's name.
std::string NightName(absl::string_view job, absl::CivilDay date);
// `jobs/nightly/executions/2027-01-31-manual-1`.
std::string ManualName(absl::string_view job, absl::CivilDay date, int number);
// The job's name.
std::string JobOfExecution(absl::string_view execution);
bool IsManual(const v1::Execution& execution);
// RUNNING or WAITING.
bool IsOpen(const v1::Execution& execution);

absl::StatusOr<std::optional<StoredExecution>> FindExecution(const StoreSnapshot& snapshot, absl::string_view name);
// Those of `job` in the order of their names, `from` and later.
absl::StatusOr<std::vector<StoredExecution>> ReadExecutions(const StoreSnapshot& snapshot, absl::string_view job,
                                                            absl::CivilDay from);
// The names of all that are open, of all jobs.
absl::StatusOr<std::vector<std::string>> FindOpenExecutions(const StoreSnapshot& snapshot);
// The last scheduled night of the execution's job before it that succeeded with a run of `round`.
absl::StatusOr<std::optional<v1::Execution>> FindNightBefore(const StoreSnapshot& snapshot,
                                                             const v1::Execution& execution, absl::string_view round);

}  // namespace walz

#endif  // SERVICE_APP_JOBS_EXECUTION_IO_H_
