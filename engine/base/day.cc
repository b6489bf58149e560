#include "engine/base/day.h"

#include <tuple>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

struct Date {
  int year;
  int month;  // 1..12
  int day;    // 1..31
};

// Days are counted from 1 March, so that a leap day is the last of its year; 400 years have 146,097 days.  These run
// for every pair that an age is judged of, which is why absl's civil time (years of 64 bits) is not used.
constexpr int kDaysOf400Years = 146'097;
constexpr int kDaysToEpoch = 719'468;  // From 0000-03-01 to 1970-01-01.

constexpr int FloorDiv(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

constexpr Day DayOfDate(Date date) {
  const int year = date.month <= 2 ? date.year - 1 : date.year;
  const int era = FloorDiv(year, 400);
  const int year_of_era = year - era * 400;
  const int month_from_march = (date.month + 9) % 12;
  const int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return Day{era * kDaysOf400Years + day_of_era - kDaysToEpoch};
}

constexpr Date DateOf(Day day) {
  const int days = day.number + kDaysToEpoch;
  const int era = FloorDiv(days, kDaysOf400Years);
  const int day_of_era = days - era * kDaysOf400Years;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

constexpr bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

// Two or four decimal digits as a number, or -1.
int Digits(absl::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Day> DayOf(int year, int month, int day) {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > DaysInMonth(year, month)) {
    return std::nullopt;
  }
  return DayOfDate({year, month, day});
}

std::optional<Day> ParseDay(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return DayOf(Digits(text.substr(0, 4)), Digits(text.substr(5, 2)), Digits(text.substr(8, 2)));
}

std::string FormatDay(Day day) {
  const Date date = DateOf(day);
  return absl::StrCat(absl::Dec(date.year, absl::kZeroPad4), "-", absl::Dec(date.month, absl::kZeroPad2), "-",
                      absl::Dec(date.day, absl::kZeroPad2));
}

std::string FormatRange(DayRange range) { return absl::StrCat(FormatDay(range.first), "..", FormatDay(range.last)); }

Day BirthdayOf(Day birth, int years) {
  Date date = DateOf(birth);
  date.year += years;
  // 29 February of a common year is the day after the 28th: 1 March, which is the rule.
  return DayOfDate(date);
}

int CompletedYears(Day birth, Day on) {
  const Date born = DateOf(birth);
  const Date today = DateOf(on);
  // Born on 29 February: the 28th comes before it, and 1 March after it, in any year.
  const bool comes_later = std::tie(today.month, today.day) < std::tie(born.month, born.day);
  return today.year - born.year - (comes_later ? 1 : 0);
}

Day AddMonths(Day day, int months) {
  const Date date = DateOf(day);
  const int month_count = date.year * 12 + (date.month - 1) + months;
  const int year = FloorDiv(month_count, 12);
  const int month = month_count - year * 12 + 1;
  return DayOfDate({year, month, std::min(date.day, DaysInMonth(year, month))});
}

}  // namespace walz
