// Catalogue: the public facts that every consortium shares: ISCED-F fields, countries and their grant groups,
// distance bands, activity bounds.  Data files of data/, read by service/convert.
//
// Thread rule: immutable once a Problem holds it; entries keep their address.

#ifndef ENGINE_MODEL_CATALOGUE_H_
#define ENGINE_MODEL_CATALOGUE_H_

#include <map>
#include <string>
#include <vector>

#include <absl/container/node_hash_map.h>
#include <absl/strings/string_view.h>

#include "engine/model/country.h"

namespace walz {

// One ISCED-F 2013 code of 2, 3 or 4 digits.
struct IscedField {
  std::string code;   // As written, such as "0710".
  std::string label;  // English.
  std::string
      stem;  // The code without trailing zeros of 3 and 4 digits, never shorter than 2: 0710 -> 071, 1000 -> 10.
};

struct CountryFacts {
  std::string name;
  bool programme = false;  // EU member or associated: an Erasmus+ destination by default.
  int group_2021_2023 = 0;
  int group_2024_2026 = 0;
};

// Travel support by distance.  EUR; green 0 = same as standard.
struct DistanceBand {
  int km_min = 0;
  int standard_eur_2021_2023 = 0;
  int green_eur_2021_2023 = 0;
  int standard_eur_2024_2026 = 0;
  int green_eur_2024_2026 = 0;
};

// Bounds of one activity, in days; both ends included.
struct Activity {
  std::string code;  // Such as "SHORT_TERM"; empty in a round without activity, which then has 2..365.
  int days_min = 2;
  int days_max = 365;
  int days_min_fewer_opportunities = 2;
};

struct Catalogue {
  absl::node_hash_map<std::string, IscedField> fields;  // By code as written; 2, 3 and 4 digits.
  std::map<Country, CountryFacts> countries;
  std::vector<DistanceBand> bands;  // By km_min, ascending.
  std::vector<Activity> activities;

  // Null if the code is not in the catalogue.
  const IscedField* FindField(absl::string_view code) const;
};

// Drops the trailing zeros of codes with 4 or 3 digits, down to 2 digits.
std::string IscedStem(absl::string_view code);

}  // namespace walz

#endif  // ENGINE_MODEL_CATALOGUE_H_
