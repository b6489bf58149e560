#include "service/app/resources/job_validator.h"

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "service/store/keys.h"

namespace walz {
namespace {

// `00:00`..`23:59`.
bool IsTimeOfDay(absl::string_view text) {
  if (text.size() != 5 || text[2] != ':') return false;
  for (const std::size_t i : {0, 1, 3, 4}) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return text.substr(0, 2) <= "23" && text[3] <= '5';
}

// A name of the zone database alone: absl would also take a path of a file.
bool IsTimeZone(const std::string& name) {
  absl::TimeZone zone;
  return !name.empty() && name != "localtime" && name[0] != '/' && name.find("..") == std::string::npos &&
         name.find(':') == std::string::npos && absl::LoadTimeZone(name, &zone);
}

}  // namespace

void ValidateJob(const v1::Job& job, std::vector<FieldFault>& faults) {
  const auto in_range = [&](absl::string_view path, std::int64_t value, std::int64_t max) {
    if (value >= 0 && value <= max) return;
    faults.push_back({std::string(path), "out_of_range", absl::StrCat("takes 0..", max, ", not ", value)});
  };
  const std::optional<ResourceName> round = ParseName(job.round());
  if (job.round().empty()) {
    faults.push_back({"round", "missing_value", "names the round that is matched, such as `rounds/spring-27`"});
  } else if (!round || round->collection != Collection::kRounds) {
    faults.push_back({"round", "bad_name", "is no name of a round, such as `rounds/spring-27`"});
  }
  if (job.at().empty()) {
    faults.push_back({"at", "missing_value", "says when the job starts, such as `02:30`"});
  } else if (!IsTimeOfDay(job.at())) {
    faults.push_back({"at", "bad_time", "takes a time of day as HH:MM, from `00:00` to `23:59`"});
  }
  if (job.time_zone().empty()) {
    faults.push_back({"time_zone", "missing_value", "names the clock that counts, such as `Europe/Madrid`"});
  } else if (!IsTimeZone(job.time_zone())) {
    faults.push_back(
        {"time_zone", "bad_time_zone", "is no name of the IANA time zone database, such as `Europe/Madrid` or `UTC`"});
  }
  in_range("max_attempts", job.max_attempts(), kJobAttemptsMax);
  in_range("retry_seconds", job.retry_seconds(), kJobRetrySecondsMax);
  in_range("catch_up_minutes", job.catch_up_minutes(), kJobCatchUpMinutesMax);
  in_range("time_limit_seconds", job.time_limit_seconds(), kJobTimeLimitSecondsMax);
  in_range("alerts.placed_drop_above", job.alerts().placed_drop_above(), kJobAlertMax);
  in_range("alerts.moved_above", job.alerts().moved_above(), kJobAlertMax);
  in_range("alerts.unmatched_above", job.alerts().unmatched_above(), kJobAlertMax);
}

}  // namespace walz
