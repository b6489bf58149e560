// Schedule: when a job's nights start: a local time of day in an IANA time zone.
//
//   Europe/Madrid, 02:30      night 2027-03-27   2027-03-27 01:30 UTC
//                             night 2027-03-28   2027-03-28 01:00 UTC: 02:30 is skipped; 03:00, the first moment after
//
// A night is named by its local date and starts once: a time that comes twice counts the first time, one that a clock
// change skips is the first moment after the gap.  A date that the zone leaves out as a whole is no night.  Nights
// start in the order of their dates.  Thread rule: immutable.

#ifndef SERVICE_APP_JOBS_SCHEDULE_H_
#define SERVICE_APP_JOBS_SCHEDULE_H_

#include <optional>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

namespace walz {

struct Night {
  absl::CivilDay date;
  absl::Time start;
};

class Schedule {
 public:
  // InvalidArgument if `at` is no `HH:MM` or there is no such zone on this machine.
  static absl::StatusOr<Schedule> Create(absl::string_view at, absl::string_view time_zone);

  // None if the zone has no such date.
  std::optional<absl::Time> StartOf(absl::CivilDay date) const;
  // The first night that starts after `time`.
  Night FirstAfter(absl::Time time) const;
  // The last night that starts at `time` or before.
  Night LastUntil(absl::Time time) const;
  // The local date at `time`.
  absl::CivilDay DateAt(absl::Time time) const;

 private:
  Schedule(int hour, int minute, absl::TimeZone zone) : hour_(hour), minute_(minute), zone_(zone) {}

  int hour_;
  int minute_;
  absl::TimeZone zone_;
};

}  // namespace walz

#endif  // SERVICE_APP_JOBS_SCHEDULE_H_
