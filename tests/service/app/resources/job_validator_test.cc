#include "service/app/resources/job_validator.h"

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

constexpr char kGood[] = "round: 'rounds/R' at: '02:30' time_zone: 'Europe/Madrid' ";

// What stands in `more` counts before what stands in `text`.
std::vector<FieldFault> Faults(const std::string& text, const std::string& more) {
  v1::Job job;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &job)) << text;
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(more, &job)) << more;
  std::vector<FieldFault> faults;
  ValidateJob(job, faults);
  return faults;
}

TEST(JobValidatorTest, TakesWhatCanRun) {
  for (const std::string& more : std::vector<std::string>{
           "", "at: '00:00'", "at: '23:59'", "time_zone: 'UTC'", "time_zone: 'America/Argentina/Ushuaia'",
           "max_attempts: 10 retry_seconds: 3600 catch_up_minutes: 1440 time_limit_seconds: 86400",
           "catch_up_minutes: 0", "alerts { placed_drop_above: 0 moved_above: 5 on_failure: true }"}) {
    EXPECT_TRUE(Faults(kGood, more).empty()) << more;
  }
}

TEST(JobValidatorTest, NamesEveryFault) {
  struct Case {
    std::string more;
    std::string path;
  };
  for (const Case& c : std::vector<Case>{
           {"round: ''", "round"},
           {"round: 'R'", "round"},
           {"round: 'rounds/R/runs/1'", "round"},
           {"round: 'rounds/'", "round"},
           {"at: ''", "at"},
           {"at: '2:30'", "at"},
           {"at: '24:00'", "at"},
           {"at: '23:60'", "at"},
           {"at: '02:30:00'", "at"},
           {"at: '0230'", "at"},
           {"at: '02-30'", "at"},
           {"at: '-2:30'", "at"},
           {"at: ' 2:30'", "at"},
           {"at: '1a:00'", "at"},
           {"at: '3:000'", "at"},
           {"time_zone: ''", "time_zone"},
           {"time_zone: 'Madrid'", "time_zone"},
           {"time_zone: 'Europe/Madird'", "time_zone"},
           {"time_zone: '+01:00'", "time_zone"},
           {"time_zone: '/usr/share/zoneinfo/UTC'", "time_zone"},
           {"time_zone: '../UTC'", "time_zone"},
           {"time_zone: 'file:UTC'", "time_zone"},
           {"max_attempts: 11", "max_attempts"},
           {"max_attempts: -1", "max_attempts"},
           {"retry_seconds: 3601", "retry_seconds"},
           {"retry_seconds: -1", "retry_seconds"},
           {"catch_up_minutes: 1441", "catch_up_minutes"},
           {"catch_up_minutes: -1", "catch_up_minutes"},
           {"time_limit_seconds: 86401", "time_limit_seconds"},
           {"time_limit_seconds: -1", "time_limit_seconds"},
           {"alerts { placed_drop_above: -1 }", "alerts.placed_drop_above"},
           {"alerts { moved_above: 10000001 }", "alerts.moved_above"},
           {"alerts { unmatched_above: -5 }", "alerts.unmatched_above"},
       }) {
    const std::vector<FieldFault> faults = Faults(kGood, c.more);
    ASSERT_EQ(faults.size(), 1u) << c.more;
    EXPECT_EQ(faults[0].path, c.path) << c.more;
    EXPECT_FALSE(faults[0].code.empty());
  }
  EXPECT_EQ(Faults("", "").size(), 3u);
}

}  // namespace
}  // namespace walz
