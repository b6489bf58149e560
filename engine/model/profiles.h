// The profiles: centres, companies, openings, apprentices, as plain facts with references by id.
//
// Fields carry the names of the CSV columns.  What is large or often shared is interned: a pointer into FactPools,
// equal exactly if the values are equal, never null.  `none` and empty cells: see CodeSet.

#ifndef ENGINE_MODEL_PROFILES_H_
#define ENGINE_MODEL_PROFILES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/day.h"
#include "engine/base/day_set.h"
#include "engine/model/catalogue.h"
#include "engine/model/code_set.h"
#include "engine/model/country.h"
#include "engine/model/language.h"
#include "engine/model/scheme.h"

namespace walz {

struct GeoPoint {
  double lat = 0;  // Degrees, -90..90.
  double lon = 0;  // Degrees, -180..180.
};

// Labels held, each with the days on which it is valid; sorted by label.  A bare label is valid always.
using CertificateSet = std::map<std::string, DaySet>;

enum class Excellence : std::uint8_t { kNone, kInitial, kAdvanced, kHigh };

struct Centre {
  std::string id;
  std::string name;
  Country country;
  std::string city;
  std::optional<GeoPoint> place;
  SenderKind sender_kind = SenderKind::kSchool;
  std::string consortium;
  std::string coordinator;  // Empty: nobody named.
  const CodeSet* technologies = nullptr;
  Excellence excellence = Excellence::kNone;  // Reported; no rule reads it.
  const DaySet* blackouts = nullptr;
};

struct Company {
  std::string id;
  std::string name;
  Country country;
  std::string city;
  std::optional<GeoPoint> place;
  std::string size;  // Words; no rule reads it.
  const CertificateSet* certificates = nullptr;
  std::optional<int> absent_max;  // As employer: apprentices it can miss at once; none: no limit.
  std::optional<int> hosted_max;  // As host: persons at any moment over all its openings; none: no limit.
  std::string mentor;             // Empty: nobody named.
  const CodeSet* technologies = nullptr;
  std::map<std::string, int> known_centres;  // Earlier stays by centre id.
};

enum class OpeningPay : std::uint8_t { kNone, kOptional, kMandatory };
enum class OpeningMode : std::uint8_t { kPhysical, kBlended };
enum class OpeningState : std::uint8_t { kOpen, kToSign, kPaused, kClosed, kDraft };

// Fields an opening accepts, sorted by code, each once.
using FieldList = std::vector<const IscedField*>;

struct Opening {
  std::string id;
  std::string company;  // Company id.
  std::string title;
  const FieldList* fields = nullptr;
  std::optional<int> eqf_min;
  std::optional<int> eqf_max;
  int places = 0;  // >= 0.
  const DaySet* windows = nullptr;
  int days_min = 0;  // 0: no bound.
  int days_max = 0;  // 0: no bound.
  OpeningPay pay = OpeningPay::kNone;
  int pay_eur_month = 0;
  const LanguageSets* languages = nullptr;
  int age_min = 0;
  const CodeSet* offers = nullptr;
  const CodeSet* skills_required = nullptr;
  const CodeSet* skills_wanted = nullptr;
  OpeningMode mode = OpeningMode::kPhysical;
  const CodeSet* checklist = nullptr;
  OpeningState state = OpeningState::kOpen;
  const CodeSet* shared_with = nullptr;  // Not lower-cased: centre ids and `consortium:NAME` as written; empty: all.
};

enum class ConsentState : std::uint8_t { kNotAnswered, kNotAsked, kAsked, kRefused, kGranted };
enum class GuardianConsent : std::uint8_t { kNotAnswered, kAsked, kYes, kNo };

struct EmployerConsent {
  ConsentState state = ConsentState::kNotAnswered;
  DayRange range{kDayMin, kDayMax};  // Days covered if granted; `granted` alone covers all.
  int days_max = 0;                  // 0: no bound.

  friend auto operator<=>(const EmployerConsent&, const EmployerConsent&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const EmployerConsent& c) {
    return H::combine(std::move(h), c.state, c.range, c.days_max);
  }
};

inline constexpr int kTierCount = 10;
inline constexpr int kTierDefault = 5;

struct Apprentice {
  std::string id;
  std::string centre;  // Centre id.
  std::string scheme;  // Scheme id.
  std::string given_name;
  std::string family_name;
  std::string employer;  // Company id, or empty.
  std::string group;     // Travel group, or empty.
  std::optional<Day> birth_date;
  std::optional<Day> graduation_date;
  const IscedField* field = nullptr;
  const LanguageProfile* languages = nullptr;
  const DaySet* windows = nullptr;
  const DaySet* blackouts = nullptr;
  const CountrySet* countries_wanted = nullptr;  // Empty: no limit.
  const CountrySet* countries_refused = nullptr;
  const CodeSet* needs = nullptr;
  const CodeSet* skills = nullptr;
  EmployerConsent employer_consent;
  int days_min = 0;  // >= 1.
  int days_max = 0;  // >= days_min.
  std::optional<int> eqf;
  std::optional<int> training_days;
  int days_abroad_before = 0;
  int accompanying = 0;     // Persons who travel along and need a place.
  int tier = kTierDefault;  // The column `priority`, 0 highest .. 9.
  bool fewer_opportunities = false;
  bool other_funding = false;
  GuardianConsent guardian_consent = GuardianConsent::kNotAnswered;
};

}  // namespace walz

#endif  // ENGINE_MODEL_PROFILES_H_
