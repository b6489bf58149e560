// Round: one call: its dates, activity, settings, weights, quotas, budget, policy and seed.
//
// The fields are those of round.json (SEMANTICS: files); empty optionals mean no limit.

#ifndef ENGINE_MODEL_ROUND_H_
#define ENGINE_MODEL_ROUND_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/day.h"
#include "engine/model/action.h"
#include "engine/model/catalogue.h"
#include "engine/model/code_set.h"
#include "engine/model/country.h"

namespace walz {

enum class Policy : std::uint8_t { kBest, kStable, kSerial };

// Of all stable matchings: the one that is best for every apprentice, or for every host.
enum class StableSide : std::uint8_t { kApprentices, kHosts };

// How `stable` breaks ties: by lottery, or so that many are placed.
enum class StableSize : std::uint8_t { kLottery, kMaximum };

// The criteria in the order of the rulebook; a round gives each a weight of 0..100.
enum class CriterionId : std::uint8_t {
  kWishRank,
  kHostRank,
  kSkillsOverlap,
  kFieldCloseness,
  kLanguageMargin,
  kPartnerCertificate,
  kKnownPartner,
  kGrantCost,
  kTravelDistance,
  kKeptFromLastRun,
  kLaterWorth,
};
inline constexpr int kCriterionCount = 11;

// Bounds over many placements; by centre id and country as the round names them.
struct RoundQuotas {
  std::optional<int> placements_per_round;
  std::map<std::string, int> placements_per_centre;  // Most, by centre id.
  std::map<std::string, int> least_per_centre;       // A fair least, by centre id.
  std::map<Country, int> placements_per_country;
  std::optional<std::int64_t> budget_eur;
};

// Grant rates of the agency, whole EUR.  Index 1..3 = country group; index 0 is not used.
struct GrantRates {
  bool given = false;
  std::array<int, 4> daily_first_14_days_eur{};
  std::array<int, 4> daily_after_14_days_eur{};
  int organisational_support_eur = 0;
  int travel_days = 0;  // <= 2, or <= 6 with green travel.
  bool green = false;
};

struct Round {
  std::string id;
  DayRange dates;
  int call_year = 0;
  Activity activity;
  CountrySet countries;  // Eligible destinations; the reader fills in the default.
  std::optional<int> eqf_min;
  std::optional<int> eqf_max;
  int age_min = 0;
  int accompany_under_age = 0;
  ActionSet accepted_actions = kDefaultAcceptedActions;
  bool allow_unfunded = false;
  bool only_wishes = false;
  bool employer_may_host = false;
  std::vector<std::string> host_certificates;      // Sorted.
  std::vector<std::string> employer_certificates;  // Sorted.
  CodeSet checklist;                               // Items a blended stay must have.
  std::string consortium;
  RoundQuotas quotas;
  GrantRates rates;
  std::array<int, kCriterionCount> weights{};  // By CriterionId; the reader fills in the default.
  // Resource names of the rounds that say what places will be worth; for the daemon, which makes facts of them.
  std::vector<std::string> past_rounds;
  Policy policy = Policy::kBest;
  StableSide stable_side = StableSide::kApprentices;
  StableSize stable_size = StableSize::kLottery;
  std::uint64_t seed = 0;
};

}  // namespace walz

#endif  // ENGINE_MODEL_ROUND_H_
