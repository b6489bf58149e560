// What a job may be stored with is what the batch can read: the check at the door and the schedule agree.

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <walz/v1/job.pb.h>

#include "service/app/jobs/schedule.h"
#include "service/app/resources/job_validator.h"

namespace walz {
namespace {

bool IsTaken(const std::string& at, const std::string& zone) {
  v1::Job job;
  job.set_round("rounds/spring-27");
  job.set_at(at);
  job.set_time_zone(zone);
  std::vector<FieldFault> faults;
  ValidateJob(job, faults);
  return faults.empty();
}

TEST(JobFieldsTest, TheDoorAndTheScheduleAgreeOnTimes) {
  for (const char* at : {"00:00", "02:30", "23:59", "24:00", "02:60", "2:30", "02-30", "", "ab:cd", "02:3", "-1:00"}) {
    EXPECT_EQ(IsTaken(at, "UTC"), Schedule::Create(at, "UTC").ok()) << at;
  }
}

TEST(JobFieldsTest, TheDoorAndTheScheduleAgreeOnZones) {
  for (const char* zone : {"UTC", "Europe/Madrid", "Atlantic/Azores", "Etc/GMT+5", "localtime", "", "Europe/Nowhere",
                           "/etc/localtime", "../zoneinfo/UTC", "file:/etc/localtime", ":UTC"}) {
    EXPECT_EQ(IsTaken("02:30", zone), Schedule::Create("02:30", zone).ok()) << zone;
  }
}

}  // namespace
}  // namespace walz
