// Facts: everything that is known before a round is matched, in any order, not yet checked against each other.
//
// Problem::Create checks the facts and puts them in canonical order.  Not copyable in spirit: it can be a gigabyte.

#ifndef ENGINE_MODEL_FACTS_H_
#define ENGINE_MODEL_FACTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/day.h"
#include "engine/base/pool.h"
#include "engine/model/profiles.h"
#include "engine/model/round.h"
#include "engine/model/scheme.h"

namespace walz {

struct FactPools {
  Pool<DaySet> day_sets;
  Pool<CodeSet> code_sets;
  Pool<LanguageProfile> language_profiles;
  Pool<LanguageSets> language_sets;
  Pool<CertificateSet> certificate_sets;
  Pool<FieldList> field_lists;
  Pool<CountrySet> country_sets;
};

enum class WishKind : std::uint8_t { kOpening, kCompany, kCountry };

struct WishFact {
  std::string apprentice;
  int rank = 0;  // 1 = first.
  WishKind kind = WishKind::kOpening;
  std::string target;  // Opening id, company id or country code.
};

struct HostRankFact {
  std::string opening;
  int rank = 0;  // 1 = first; equal ranks are ties.
  std::string apprentice;
};

enum class PairMark : std::uint8_t { kForbid, kPin, kDeclined };

struct PairFact {
  std::string apprentice;
  std::string opening;
  PairMark kind = PairMark::kForbid;
  std::optional<Day> start;  // Of a pin; both or neither.
  std::optional<Day> end;
  std::string reason;
};

// What one place of an opening will be worth to apprentices who come later.
struct LaterWorthFact {
  std::string opening;
  int points = 0;  // >= 0, weighted as pairs are.
};

// One placement of the last run.
struct LastPlacementFact {
  std::string apprentice;
  std::string opening;
  DayRange stay;
};

struct Facts {
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<FactPools> pools = std::make_shared<FactPools>();
  std::vector<Scheme> schemes;
  std::vector<Centre> centres;
  std::vector<Company> companies;
  std::vector<Opening> openings;
  std::vector<Apprentice> apprentices;
  std::vector<WishFact> wishes;
  std::vector<HostRankFact> host_ranks;
  std::vector<PairFact> pairs;
  std::vector<LaterWorthFact> later_worth;  // Openings without a row: worth nothing later.
  std::vector<LastPlacementFact> last_run;  // Unknown ids are left out silently: people come and go.
  Round round;
};

}  // namespace walz

#endif  // ENGINE_MODEL_FACTS_H_
