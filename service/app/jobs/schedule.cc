#include "service/app/jobs/schedule.h"

#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

namespace walz {
namespace {

// Two digits at the start of `text`; -1 if there are none.
int TwoDigits(absl::string_view text) {
  if (!absl::ascii_isdigit(static_cast<unsigned char>(text[0])) ||
      !absl::ascii_isdigit(static_cast<unsigned char>(text[1]))) {
    return -1;
  }
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

absl::StatusOr<Schedule> Schedule::Create(absl::string_view at, absl::string_view time_zone) {
  const bool shaped = at.size() == 5 && at[2] == ':';
  const int hour = shaped ? TwoDigits(at) : -1;
  const int minute = shaped ? TwoDigits(at.substr(3)) : -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
    return absl::InvalidArgumentError(absl::StrCat("at: '", at, "' is no time of day such as 02:30"));
  }
  absl::TimeZone zone;
  // absl would also take the path of a file.
  const bool named = !time_zone.empty() && absl::ascii_isalpha(static_cast<unsigned char>(time_zone[0])) &&
                     time_zone.find("..") == absl::string_view::npos && time_zone.find(':') == absl::string_view::npos;
  if (!named || time_zone == "localtime" || !absl::LoadTimeZone(std::string(time_zone), &zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("time_zone: '", time_zone, "' is no IANA time zone such as Europe/Madrid"));
  }
  return Schedule(hour, minute, zone);
}

std::optional<absl::Time> Schedule::StartOf(absl::CivilDay date) const {
  const absl::TimeZone::TimeInfo at =
      zone_.At(absl::CivilSecond(date.year(), date.month(), date.day(), hour_, minute_, 0));
  if (at.kind != absl::TimeZone::TimeInfo::SKIPPED) return at.pre;
  const absl::TimeZone::TimeInfo first = zone_.At(absl::CivilSecond(date));
  const absl::TimeZone::TimeInfo last = zone_.At(absl::CivilSecond(date + 1) - 1);
  const bool date_is_left_out = first.kind == absl::TimeZone::TimeInfo::SKIPPED &&
                                last.kind == absl::TimeZone::TimeInfo::SKIPPED && first.trans == last.trans;
  if (date_is_left_out) return std::nullopt;
  return at.trans;
}

Night Schedule::FirstAfter(absl::Time time) const {
  // Two days back: the zone's clock may have been set back by a whole day.
  for (absl::CivilDay date = DateAt(time) - 2;; ++date) {
    const std::optional<absl::Time> start = StartOf(date);
    if (start && *start > time) return {date, *start};
  }
}

Night Schedule::LastUntil(absl::Time time) const {
  for (absl::CivilDay date = DateAt(time) + 2;; --date) {
    const std::optional<absl::Time> start = StartOf(date);
    if (start && *start <= time) return {date, *start};
  }
}

absl::CivilDay Schedule::DateAt(absl::Time time) const { return absl::ToCivilDay(time, zone_); }

}  // namespace walz
