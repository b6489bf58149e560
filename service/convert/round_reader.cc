#include "service/convert/round_reader.h"

#include <algorithm>
#include <limits>
#include <map>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/strip.h>
#include <absl/time/civil_time.h>
#include <walz/v1/round.pb.h>

#include "service/convert/did_you_mean.h"
#include "service/convert/json_fields.h"

namespace walz {
namespace {

constexpr int kPlacementsMax = 10'000'000;
constexpr int kCallYearMin = 2021;  // The first call of the programme; its tables begin there.
constexpr int kCallYearMax = 2099;
constexpr int kDailyEurMax = 10'000;
constexpr int kSupportEurMax = 100'000;
constexpr int kPastRoundsMax = 100;
constexpr int kGroupMax = 3;
constexpr int kWeightMax = 100;
constexpr int kTravelDaysMax = 2;
constexpr int kTravelDaysGreenMax = 6;

void ReadDates(const v1::Round& proto, JsonFields& fields, Round& round) {
  const auto read = [&](absl::string_view field, const std::string& value) -> std::optional<Day> {
    if (!value.empty()) return fields.Date(field, value);
    fields.Fail(field, "", {"missing_value", "the round needs its first and last day, such as 2027-03-01"});
    return std::nullopt;
  };
  const std::optional<Day> first = read("firstDay", proto.first_day());
  const std::optional<Day> last = read("lastDay", proto.last_day());
  if (!first || !last) return;
  if (*last < *first)
    fields.Fail("lastDay", proto.last_day(), {"contradiction", "lastDay is before firstDay; swap them?"});
  round.dates = {*first, std::max(*first, *last)};
  const int first_year = static_cast<int>((absl::CivilDay(1970, 1, 1) + first->number).year());
  round.call_year =
      proto.has_call_year() ? fields.Number("callYear", proto.call_year(), kCallYearMin, kCallYearMax) : first_year;
}

void ReadActivity(const v1::Round& proto, const Catalogue& catalogue, JsonFields& fields, Round& round) {
  if (proto.activity().empty()) return;
  std::vector<absl::string_view> codes;
  for (const Activity& activity : catalogue.activities) {
    if (absl::AsciiStrToLower(activity.code) == absl::AsciiStrToLower(proto.activity())) {
      round.activity = activity;
      return;
    }
    codes.push_back(activity.code);
  }
  const std::optional<std::string> guess = DidYouMean(proto.activity(), codes);
  fields.Fail("activity", proto.activity(),
              {"unknown_code", guess ? absl::StrCat("did you mean ", *guess, "?")
                                     : absl::StrCat("write one of: ", absl::StrJoin(codes, ", "))});
}

void ReadCountries(const v1::Round& proto, const Catalogue& catalogue, JsonFields& fields, Round& round) {
  for (int i = 0; i < proto.countries_size(); ++i) {
    const auto country = fields.CountryCode(absl::StrCat("countries[", i, "]"), proto.countries(i), catalogue);
    if (country) round.countries.push_back(*country);
  }
  if (proto.countries_size() == 0) {
    for (const auto& [country, facts] : catalogue.countries) {
      if (facts.programme) round.countries.push_back(country);
    }
  }
  std::sort(round.countries.begin(), round.countries.end());
  round.countries.erase(std::unique(round.countries.begin(), round.countries.end()), round.countries.end());
}

void ReadBounds(const v1::Round& proto, JsonFields& fields, Round& round) {
  if (proto.has_eqf_min()) round.eqf_min = fields.Number("eqfMin", proto.eqf_min(), 1, kEqfMax);
  if (proto.has_eqf_max()) round.eqf_max = fields.Number("eqfMax", proto.eqf_max(), 1, kEqfMax);
  if (round.eqf_min && round.eqf_max && *round.eqf_max < *round.eqf_min) {
    fields.Fail("eqfMax", absl::StrCat(*round.eqf_max), {"contradiction", "eqfMax is below eqfMin; swap them?"});
  }
  round.age_min = fields.Number("minAge", proto.min_age(), 0, kAgeMax);
  round.accompany_under_age = fields.Number("accompanyUnderAge", proto.accompany_under_age(), 0, kAgeMax);
}

// By key in order, so that faults come in order.
template <typename ProtoMap>
std::map<std::string, int> ReadCounts(absl::string_view field, const ProtoMap& counts, JsonFields& fields) {
  std::map<std::string, int> sorted;
  for (const auto& [key, count] : std::map<std::string, int>(counts.begin(), counts.end())) {
    const std::string path = absl::StrCat("quotas.", field, ".", key);
    if (key.empty()) fields.Fail(path, "", {"missing_value", "the name must not be empty"});
    sorted[key] = fields.Number(path, count, 0, kPlacementsMax);
  }
  return sorted;
}

void ReadQuotas(const v1::RoundQuotas& proto, const Catalogue& catalogue, JsonFields& fields, RoundQuotas& quotas) {
  if (proto.has_placements_per_round()) {
    quotas.placements_per_round =
        fields.Number("quotas.placementsPerRound", proto.placements_per_round(), 0, kPlacementsMax);
  }
  quotas.placements_per_centre = ReadCounts("placementsPerCentre", proto.placements_per_centre(), fields);
  quotas.least_per_centre = ReadCounts("leastPerCentre", proto.least_per_centre(), fields);
  for (const auto& [centre, least] : quotas.least_per_centre) {
    const auto most = quotas.placements_per_centre.find(centre);
    if (most != quotas.placements_per_centre.end() && least > most->second) {
      fields.Fail(absl::StrCat("quotas.leastPerCentre.", centre), absl::StrCat(least),
                  {"contradiction", absl::StrCat("the least is above the most, ", most->second)});
    }
  }
  for (const auto& [code, count] : ReadCounts("placementsPerCountry", proto.placements_per_country(), fields)) {
    const std::string path = absl::StrCat("quotas.placementsPerCountry.", code);
    const auto country = fields.CountryCode(path, code, catalogue);
    if (country && !quotas.placements_per_country.try_emplace(*country, count).second) {
      fields.Fail(path, code, {"duplicate_field", "the country stands twice; keep one"});
    }
  }
  if (proto.has_budget_eur()) {
    quotas.budget_eur = fields.Number("quotas.budgetEur", proto.budget_eur(), 0, std::numeric_limits<int>::max());
  }
}

void ReadRates(const v1::GrantRates& proto, JsonFields& fields, GrantRates& rates) {
  rates.given = true;
  std::array<bool, kGroupMax + 1> seen{};
  for (int i = 0; i < proto.groups_size(); ++i) {
    const v1::GroupRate& rate = proto.groups(i);
    const std::string path = absl::StrCat("rates.groups[", i, "]");
    const auto group = static_cast<std::size_t>(fields.Number(path + ".group", rate.group(), 1, kGroupMax));
    if (seen[group]) {
      fields.Fail(path + ".group", absl::StrCat(group), {"duplicate_field", "the group stands twice; keep one"});
    }
    seen[group] = true;
    rates.daily_first_14_days_eur[group] =
        fields.Number(path + ".dailyFirst14DaysEur", rate.daily_first_14_days_eur(), 0, kDailyEurMax);
    rates.daily_after_14_days_eur[group] =
        fields.Number(path + ".dailyAfter14DaysEur", rate.daily_after_14_days_eur(), 0, kDailyEurMax);
  }
  for (std::size_t group = 1; group <= kGroupMax; ++group) {
    if (!seen[group]) {
      fields.Fail("rates.groups", "",
                  {"missing_value", absl::StrCat("the rates of country group ", group, " are missing")});
    }
  }
  rates.organisational_support_eur =
      fields.Number("rates.organisationalSupportEur", proto.organisational_support_eur(), 0, kSupportEurMax);
  rates.green = proto.green();
  rates.travel_days =
      fields.Number("rates.travelDays", proto.travel_days(), 0, rates.green ? kTravelDaysGreenMax : kTravelDaysMax);
}

std::array<int, kCriterionCount> WeightsOf(const v1::Round& proto, JsonFields& fields) {
  if (!proto.has_weights()) return kDefaultWeights;
  const v1::Weights& weights = proto.weights();
  const auto checked = [&](absl::string_view name, int weight) {
    return fields.Number(absl::StrCat("weights.", name), weight, 0, kWeightMax);
  };
  return {checked("wishRank", weights.wish_rank()),
          checked("hostRank", weights.host_rank()),
          checked("skillsOverlap", weights.skills_overlap()),
          checked("fieldCloseness", weights.field_closeness()),
          checked("languageMargin", weights.language_margin()),
          checked("partnerCertificate", weights.partner_certificate()),
          checked("knownPartner", weights.known_partner()),
          checked("grantCost", weights.grant_cost()),
          checked("travelDistance", weights.travel_distance()),
          checked("keptFromLastRun", weights.kept_from_last_run()),
          checked("laterWorth", weights.later_worth())};
}

// `rounds/ROUND`, each once, none this round.
std::vector<std::string> PastRoundsOf(const v1::Round& proto, JsonFields& fields) {
  constexpr absl::string_view kPrefix = "rounds/";
  std::vector<std::string> names;
  if (proto.past_rounds_size() > kPastRoundsMax) {
    fields.Fail("pastRounds", absl::StrCat(proto.past_rounds_size()),
                {"out_of_range", absl::StrCat("name at most ", kPastRoundsMax, " rounds")});
    return names;
  }
  for (int i = 0; i < proto.past_rounds_size(); ++i) {
    const std::string& name = proto.past_rounds(i);
    const std::string path = absl::StrCat("pastRounds[", i, "]");
    const absl::string_view id = absl::StripPrefix(name, kPrefix);
    if (!absl::StartsWith(name, kPrefix) || id.empty() || absl::StrContains(id, '/')) {
      fields.Fail(path, name, {"bad_name", "give the name of a round, such as rounds/spring-27"});
    } else if (id == proto.id()) {
      fields.Fail(path, name, {"contradiction", "a round cannot be its own past; leave it out"});
    } else if (std::find(names.begin(), names.end(), name) != names.end()) {
      fields.Fail(path, name, {"duplicate_field", "the round stands twice; keep one"});
    } else {
      names.push_back(name);
    }
  }
  return names;
}

ActionSet AcceptedActionsOf(const v1::Round& proto, bool given) {
  if (!given) return kDefaultAcceptedActions;
  ActionSet actions;
  // The words of the file are those of the engine, in the same order, behind one for "unspecified".
  for (const int action : proto.accepted_actions()) actions = actions.With({static_cast<Action>(action - 1)});
  return actions;
}

Policy PolicyOf(v1::Policy policy) {
  switch (policy) {
    case v1::POLICY_STABLE:
      return Policy::kStable;
    case v1::POLICY_SERIAL:
      return Policy::kSerial;
    default:
      return Policy::kBest;
  }
}

}  // namespace

std::optional<Round> ReadRound(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults) {
  v1::Round message;
  const JsonRead read = ReadJsonMessage(text, message, faults);
  if (!read.ok && read.given.empty()) return std::nullopt;
  message.set_no_accepted_actions(read.given.contains("accepted_actions") && message.accepted_actions().empty());
  std::optional<Round> round = ReadRoundMessage(message, catalogue, faults);
  return read.ok ? std::move(round) : std::nullopt;
}

std::optional<Round> ReadRoundMessage(const v1::Round& message, const Catalogue& catalogue, const JsonFaults& faults) {
  JsonFields fields(faults, "");
  Round round;
  round.id = fields.Id("id", message.id());
  ReadDates(message, fields, round);
  ReadActivity(message, catalogue, fields, round);
  ReadCountries(message, catalogue, fields, round);
  ReadBounds(message, fields, round);
  round.accepted_actions =
      AcceptedActionsOf(message, !message.accepted_actions().empty() || message.no_accepted_actions());
  round.allow_unfunded = message.allow_unfunded();
  round.only_wishes = message.only_wishes();
  round.employer_may_host = message.employer_may_host();
  round.host_certificates = fields.Codes("hostCertificates", message.host_certificates());
  round.employer_certificates = fields.Codes("employerCertificates", message.employer_certificates());
  round.checklist = MakeCodeSet(fields.Codes("checklist", message.checklist()));
  round.consortium = message.consortium();
  ReadQuotas(message.quotas(), catalogue, fields, round.quotas);
  if (message.has_rates()) ReadRates(message.rates(), fields, round.rates);
  round.weights = WeightsOf(message, fields);
  round.past_rounds = PastRoundsOf(message, fields);
  round.policy = PolicyOf(message.policy());
  if (message.stable_side() == v1::STABLE_SIDE_HOSTS) round.stable_side = StableSide::kHosts;
  if (message.stable_size() == v1::STABLE_SIZE_MAXIMUM) round.stable_size = StableSize::kMaximum;
  round.seed = static_cast<std::uint64_t>(fields.Number("seed", message.seed(), 0, std::numeric_limits<int>::max()));
  if (!fields.ok()) return std::nullopt;
  return round;
}

}  // namespace walz
