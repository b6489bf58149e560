// Cells: what may stand in one cell of a CSV file, and what to say where something else does.
//
// Every parser takes trimmed text and gives the value, or a stable code and a hint.  An empty cell never comes here:
// what it means belongs to the column.  Codes are lower-cased, countries upper-cased (EL and UK read as GR and GB), ids
// stay as they are.  Thread rule: pure functions.

#ifndef SERVICE_CONVERT_CELL_H_
#define SERVICE_CONVERT_CELL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/day_set.h"
#include "engine/model/profiles.h"

namespace walz {

struct CellFault {
  std::string code;
  std::string hint;
};

// A value, or why there is none.
template <typename T>
class Parsed {
 public:
  Parsed(T value) : value_(std::move(value)) {}          // NOLINT(google-explicit-constructor)
  Parsed(CellFault fault) : fault_(std::move(fault)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return value_.has_value(); }
  const T& value() const& { return *value_; }  // REQUIRES: ok()
  T&& value() && { return *std::move(value_); }
  const CellFault& fault() const { return fault_; }  // REQUIRES: !ok()

 private:
  std::optional<T> value_;
  CellFault fault_;
};

// Text of people, and ids, which compare byte by byte.
inline constexpr std::size_t kTextCharactersMax = 4096;
inline constexpr std::size_t kIdCharactersMax = 256;
Parsed<std::string> ParseText(absl::string_view cell, std::size_t characters_max);

// A whole number of min..max.
Parsed<int> ParseNumber(absl::string_view cell, int min, int max);

// Degrees of -bound..bound; with `decimal_comma` also `51,72`.
Parsed<double> ParseDegrees(absl::string_view cell, double bound, bool decimal_comma);

// `2027-03-01`; with `day_first` also `01.03.2027` and `01/03/2027`.
Parsed<Day> ParseDate(absl::string_view cell, bool day_first);

// `first..last`, and a list of them joined by `;` (`none`: no days).
Parsed<DayRange> ParseInterval(absl::string_view cell, bool day_first);
Parsed<DaySet> ParseDays(absl::string_view cell, bool day_first);

// The items of a `;` list, trimmed, blank ones left out.
std::vector<absl::string_view> SplitList(absl::string_view cell);

// The position of a word in `words`, ASCII case aside.
Parsed<int> ParseWord(absl::string_view cell, absl::Span<const absl::string_view> words);

// `yes` or `no`.
Parsed<bool> ParseYesNo(absl::string_view cell);

// `a;b`, or `none`.  `code:?` is taken where `may_be_unassessed`.
Parsed<CodeSet> ParseCodes(absl::string_view cell, bool may_be_unassessed);

// The column shared_with: `all`, or centre ids and `consortium` or `consortium:NAME`; not lower-cased.
Parsed<CodeSet> ParseSharedWith(absl::string_view cell);

// `de:B1;en:A2/B1/A2/A2/?` of an apprentice, or `none`.
Parsed<LanguageProfile> ParseLanguageProfile(absl::string_view cell);

// `de:B1|en:B2+fr:A2/-/A2/-/-` of an opening, or `none`.
Parsed<LanguageSets> ParseLanguageSets(absl::string_view cell);

// `sbb;erasmus-plus-partner:2026-01-01..2027-12-31`, or `none`.
Parsed<CertificateSet> ParseCertificates(absl::string_view cell, bool day_first);

// `centre:stays;...`, or `none`.
Parsed<std::map<std::string, int>> ParseKnownCentres(absl::string_view cell);

struct PayCell {
  OpeningPay pay = OpeningPay::kNone;
  int eur_month = 0;
};
// `none`, `optional:600`, `mandatory:900`.
Parsed<PayCell> ParsePay(absl::string_view cell);

// `not_asked`, `asked`, `refused`, `granted`, `granted:first..last`, `granted:first..last:max_days`.
Parsed<EmployerConsent> ParseConsent(absl::string_view cell, bool day_first);

// A code of the catalogue, and a list of them.
Parsed<const IscedField*> ParseField(absl::string_view cell, const Catalogue& catalogue);
Parsed<FieldList> ParseFields(absl::string_view cell, const Catalogue& catalogue);

// `DE`, and a list of them, or `none`.
Parsed<Country> ParseCountry(absl::string_view cell, const Catalogue& catalogue);
Parsed<CountrySet> ParseCountries(absl::string_view cell, const Catalogue& catalogue);

// A country's code as ISO writes it, in capitals, whether there is such a country or not.
std::string NormalCountryCode(absl::string_view code);

inline constexpr int kEqfMax = 8;
inline constexpr int kAgeMax = 99;
inline constexpr int kDaysMax = 3650;       // No stay, cap or training is longer.
inline constexpr int kPlacesMax = 100'000;  // Of one opening or company.
inline constexpr int kPayEurMonthMax = 100'000;
inline constexpr int kStaysMax = 1'000'000;  // Known stays of a centre; the last rank.

}  // namespace walz

#endif  // SERVICE_CONVERT_CELL_H_
