// Job validator: times, zones and bounds of a nightly job.
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_JOB_VALIDATOR_H_
#define SERVICE_APP_RESOURCES_JOB_VALIDATOR_H_

#include <vector>

#include <walz/v1/job.pb.h>

#include "service/call/errors.h"

namespace walz {

inline constexpr int kJobAttemptsMax = 10;
inline constexpr int kJobRetrySecondsMax = 3'600;
inline constexpr int kJobCatchUpMinutesMax = 1'440;
inline constexpr int kJobTimeLimitSecondsMax = 86'400;
inline constexpr int kJobAlertMax = 10'000'000;  // As many people as a round can place.

// Appends what cannot stand.  Whether the round is there is not looked at.
void ValidateJob(const v1::Job& job, std::vector<FieldFault>& faults);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_JOB_VALIDATOR_H_
