// Day: a calendar day of the proleptic Gregorian calendar; DayRange: days first..last, both included.
//
// Cheap values: a Day is the number of days since 1970-01-01.  Thread rule: plain values.

#ifndef ENGINE_BASE_DAY_H_
#define ENGINE_BASE_DAY_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/string_view.h>

namespace walz {

struct Day {
  std::int32_t number = 0;  // Days since 1970-01-01.

  friend constexpr auto operator<=>(Day, Day) = default;
  friend constexpr Day operator+(Day day, int days) { return Day{day.number + days}; }
  friend constexpr Day operator-(Day day, int days) { return Day{day.number - days}; }
  friend constexpr int operator-(Day a, Day b) { return a.number - b.number; }
  template <typename H>
  friend H AbslHashValue(H h, Day day) {
    return H::combine(std::move(h), day.number);
  }
};

// Far enough from both ends of the range that adding years cannot overflow.
inline constexpr Day kDayMin{-1'000'000};
inline constexpr Day kDayMax{10'000'000};

struct DayRange {
  Day first;
  Day last;  // Included; last >= first.

  constexpr int days() const { return last - first + 1; }
  constexpr bool Contains(Day day) const { return first <= day && day <= last; }
  constexpr bool Contains(DayRange other) const { return first <= other.first && other.last <= last; }
  constexpr bool Overlaps(DayRange other) const { return first <= other.last && other.first <= last; }

  friend constexpr auto operator<=>(DayRange, DayRange) = default;
  template <typename H>
  friend H AbslHashValue(H h, DayRange range) {
    return H::combine(std::move(h), range.first, range.last);
  }
};

// The day of a date, or nothing if there is no such date (31 February) or the year is outside 1900..2199.
std::optional<Day> DayOf(int year, int month, int day);

// Reads `2027-03-01`, exactly ten characters.
std::optional<Day> ParseDay(absl::string_view text);

// Writes `2027-03-01`.
std::string FormatDay(Day day);

// Writes `2027-03-01..2027-03-21`.
std::string FormatRange(DayRange range);

// Completed years of somebody born on `birth`, on day `on`.  Born on 29 February: birthday on 1 March in other years.
int CompletedYears(Day birth, Day on);

// The birthday on which `years` are completed: the first day with CompletedYears(birth, day) >= years.
Day BirthdayOf(Day birth, int years);

// The same day of the month `months` later, or that month's last day.
Day AddMonths(Day day, int months);

}  // namespace walz

#endif  // ENGINE_BASE_DAY_H_
