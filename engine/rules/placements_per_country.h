// placements_per_country: a host country has at most as many placements as the round gives it.
//
// The group of a country is the number that its two letters write in base 26: AA is 0, ZZ is 675.

#ifndef ENGINE_RULES_PLACEMENTS_PER_COUNTRY_H_
#define ENGINE_RULES_PLACEMENTS_PER_COUNTRY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct PlacementsPerCountry {
  static constexpr absl::string_view kName = "placements_per_country";
  static constexpr absl::string_view kDoc = "A host country has at most as many placements as the round gives it.";
  static constexpr QuotaSide kSide = QuotaSide::kHost;
  static constexpr bool kDaily = false;

  static std::optional<QuotaGroup> GroupOf(const Problem& problem, ApprenticeIndex, OpeningIndex opening) {
    const auto letters = problem[problem.CompanyOf(opening)].country.letters;
    return static_cast<QuotaGroup>((letters[0] - 'A') * kLetterCount + (letters[1] - 'A'));
  }
  static std::optional<std::int64_t> LimitOf(const Problem& problem, QuotaGroup group) {
    const std::map<Country, int>& most = problem.round().quotas.placements_per_country;
    const auto at = most.find(CountryOf(group));
    if (at == most.end()) return std::nullopt;
    return at->second;
  }
  static std::int64_t AmountOf(const ApprenticeView&, const OpeningView&, DayRange) { return 1; }
  static std::string LabelOf(const Problem&, QuotaGroup group) {
    return absl::StrCat("country ", CountryOf(group).ToString());
  }

 private:
  static constexpr int kLetterCount = 26;

  static Country CountryOf(QuotaGroup group) {
    return Country{{static_cast<char>('A' + group / kLetterCount), static_cast<char>('A' + group % kLetterCount)}};
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PLACEMENTS_PER_COUNTRY_H_
