#include "engine/base/day.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/civil_time.h>

namespace walz {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

absl::CivilDay CivilOf(Day day) { return kEpoch + day.number; }
Day FromCivil(absl::CivilDay civil) { return Day{static_cast<std::int32_t>(civil - kEpoch)}; }

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
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const absl::CivilDay civil(year, month, day);
  if (civil.month() != month || civil.day() != day) return std::nullopt;
  return FromCivil(civil);
}

std::optional<Day> ParseDay(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return DayOf(Digits(text.substr(0, 4)), Digits(text.substr(5, 2)), Digits(text.substr(8, 2)));
}

std::string FormatDay(Day day) {
  const absl::CivilDay civil = CivilOf(day);
  return absl::StrFormat("%04d-%02d-%02d", civil.year(), civil.month(), civil.day());
}

std::string FormatRange(DayRange range) { return absl::StrCat(FormatDay(range.first), "..", FormatDay(range.last)); }

Day BirthdayOf(Day birth, int years) {
  const absl::CivilDay civil = CivilOf(birth);
  // 29 February of a common year normalises to 1 March, which is the rule.
  return FromCivil(absl::CivilDay(civil.year() + years, civil.month(), civil.day()));
}

int CompletedYears(Day birth, Day on) {
  const auto years = static_cast<int>(CivilOf(on).year() - CivilOf(birth).year());
  return BirthdayOf(birth, years) <= on ? years : years - 1;
}

Day AddMonths(Day day, int months) {
  const absl::CivilDay civil = CivilOf(day);
  const absl::CivilMonth month = absl::CivilMonth(civil) + months;
  const absl::CivilDay month_last = absl::CivilDay(month + 1) - 1;
  return FromCivil(std::min(absl::CivilDay(month) + (civil.day() - 1), month_last));
}

}  // namespace walz
