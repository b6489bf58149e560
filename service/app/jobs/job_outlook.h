// Job outlook: the fields of a job that nobody stores: its next start and its last execution.

#ifndef SERVICE_APP_JOBS_JOB_OUTLOOK_H_
#define SERVICE_APP_JOBS_JOB_OUTLOOK_H_

#include <functional>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <walz/v1/job.pb.h>

#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

// Sets next_start, absent where the job is paused or deleted, and last_execution, the last one by name that was not
// skipped; empty: none.
absl::Status FillJobOutlook(const StoreSnapshot& snapshot, absl::Time now, v1::Job& job);

// From now on the methods of JobService, which are there already, answer jobs with their outlook.
// `store` must outlive `methods`.
void OfferJobOutlook(const Store& store, std::function<absl::Time()> now, MethodSet& methods);

}  // namespace walz

#endif  // SERVICE_APP_JOBS_JOB_OUTLOOK_H_
