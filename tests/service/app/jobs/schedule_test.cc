#include "service/app/jobs/schedule.h"

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

Schedule At(absl::string_view at, absl::string_view zone) {
  absl::StatusOr<Schedule> schedule = Schedule::Create(at, zone);
  EXPECT_TRUE(schedule.ok()) << schedule.status();
  return *std::move(schedule);
}

std::string Utc(std::optional<absl::Time> time) {
  return time ? absl::FormatTime("%Y-%m-%d %H:%M", *time, absl::UTCTimeZone()) : "none";
}

struct Case {
  const char* name;
  const char* at;
  const char* zone;
  absl::CivilDay date;
  const char* utc;
};

class StartOfTest : public testing::TestWithParam<Case> {};

TEST_P(StartOfTest, IsTheFirstMomentOfTheLocalTime) {
  const Case& c = GetParam();
  EXPECT_EQ(Utc(At(c.at, c.zone).StartOf(c.date)), c.utc);
}

INSTANTIATE_TEST_SUITE_P(
    Nights, StartOfTest,
    testing::Values(
        Case{"Winter", "02:30", "Europe/Madrid", absl::CivilDay(2027, 1, 31), "2027-01-31 01:30"},
        Case{"Summer", "02:30", "Europe/Madrid", absl::CivilDay(2027, 7, 31), "2027-07-31 00:30"},
        Case{"SkippedRunsAfterTheGap", "02:30", "Europe/Madrid", absl::CivilDay(2027, 3, 28), "2027-03-28 01:00"},
        Case{"FirstSkippedMinute", "02:00", "Europe/Madrid", absl::CivilDay(2027, 3, 28), "2027-03-28 01:00"},
        Case{"LastBeforeTheGap", "01:59", "Europe/Madrid", absl::CivilDay(2027, 3, 28), "2027-03-28 00:59"},
        Case{"RepeatedRunsAtTheFirst", "02:30", "Europe/Madrid", absl::CivilDay(2027, 10, 31), "2027-10-31 00:30"},
        Case{"AfterTheRepeat", "03:00", "Europe/Madrid", absl::CivilDay(2027, 10, 31), "2027-10-31 02:00"},
        Case{"DublinSkips", "01:30", "Europe/Dublin", absl::CivilDay(2027, 3, 28), "2027-03-28 01:00"},
        Case{"DublinRepeats", "01:30", "Europe/Dublin", absl::CivilDay(2027, 10, 31), "2027-10-31 00:30"},
        Case{"AzoresSkipMidnight", "00:30", "Atlantic/Azores", absl::CivilDay(2027, 3, 28), "2027-03-28 01:00"},
        Case{"HalfAnHourSkipped", "02:15", "Australia/Lord_Howe", absl::CivilDay(2027, 10, 3), "2027-10-02 15:30"},
        Case{"HalfAnHourRepeated", "01:45", "Australia/Lord_Howe", absl::CivilDay(2027, 4, 4), "2027-04-03 14:45"},
        Case{"ApiaBefore", "02:30", "Pacific/Apia", absl::CivilDay(2011, 12, 29), "2011-12-29 12:30"},
        Case{"ApiaLeavesTheDateOut", "02:30", "Pacific/Apia", absl::CivilDay(2011, 12, 30), "none"},
        Case{"ApiaAfter", "02:30", "Pacific/Apia", absl::CivilDay(2011, 12, 31), "2011-12-30 12:30"}),
    [](const testing::TestParamInfo<Case>& row) { return row.param.name; });

TEST(ScheduleTest, RefusesWhatIsNoTimeOfDay) {
  for (const char* at : {"", "2:30", "24:00", "02:60", "02-30", "02:3", "02:300", "-2:30", "ab:cd", " 02:30"}) {
    EXPECT_FALSE(Schedule::Create(at, "UTC").ok()) << at;
  }
}

TEST(ScheduleTest, RefusesWhatIsNoZone) {
  for (const char* zone :
       {"", "Europe/Nowhere", "/etc/passwd", "../zoneinfo/UTC", "Europe/../UTC", ":UTC", "localtime"}) {
    EXPECT_FALSE(Schedule::Create("02:30", zone).ok()) << zone;
  }
}

// Every night of thirty years, in zones that do all that zones do: one start each, in order, and the searches agree.
TEST(ScheduleTest, NightsFollowEachOtherOnce) {
  for (const char* zone : {"UTC", "Europe/Madrid", "Europe/Dublin", "Atlantic/Azores", "Pacific/Apia",
                           "Pacific/Kwajalein", "Australia/Lord_Howe", "America/Nuuk", "Africa/Casablanca"}) {
    for (const char* at : {"00:00", "00:30", "02:15", "02:30", "23:30", "23:59"}) {
      SCOPED_TRACE(absl::StrCat(zone, " ", at));
      const Schedule schedule = At(at, zone);
      Night night = schedule.FirstAfter(absl::FromUnixSeconds(662688000));  // 1991-01-01
      for (int i = 0; i < 365 * 40; ++i) {
        const Night next = schedule.FirstAfter(night.start);
        ASSERT_LT(night.start, next.start);
        ASSERT_LT(night.date, next.date);
        ASSERT_EQ(schedule.StartOf(next.date), next.start);
        for (absl::CivilDay between = night.date + 1; between < next.date; ++between) {
          ASSERT_EQ(schedule.StartOf(between), std::nullopt) << between;
        }
        ASSERT_EQ(schedule.LastUntil(next.start).date, next.date);
        ASSERT_EQ(schedule.LastUntil(next.start - absl::Seconds(1)).date, night.date);
        ASSERT_EQ(schedule.FirstAfter(next.start - absl::Seconds(1)).date, next.date);
        night = next;
      }
    }
  }
}

}  // namespace
}  // namespace walz
