// Cells that hold one value: text, numbers, dates, words, pay, consent, countries, fields.

#include <array>
#include <cmath>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "service/convert/cell.h"
#include "service/convert/did_you_mean.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};

bool AreDigits(absl::string_view text) {
  bool digits = !text.empty();
  for (const char c : text) digits &= c >= '0' && c <= '9';
  return digits;
}

bool IsDigits(absl::string_view text) { return text.size() <= 9 && AreDigits(text); }

int DigitsToInt(absl::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// Year, month and day that somebody wrote in one of the usual orders.
struct WrittenDate {
  int year = 0;  // 0: none was written.
  int month = 0;
  int day = 0;
  bool iso = false;  // In the one way that is always taken.
};

std::optional<WrittenDate> ReadWrittenDate(absl::string_view cell) {
  const char mark = absl::StrContains(cell, '-') ? '-' : absl::StrContains(cell, '/') ? '/' : '.';
  const std::vector<absl::string_view> parts = absl::StrSplit(cell, mark);
  for (const absl::string_view part : parts) {
    if (!IsDigits(part)) return std::nullopt;
  }
  if (parts.size() == 2) return WrittenDate{0, DigitsToInt(parts[1]), DigitsToInt(parts[0]), false};
  if (parts.size() != 3) return std::nullopt;
  if (parts[0].size() == 4) {
    const bool iso = mark == '-' && parts[1].size() == 2 && parts[2].size() == 2;
    return WrittenDate{DigitsToInt(parts[0]), DigitsToInt(parts[1]), DigitsToInt(parts[2]), iso};
  }
  if (parts[2].size() != 4 || parts[0].size() > 2 || parts[1].size() > 2) return std::nullopt;
  return WrittenDate{DigitsToInt(parts[2]), DigitsToInt(parts[1]), DigitsToInt(parts[0]), false};
}

CellFault BadDate(absl::string_view cell) {
  constexpr int kSpreadsheetEpoch = 25'569;  // 1970-01-01 as a spreadsheet's day number.
  if (IsDigits(cell) && cell.size() == 5) {
    return {"bad_date", absl::StrCat("a spreadsheet's day number; write ",
                                     FormatDay(Day{DigitsToInt(cell) - kSpreadsheetEpoch}), " as text")};
  }
  if (cell.size() > 10 && ParseDay(cell.substr(0, 10))) {
    return {"bad_date", absl::StrCat("write the day alone: ", cell.substr(0, 10))};
  }
  return {"bad_date", "write a date as 2027-03-01"};
}

CellFault WithGuess(absl::string_view code, absl::string_view word, absl::Span<const absl::string_view> words) {
  const std::optional<std::string> guess = DidYouMean(word, words);
  if (guess) return {std::string(code), absl::StrCat("did you mean ", *guess, "?")};
  return {std::string(code), absl::StrCat("write one of: ", absl::StrJoin(words, ", "))};
}

}  // namespace

Parsed<std::string> ParseText(absl::string_view cell, std::size_t characters_max) {
  if (cell.size() > characters_max && CountCharacters(cell) > characters_max) {
    return CellFault{"too_long", absl::StrCat("at most ", characters_max, " characters")};
  }
  return std::string(cell);
}

Parsed<int> ParseNumber(absl::string_view cell, int min, int max) {
  absl::string_view digits = cell;
  const bool negative = absl::ConsumePrefix(&digits, "-");
  if (!AreDigits(digits)) {
    double rounded = 0;
    if (absl::SimpleAtod(cell, &rounded) && std::isfinite(rounded) && std::abs(rounded) < 1e9 &&
        rounded == std::floor(rounded)) {
      return CellFault{"bad_number", absl::StrCat("write ", static_cast<std::int64_t>(rounded))};
    }
    return CellFault{"bad_number", absl::StrCat("write a whole number of ", min, "..", max)};
  }
  const int value = IsDigits(digits) ? DigitsToInt(digits) : std::numeric_limits<int>::max();
  if (negative && value != 0 && min >= 0) {
    return CellFault{"out_of_range", absl::StrCat("cannot be negative: ", min, "..", max)};
  }
  if (value < min || value > max) return CellFault{"out_of_range", absl::StrCat("must be ", min, "..", max)};
  return value;
}

Parsed<double> ParseDegrees(absl::string_view cell, double bound, bool decimal_comma) {
  std::string text(cell);
  if (decimal_comma) absl::StrReplaceAll({{",", "."}}, &text);
  double degrees = 0;
  // Plain decimal notation only: no exponents, hexadecimals, words.
  const bool plain = text.find_first_not_of("-.0123456789") == std::string::npos;
  if (!plain || !absl::SimpleAtod(text, &degrees)) {
    const bool comma = !decimal_comma && absl::StrContains(cell, ',');
    return CellFault{"bad_number", comma ? absl::StrCat("write ", absl::StrReplaceAll(cell, {{",", "."}}))
                                         : std::string("write degrees such as 51.72")};
  }
  if (std::abs(degrees) > bound) return CellFault{"out_of_range", absl::StrCat("must be -", bound, "..", bound)};
  return degrees;
}

Parsed<Day> ParseDate(absl::string_view cell, bool day_first) {
  if (const std::optional<Day> day = ParseDay(cell)) return *day;
  const std::optional<WrittenDate> written = ReadWrittenDate(cell);
  if (!written) return BadDate(cell);
  const auto [year, month, day, iso] = *written;
  if (month < 1 || month > 12) return CellFault{"no_such_date", absl::StrCat("there is no month ", month)};
  constexpr int kLeapYear = 2000;  // Without a year, 29 February may be meant.
  const bool year_known = year >= 1900 && year <= 2199;
  if (!DayOf(year_known ? year : kLeapYear, month, day)) {
    const bool year_matters = month == 2 && day == 29;
    return CellFault{"no_such_date",
                     absl::StrCat("there is no ", day, " ", kMonths[static_cast<std::size_t>(month - 1)],
                                  year_matters ? absl::StrCat(" ", year) : "")};
  }
  if (year == 0) return CellFault{"bad_date", "the year is missing; write a date as 2027-03-01"};
  if (!year_known) return CellFault{"bad_date", "the year must be 1900..2199"};
  const Day meant = *DayOf(year, month, day);
  if (day_first && !iso) return meant;
  return CellFault{
      "bad_date",
      absl::StrCat("write ", FormatDay(meant),
                   cell[4] == '-' || cell[4] == '/' || cell[4] == '.' ? "" : ", or run with --date-order dmy")};
}

Parsed<int> ParseWord(absl::string_view cell, absl::Span<const absl::string_view> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (absl::EqualsIgnoreCase(cell, words[i])) return static_cast<int>(i);
  }
  return WithGuess("unknown_code", cell, words);
}

Parsed<bool> ParseYesNo(absl::string_view cell) {
  static constexpr absl::string_view kWords[] = {"no", "yes"};
  const Parsed<int> word = ParseWord(cell, kWords);
  if (!word.ok()) return word.fault();
  return word.value() == 1;
}

Parsed<PayCell> ParsePay(absl::string_view cell) {
  static constexpr absl::string_view kWords[] = {"none", "optional", "mandatory"};
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(cell, absl::MaxSplits(':', 1));
  const Parsed<int> word = ParseWord(absl::StripAsciiWhitespace(parts.first), kWords);
  if (!word.ok()) return CellFault{"bad_pay", word.fault().hint};
  const auto pay = static_cast<OpeningPay>(word.value());
  const bool has_amount = absl::StrContains(cell, ':');
  if (pay == OpeningPay::kNone) {
    if (has_amount) return CellFault{"bad_pay", "`none` has no amount; write optional:600 or mandatory:600"};
    return PayCell{};
  }
  if (!has_amount)
    return CellFault{"bad_pay", absl::StrCat("give the EUR a month, such as ", kWords[word.value()], ":600")};
  const Parsed<int> amount = ParseNumber(absl::StripAsciiWhitespace(parts.second), 0, kPayEurMonthMax);
  if (!amount.ok()) return CellFault{"bad_pay", absl::StrCat("EUR a month: ", amount.fault().hint)};
  return PayCell{pay, amount.value()};
}

Parsed<EmployerConsent> ParseConsent(absl::string_view cell, bool day_first) {
  static constexpr absl::string_view kWords[] = {"not_asked", "asked", "refused", "granted"};
  const std::vector<absl::string_view> parts = absl::StrSplit(cell, ':');
  const Parsed<int> word = ParseWord(absl::StripAsciiWhitespace(parts[0]), kWords);
  if (!word.ok()) return CellFault{"bad_consent", word.fault().hint};
  EmployerConsent consent;
  consent.state = static_cast<ConsentState>(word.value() + 1);
  if (parts.size() == 1) return consent;
  if (consent.state != ConsentState::kGranted || parts.size() > 3) {
    return CellFault{"bad_consent", "write not_asked, asked, refused, or granted:first..last:max_days"};
  }
  const Parsed<DayRange> range = ParseInterval(absl::StripAsciiWhitespace(parts[1]), day_first);
  if (!range.ok()) return CellFault{"bad_consent", range.fault().hint};
  consent.range = range.value();
  if (parts.size() == 3) {
    const Parsed<int> days_max = ParseNumber(absl::StripAsciiWhitespace(parts[2]), 1, kDaysMax);
    if (!days_max.ok()) return CellFault{"bad_consent", absl::StrCat("max_days: ", days_max.fault().hint)};
    consent.days_max = days_max.value();
  }
  return consent;
}

Parsed<const IscedField*> ParseField(absl::string_view cell, const Catalogue& catalogue) {
  if (const IscedField* field = catalogue.FindField(cell)) return field;
  const std::string with_zero = absl::StrCat("0", cell);
  if (catalogue.FindField(with_zero) != nullptr) return CellFault{"bad_field", absl::StrCat(with_zero, "?")};
  return CellFault{"bad_field", "no ISCED-F code of 2, 3 or 4 digits; see isced_f.csv"};
}

std::string NormalCountryCode(absl::string_view code) {
  std::string upper = absl::AsciiStrToUpper(code);
  if (upper == "EL") return "GR";
  if (upper == "UK") return "GB";
  return upper;
}

Parsed<Country> ParseCountry(absl::string_view cell, const Catalogue& catalogue) {
  const std::string code = NormalCountryCode(cell.substr(0, 3));
  if (code.size() == 2 && catalogue.countries.contains(Country::Of(code))) return Country::Of(code);
  for (const auto& [country, facts] : catalogue.countries) {
    if (absl::EqualsIgnoreCase(cell, facts.name)) {
      return CellFault{"unknown_code", absl::StrCat("write ", country.ToString())};
    }
  }
  return CellFault{"unknown_code", "write the country's two letters, such as DE"};
}

}  // namespace walz
