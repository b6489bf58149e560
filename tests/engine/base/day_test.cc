// Both sides of every edge of the calendar.

#include "engine/base/day.h"

#include <absl/time/civil_time.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

TEST(DayTest, ParsesOnlyRealDatesOfTenCharacters) {
  EXPECT_EQ(FormatDay(*ParseDay("2027-03-01")), "2027-03-01");
  EXPECT_EQ(FormatDay(*ParseDay("2028-02-29")), "2028-02-29");
  EXPECT_EQ(FormatDay(*ParseDay("1900-01-01")), "1900-01-01");
  EXPECT_EQ(FormatDay(*ParseDay("2199-12-31")), "2199-12-31");
  for (const char* bad : {"", "2027-02-29", "2027-02-31", "2027-13-01", "2027-00-10", "2027-01-00", "2027-1-01",
                          "27-01-01", "2027-01-01 ", " 2027-01-01", "2027/01/01", "2027-01-0x", "1899-12-31",
                          "2200-01-01", "+027-01-01", "20270-01-1"}) {
    EXPECT_FALSE(ParseDay(bad).has_value()) << bad;
  }
}

TEST(DayTest, AgreesWithCivilTimeOnEveryDay) {
  const absl::CivilDay epoch(1970, 1, 1);
  for (absl::CivilDay civil(1900, 1, 1); civil < absl::CivilDay(2200, 1, 1); ++civil) {
    const std::optional<Day> day = DayOf(static_cast<int>(civil.year()), civil.month(), civil.day());
    ASSERT_TRUE(day.has_value());
    ASSERT_EQ(day->number, civil - epoch);
    ASSERT_EQ(FormatDay(*day), absl::FormatCivilTime(civil));
    // absl normalises 29 February of a common year to 1 March, as birthdays do.
    ASSERT_EQ(BirthdayOf(*day, 18).number, absl::CivilDay(civil.year() + 18, civil.month(), civil.day()) - epoch);
  }
}

TEST(DayTest, DaysIncludeBothEnds) {
  const DayRange range{*ParseDay("2027-03-01"), *ParseDay("2027-03-21")};
  EXPECT_EQ(range.days(), 21);
  EXPECT_TRUE(range.Contains(range.first));
  EXPECT_TRUE(range.Contains(range.last));
  EXPECT_FALSE(range.Contains(range.last + 1));
  EXPECT_TRUE(range.Overlaps({range.last, range.last + 5}));
  EXPECT_FALSE(range.Overlaps({range.last + 1, range.last + 5}));
}

TEST(DayTest, CompletedYearsChangeOnTheBirthday) {
  const Day born = *ParseDay("2009-03-01");
  EXPECT_EQ(CompletedYears(born, *ParseDay("2027-02-28")), 17);
  EXPECT_EQ(CompletedYears(born, *ParseDay("2027-03-01")), 18);
  EXPECT_EQ(BirthdayOf(born, 18), *ParseDay("2027-03-01"));
}

TEST(DayTest, BornOnLeapDayHasBirthdayOnFirstOfMarch) {
  const Day born = *ParseDay("2008-02-29");
  EXPECT_EQ(CompletedYears(born, *ParseDay("2026-02-28")), 17);
  EXPECT_EQ(CompletedYears(born, *ParseDay("2026-03-01")), 18);
  EXPECT_EQ(CompletedYears(born, *ParseDay("2028-02-28")), 19);
  EXPECT_EQ(CompletedYears(born, *ParseDay("2028-02-29")), 20);
}

TEST(DayTest, AddMonthsKeepsTheDayOrTakesTheMonthsLast) {
  EXPECT_EQ(FormatDay(AddMonths(*ParseDay("2026-06-30"), 12)), "2027-06-30");
  EXPECT_EQ(FormatDay(AddMonths(*ParseDay("2026-08-31"), 6)), "2027-02-28");
  EXPECT_EQ(FormatDay(AddMonths(*ParseDay("2027-08-31"), 6)), "2028-02-29");
  EXPECT_EQ(FormatDay(AddMonths(*ParseDay("2028-02-29"), 12)), "2029-02-28");
  EXPECT_EQ(FormatDay(AddMonths(*ParseDay("2026-01-31"), 0)), "2026-01-31");
}

}  // namespace
}  // namespace walz
