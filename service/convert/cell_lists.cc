// Cells that hold lists: intervals, codes, languages, certificates, countries, fields.

#include <algorithm>
#include <array>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "service/convert/cell.h"

namespace walz {
namespace {

bool IsNone(absl::string_view cell) { return absl::EqualsIgnoreCase(cell, "none"); }

CellFault NoneAmongOthers() { return {"bad_list", "`none` stands alone or not at all"}; }

template <typename T>
void SortUnique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// One level; kNone for `unasked`, the word that stands for no level.
std::optional<Cefr> FindLevel(absl::string_view word, absl::string_view unasked) {
  static constexpr absl::string_view kLevels[] = {"A1", "A2", "B1", "B2", "C1", "C2"};
  if (word == unasked) return Cefr::kNone;
  if (absl::EqualsIgnoreCase(word, "native")) return Cefr::kC2;
  for (int i = 0; i < 6; ++i) {
    if (absl::EqualsIgnoreCase(word, kLevels[i])) return static_cast<Cefr>(i + 1);
  }
  return std::nullopt;
}

// `de:B1` or `de:B1/B1/A2/A2/B1`, with `unasked` for a part without level.
Parsed<LanguageLevels> ParseLanguage(absl::string_view item, absl::string_view unasked) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(item, absl::MaxSplits(':', 1));
  LanguageLevels language;
  language.language = absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.first));
  const bool letters = std::all_of(language.language.begin(), language.language.end(), absl::ascii_islower);
  const bool has_level = absl::StrContains(item, ':');
  if (!letters || !has_level || language.language.size() < 2 || language.language.size() > 3) {
    return CellFault{"bad_language", "write a language by its two letters, then its level, such as de:B1"};
  }
  std::vector<absl::string_view> levels = absl::StrSplit(parts.second, '/');
  if (levels.size() == 1) levels.resize(kLanguageSkillCount, levels[0]);
  if (levels.size() != kLanguageSkillCount) {
    return CellFault{"bad_language", absl::StrCat("give one level, or five: listening/reading/interaction/production/"
                                                  "writing; there are ",
                                                  levels.size())};
  }
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::optional<Cefr> level = FindLevel(absl::StripAsciiWhitespace(levels[i]), unasked);
    if (!level) {
      return CellFault{"bad_language", absl::StrCat("a level is A1, A2, B1, B2, C1, C2, native or ", unasked,
                                                    unasked == "?" ? " (not assessed)" : " (not asked)")};
    }
    language.levels[i] = *level;
  }
  return language;
}

// Several languages, each once, sorted.
Parsed<std::vector<LanguageLevels>> ParseLanguages(absl::Span<const absl::string_view> items,
                                                   absl::string_view unasked) {
  std::vector<LanguageLevels> languages;
  for (const absl::string_view item : items) {
    if (IsNone(item)) return NoneAmongOthers();
    Parsed<LanguageLevels> language = ParseLanguage(item, unasked);
    if (!language.ok()) return language.fault();
    languages.push_back(std::move(language).value());
  }
  std::sort(languages.begin(), languages.end(), [](const auto& a, const auto& b) { return a.language < b.language; });
  for (std::size_t i = 1; i < languages.size(); ++i) {
    if (languages[i].language == languages[i - 1].language) {
      return CellFault{"bad_language", absl::StrCat(languages[i].language, " stands twice; keep one")};
    }
  }
  return languages;
}

// Splits and parses each item; `none` gives no items.
template <typename T, typename ParseItem>
Parsed<std::vector<T>> ParseItems(absl::string_view cell, const ParseItem& parse) {
  std::vector<T> values;
  if (IsNone(cell)) return values;
  for (const absl::string_view item : SplitList(cell)) {
    if (IsNone(item)) return NoneAmongOthers();
    Parsed<T> value = parse(item);
    if (!value.ok()) return value.fault();
    values.push_back(std::move(value).value());
  }
  return values;
}

}  // namespace

std::vector<absl::string_view> SplitList(absl::string_view cell) {
  std::vector<absl::string_view> items;
  for (const absl::string_view item : absl::StrSplit(cell, ';')) {
    const absl::string_view trimmed = absl::StripAsciiWhitespace(item);
    if (!trimmed.empty()) items.push_back(trimmed);
  }
  return items;
}

Parsed<DayRange> ParseInterval(absl::string_view cell, bool day_first) {
  const std::size_t dots = cell.find("..");
  if (dots == absl::string_view::npos) {
    return CellFault{"bad_interval", "write first..last, such as 2027-03-01..2027-05-31"};
  }
  const absl::string_view first_text = absl::StripAsciiWhitespace(cell.substr(0, dots));
  const absl::string_view last_text = absl::StripAsciiWhitespace(cell.substr(dots + 2));
  if (first_text.empty() || last_text.empty()) {
    return CellFault{"bad_interval", "both ends must be given, such as 2027-03-01..2027-05-31"};
  }
  const Parsed<Day> first = ParseDate(first_text, day_first);
  if (!first.ok()) return first.fault();
  const Parsed<Day> last = ParseDate(last_text, day_first);
  if (!last.ok()) return last.fault();
  if (last.value() < first.value()) {
    return CellFault{"bad_interval", absl::StrCat("the first day is after the last; swap them? ",
                                                  FormatRange({last.value(), first.value()}))};
  }
  return DayRange{first.value(), last.value()};
}

Parsed<DaySet> ParseDays(absl::string_view cell, bool day_first) {
  Parsed<std::vector<DayRange>> ranges =
      ParseItems<DayRange>(cell, [&](absl::string_view item) { return ParseInterval(item, day_first); });
  if (!ranges.ok()) return ranges.fault();
  return DaySet(std::move(ranges).value());
}

Parsed<CodeSet> ParseCodes(absl::string_view cell, bool may_be_unassessed) {
  if (IsNone(cell)) return CodeSet{true, {}};
  std::vector<std::string> codes;
  for (const absl::string_view item : SplitList(cell)) {
    if (IsNone(item)) return NoneAmongOthers();
    if (absl::EndsWith(item, ":?") && !may_be_unassessed) {
      return CellFault{"bad_list", absl::StrCat("`:?` (not assessed) belongs to an apprentice's skills; write ",
                                                item.substr(0, item.size() - 2))};
    }
    codes.push_back(absl::AsciiStrToLower(item));
  }
  return MakeCodeSet(std::move(codes));
}

Parsed<CodeSet> ParseSharedWith(absl::string_view cell) {
  if (absl::EqualsIgnoreCase(cell, "all")) return CodeSet{};
  constexpr absl::string_view kConsortium = "consortium";
  std::vector<std::string> items;
  for (const absl::string_view item : SplitList(cell)) {
    if (absl::EqualsIgnoreCase(item, "all")) return CellFault{"bad_list", "`all` stands alone or not at all"};
    if (IsNone(item)) return CellFault{"bad_list", "to show the opening to nobody, set its state to paused"};
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(item, absl::MaxSplits(':', 1));
    const bool consortium = absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), kConsortium);
    if (!consortium) {
      items.emplace_back(item);
    } else if (!absl::StrContains(item, ':')) {
      items.emplace_back(kConsortium);
    } else if (const absl::string_view name = absl::StripAsciiWhitespace(parts.second); !name.empty()) {
      items.push_back(absl::StrCat(kConsortium, ":", name));
    } else {
      return CellFault{"bad_list", "write consortium:NAME, or consortium alone for the round's"};
    }
  }
  return MakeCodeSet(std::move(items));
}

Parsed<LanguageProfile> ParseLanguageProfile(absl::string_view cell) {
  if (IsNone(cell)) return LanguageProfile{true, {}};
  Parsed<std::vector<LanguageLevels>> languages = ParseLanguages(SplitList(cell), "?");
  if (!languages.ok()) return languages.fault();
  const bool answered = !languages.value().empty();
  return LanguageProfile{answered, std::move(languages).value()};
}

Parsed<LanguageSets> ParseLanguageSets(absl::string_view cell) {
  LanguageSets sets;
  if (IsNone(cell)) return sets;
  if (absl::StrContains(cell, ';')) {
    return CellFault{"bad_language", "join languages that are all asked by `+`, alternatives by `|`"};
  }
  for (const absl::string_view set_text : absl::StrSplit(cell, '|')) {
    std::vector<absl::string_view> items;
    for (const absl::string_view item : absl::StrSplit(set_text, '+')) {
      items.push_back(absl::StripAsciiWhitespace(item));
      if (items.back().empty()) return CellFault{"bad_language", "a language is missing beside `|` or `+`"};
    }
    Parsed<std::vector<LanguageLevels>> set = ParseLanguages(items, "-");
    if (!set.ok()) return set.fault();
    for (const LanguageLevels& language : set.value()) {
      if (language.levels == std::array<Cefr, kLanguageSkillCount>{}) {
        return CellFault{"bad_language", absl::StrCat("nothing is asked of ", language.language, "; leave it out")};
      }
    }
    sets.push_back(std::move(set).value());
  }
  return sets;
}

Parsed<CertificateSet> ParseCertificates(absl::string_view cell, bool day_first) {
  CertificateSet certificates;
  if (IsNone(cell)) return certificates;
  for (const absl::string_view item : SplitList(cell)) {
    if (IsNone(item)) return NoneAmongOthers();
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(item, absl::MaxSplits(':', 1));
    const std::string label = absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.first));
    if (label.empty()) return CellFault{"bad_list", "write label or label:first..last"};
    DaySet days = DaySet::Always();
    if (absl::StrContains(item, ':')) {
      const Parsed<DayRange> range = ParseInterval(absl::StripAsciiWhitespace(parts.second), day_first);
      if (!range.ok()) return range.fault();
      days = DaySet({range.value()});
    }
    DaySet& held = certificates[label];
    held = held.Union(days);
  }
  return certificates;
}

Parsed<std::map<std::string, int>> ParseKnownCentres(absl::string_view cell) {
  std::map<std::string, int> known;
  if (IsNone(cell)) return known;
  for (const absl::string_view item : SplitList(cell)) {
    const std::size_t colon = item.rfind(':');  // An id may hold a colon, a count does not.
    if (colon == absl::string_view::npos || colon == 0)
      return CellFault{"bad_list", "write centre:stays, such as C-1:3"};
    const Parsed<int> stays = ParseNumber(absl::StripAsciiWhitespace(item.substr(colon + 1)), 0, kStaysMax);
    if (!stays.ok()) return CellFault{"bad_list", absl::StrCat("stays: ", stays.fault().hint)};
    const std::string centre(absl::StripAsciiWhitespace(item.substr(0, colon)));
    if (!known.try_emplace(centre, stays.value()).second) {
      return CellFault{"bad_list", absl::StrCat("the centre ", centre, " stands twice; keep one")};
    }
  }
  return known;
}

Parsed<FieldList> ParseFields(absl::string_view cell, const Catalogue& catalogue) {
  FieldList fields;
  for (const absl::string_view item : SplitList(cell)) {
    const Parsed<const IscedField*> field = ParseField(item, catalogue);
    if (!field.ok()) return field.fault();
    fields.push_back(field.value());
  }
  if (fields.empty()) return CellFault{"missing_value", "name at least one ISCED-F code"};
  const auto by_code = [](const IscedField* a, const IscedField* b) { return a->code < b->code; };
  std::sort(fields.begin(), fields.end(), by_code);
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

Parsed<CountrySet> ParseCountries(absl::string_view cell, const Catalogue& catalogue) {
  Parsed<std::vector<Country>> countries =
      ParseItems<Country>(cell, [&](absl::string_view item) { return ParseCountry(item, catalogue); });
  if (!countries.ok()) return countries.fault();
  CountrySet sorted = std::move(countries).value();
  SortUnique(sorted);
  return sorted;
}

}  // namespace walz
