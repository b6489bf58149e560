// RaiseAlerts: what of a night somebody should look at, in words.

#ifndef SERVICE_APP_JOBS_ALERTS_H_
#define SERVICE_APP_JOBS_ALERTS_H_

#include <string>
#include <vector>

#include <walz/v1/job.pb.h>
#include <walz/v1/run.pb.h>

namespace walz {

// The conditions that a successful night meets, such as `placed dropped from 120 to 96`.  `difference` is null where
// there is no night before.
std::vector<std::string> RaiseAlerts(const v1::JobAlerts& alerts, const v1::RunResult& result,
                                     const v1::RunDifference* difference);

}  // namespace walz

#endif  // SERVICE_APP_JOBS_ALERTS_H_
