#include "service/messages/cell_items.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

constexpr char kNone[] = "none";  // Answered: nothing.

std::string LanguageText(const LanguageLevels& language, absl::string_view unasked) {
  const auto level = [&](Cefr cefr) { return cefr == Cefr::kNone ? unasked : absl::string_view(CefrName(cefr)); };
  std::string text = absl::StrCat(language.language, ":", level(language.levels[0]));
  const bool one = std::all_of(language.levels.begin(), language.levels.end(),
                               [&](Cefr cefr) { return cefr == language.levels[0]; });
  for (std::size_t i = 1; i < language.levels.size() && !one; ++i) {
    absl::StrAppend(&text, "/", level(language.levels[i]));
  }
  return text;
}

}  // namespace

void SetItems(const DaySet& days, FieldItems& items) {
  items.Clear();
  for (const DayRange range : days.ranges()) *items.Add() = FormatRange(range);
}

void SetItems(const CodeSet& codes, FieldItems& items) {
  items.Clear();
  for (const std::string& code : codes.codes) *items.Add() = code;
  if (codes.answered && codes.codes.empty()) *items.Add() = kNone;
}

void SetItems(const LanguageProfile& profile, FieldItems& items) {
  items.Clear();
  for (const LanguageLevels& language : profile.languages) *items.Add() = LanguageText(language, "?");
  if (profile.answered && profile.languages.empty()) *items.Add() = kNone;
}

void SetItems(const LanguageSets& sets, FieldItems& items) {
  items.Clear();
  for (const std::vector<LanguageLevels>& set : sets) {
    std::string& item = *items.Add();
    for (const LanguageLevels& language : set) {
      absl::StrAppend(&item, item.empty() ? "" : "+", LanguageText(language, "-"));
    }
  }
}

void SetItems(const CertificateSet& certificates, FieldItems& items) {
  items.Clear();
  for (const auto& [label, days] : certificates) {
    if (days == DaySet::Always()) {
      *items.Add() = label;
      continue;
    }
    for (const DayRange range : days.ranges()) *items.Add() = absl::StrCat(label, ":", FormatRange(range));
  }
}

void SetItems(const FieldList& fields, FieldItems& items) {
  items.Clear();
  for (const IscedField* field : fields) *items.Add() = field->code;
}

void SetItems(const CountrySet& countries, FieldItems& items) {
  items.Clear();
  for (const Country country : countries) *items.Add() = country.ToString();
}

void SetItems(const std::map<std::string, int>& known_centres, FieldItems& items) {
  items.Clear();
  for (const auto& [centre, stays] : known_centres) *items.Add() = absl::StrCat(centre, ":", stays);
}

std::string PayText(OpeningPay pay, int eur_month) {
  if (pay == OpeningPay::kNone) return "";  // As an empty cell.
  return absl::StrCat(pay == OpeningPay::kOptional ? "optional:" : "mandatory:", eur_month);
}

std::string ConsentText(const EmployerConsent& consent) {
  static constexpr absl::string_view kWords[] = {"", "not_asked", "asked", "refused", "granted"};
  std::string text(kWords[static_cast<std::size_t>(consent.state)]);
  if (consent.state != ConsentState::kGranted || consent.range == DayRange{kDayMin, kDayMax}) return text;
  absl::StrAppend(&text, ":", FormatRange(consent.range));
  if (consent.days_max > 0) absl::StrAppend(&text, ":", consent.days_max);
  return text;
}

}  // namespace walz
