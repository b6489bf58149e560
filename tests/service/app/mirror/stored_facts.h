// StoredFacts: facts of the engine as the resources that a store holds; for tests and benches.

#ifndef TESTS_SERVICE_APP_MIRROR_STORED_FACTS_H_
#define TESTS_SERVICE_APP_MIRROR_STORED_FACTS_H_

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/scheme.pb.h>

#include "engine/base/check.h"
#include "engine/model/facts.h"
#include "service/messages/json_messages.h"
#include "service/messages/list_messages.h"
#include "service/messages/profile_messages.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

inline v1::Scheme SchemeMessageOf(const Scheme& scheme) {
  v1::Scheme message;
  message.set_id(scheme.id);
  message.set_country(scheme.country.ToString());
  message.set_region(scheme.region);
  if (scheme.valid_from) message.set_valid_from(FormatDay(*scheme.valid_from));
  if (scheme.valid_to) message.set_valid_to(FormatDay(*scheme.valid_to));
  message.set_home_pay(scheme.home_pay);
  constexpr v1::HostPay kHostPays[] = {v1::HOST_PAY_UNKNOWN, v1::HOST_PAY_FORBIDDEN, v1::HOST_PAY_ALLOWED,
                                       v1::HOST_PAY_REQUIRED};
  message.set_host_pay(kHostPays[static_cast<int>(scheme.host_pay)]);
  message.set_host_pay_min_eur_month(scheme.host_pay_min_eur_month);
  message.set_remedy(scheme.remedy);
  constexpr v1::EmployerConsent kConsents[] = {v1::EMPLOYER_CONSENT_UNKNOWN, v1::EMPLOYER_CONSENT_REQUIRED,
                                               v1::EMPLOYER_CONSENT_NOT_NEEDED};
  message.set_employer_consent(kConsents[static_cast<int>(scheme.employer_consent)]);
  message.set_partner_certificate_stands(scheme.partner_certificate_stands);
  message.set_max_days(scheme.days_max);
  message.set_share_numerator(scheme.share_numerator);
  message.set_share_denominator(scheme.share_denominator);
  message.set_plan_above_days(scheme.plan_above_days);
  v1::MonthsAfterGraduation& months = *message.mutable_months_after_graduation();
  months.set_school(scheme.months_after_graduation[0]);
  months.set_chamber(scheme.months_after_graduation[1]);
  months.set_pool(scheme.months_after_graduation[2]);
  months.set_company(scheme.months_after_graduation[3]);
  message.set_graduation_strict(scheme.graduation_strict);
  constexpr v1::Grant kGrants[] = {v1::GRANT_UNKNOWN, v1::GRANT_ELIGIBLE, v1::GRANT_NOT_ELIGIBLE};
  message.set_grant(kGrants[static_cast<int>(scheme.grant)]);
  message.set_min_age(scheme.age_min);
  message.set_eqf_max(scheme.eqf_max);
  for (const std::string& label : scheme.host_certificates) message.add_host_certificates(label);
  for (const std::string& label : scheme.employer_certificates) message.add_employer_certificates(label);
  message.set_source(scheme.source);
  message.set_name(SchemeNameOf(message));
  return message;
}

inline void FillQuotas(const RoundQuotas& quotas, v1::RoundQuotas& message) {
  if (quotas.placements_per_round) message.set_placements_per_round(*quotas.placements_per_round);
  for (const auto& [id, most] : quotas.placements_per_centre) (*message.mutable_placements_per_centre())[id] = most;
  for (const auto& [id, least] : quotas.least_per_centre) (*message.mutable_least_per_centre())[id] = least;
  for (const auto& [country, most] : quotas.placements_per_country) {
    (*message.mutable_placements_per_country())[country.ToString()] = most;
  }
  if (quotas.budget_eur) message.set_budget_eur(static_cast<std::int32_t>(*quotas.budget_eur));
}

inline void FillWeights(const Round& round, v1::Weights& message) {
  const auto weight = [&](CriterionId id) { return round.weights[static_cast<std::size_t>(id)]; };
  message.set_wish_rank(weight(CriterionId::kWishRank));
  message.set_host_rank(weight(CriterionId::kHostRank));
  message.set_skills_overlap(weight(CriterionId::kSkillsOverlap));
  message.set_field_closeness(weight(CriterionId::kFieldCloseness));
  message.set_language_margin(weight(CriterionId::kLanguageMargin));
  message.set_partner_certificate(weight(CriterionId::kPartnerCertificate));
  message.set_known_partner(weight(CriterionId::kKnownPartner));
  message.set_grant_cost(weight(CriterionId::kGrantCost));
  message.set_travel_distance(weight(CriterionId::kTravelDistance));
  message.set_kept_from_last_run(weight(CriterionId::kKeptFromLastRun));
  message.set_later_worth(weight(CriterionId::kLaterWorth));
}

inline v1::Round RoundMessageOf(const Round& round) {
  v1::Round message;
  message.set_id(round.id);
  message.set_first_day(FormatDay(round.dates.first));
  message.set_last_day(FormatDay(round.dates.last));
  message.set_call_year(round.call_year);
  message.set_activity(round.activity.code);
  for (const Country country : round.countries) message.add_countries(country.ToString());
  if (round.eqf_min) message.set_eqf_min(*round.eqf_min);
  if (round.eqf_max) message.set_eqf_max(*round.eqf_max);
  message.set_min_age(round.age_min);
  message.set_accompany_under_age(round.accompany_under_age);
  // An empty list cannot be told from none in a message: what accepts nothing is left to tests of the reader.
  const std::string actions = round.accepted_actions.ToString();
  for (const absl::string_view code : absl::StrSplit(actions, ';', absl::SkipEmpty())) {
    v1::Action action = v1::ACTION_UNSPECIFIED;
    WALZ_CHECK(v1::Action_Parse(absl::StrCat("ACTION_", absl::AsciiStrToUpper(code)), &action));
    message.add_accepted_actions(action);
  }
  message.set_allow_unfunded(round.allow_unfunded);
  message.set_only_wishes(round.only_wishes);
  message.set_employer_may_host(round.employer_may_host);
  for (const std::string& label : round.host_certificates) message.add_host_certificates(label);
  for (const std::string& label : round.employer_certificates) message.add_employer_certificates(label);
  for (const std::string& item : round.checklist.codes) message.add_checklist(item);
  message.set_consortium(round.consortium);
  FillQuotas(round.quotas, *message.mutable_quotas());
  if (round.rates.given) {
    v1::GrantRates& rates = *message.mutable_rates();
    for (int group = 1; group <= 3; ++group) {
      v1::GroupRate& rate = *rates.add_groups();
      rate.set_group(group);
      rate.set_daily_first_14_days_eur(round.rates.daily_first_14_days_eur[static_cast<std::size_t>(group)]);
      rate.set_daily_after_14_days_eur(round.rates.daily_after_14_days_eur[static_cast<std::size_t>(group)]);
    }
    rates.set_organisational_support_eur(round.rates.organisational_support_eur);
    rates.set_travel_days(round.rates.travel_days);
    rates.set_green(round.rates.green);
  }
  FillWeights(round, *message.mutable_weights());
  if (round.stable_side == StableSide::kHosts) message.set_stable_side(v1::STABLE_SIDE_HOSTS);
  if (round.stable_size == StableSize::kMaximum) message.set_stable_size(v1::STABLE_SIZE_MAXIMUM);
  message.set_policy(round.policy == Policy::kStable   ? v1::POLICY_STABLE
                     : round.policy == Policy::kSerial ? v1::POLICY_SERIAL
                                                       : v1::POLICY_BEST);
  message.set_seed(static_cast<std::int32_t>(round.seed));
  message.set_name(RoundNameOf(message));
  return message;
}

inline v1::Apprentice ApprenticeMessageOf(const Apprentice& row, const Facts& facts) {
  v1::Apprentice message = MessageOf(row);
  std::vector<WishFact> wishes;
  for (const WishFact& wish : facts.wishes) {
    if (wish.apprentice == row.id) wishes.push_back(wish);
  }
  std::vector<PairFact> pairs;
  for (const PairFact& pair : facts.pairs) {
    if (pair.apprentice == row.id) pairs.push_back(pair);
  }
  SetWishes(wishes, message);
  SetPairs(pairs, message);
  return message;
}

inline v1::Opening OpeningMessageOf(const Opening& row, const Facts& facts) {
  v1::Opening message = MessageOf(row);
  std::vector<HostRankFact> ranks;
  for (const HostRankFact& rank : facts.host_ranks) {
    if (rank.opening == row.id) ranks.push_back(rank);
  }
  SetHostRanks(ranks, message);
  return message;
}

template <typename Message>
Mutation PutOf(const Message& message) {
  return {KeyOf(ParseName(message.name()).value()), message.SerializeAsString(), std::nullopt};
}

// All resources; the last run is none.
inline std::vector<Mutation> MutationsOf(const Facts& facts) {
  std::vector<Mutation> mutations;
  for (const Scheme& row : facts.schemes) mutations.push_back(PutOf(SchemeMessageOf(row)));
  for (const Centre& row : facts.centres) mutations.push_back(PutOf(MessageOf(row)));
  for (const Company& row : facts.companies) mutations.push_back(PutOf(MessageOf(row)));
  for (const Opening& row : facts.openings) mutations.push_back(PutOf(OpeningMessageOf(row, facts)));
  for (const Apprentice& row : facts.apprentices) mutations.push_back(PutOf(ApprenticeMessageOf(row, facts)));
  mutations.push_back(PutOf(RoundMessageOf(facts.round)));
  return mutations;
}

inline Revision PutAll(Store& store, std::vector<Mutation> mutations) {
  CommitRequest commit;
  commit.mutations = std::move(mutations);
  const absl::StatusOr<Committed> committed = store.Commit(std::move(commit));
  WALZ_CHECK(committed.ok());
  return committed->revision;
}

// Random facts may say what no profile may, and their rounds name centres of other consortia: mends it.
inline Facts Storable(Facts facts) {
  if (!facts.round.consortium.empty()) {
    for (const Centre& centre : facts.centres) {
      if (centre.consortium == facts.round.consortium) continue;
      facts.round.quotas.least_per_centre.erase(centre.id);
      facts.round.quotas.placements_per_centre.erase(centre.id);
    }
    for (Apprentice& apprentice : facts.apprentices) apprentice.group.clear();  // Else one may be alone in it.
  }
  for (Opening& opening : facts.openings) {
    if (opening.eqf_min && opening.eqf_max && *opening.eqf_min > *opening.eqf_max) {
      std::swap(opening.eqf_min, opening.eqf_max);
    }
    if (opening.shared_with->Has("all")) opening.shared_with = facts.pools->code_sets.Intern({});
  }
  RoundQuotas& quotas = facts.round.quotas;
  for (auto& [id, least] : quotas.least_per_centre) {
    const auto most = quotas.placements_per_centre.find(id);
    if (most != quotas.placements_per_centre.end()) least = std::min(least, most->second);
  }
  return facts;
}

// Leaves out what does not take part in the round.
inline Facts CohortOf(Facts facts) {
  if (facts.round.consortium.empty()) return facts;
  std::set<std::string> centres;
  std::erase_if(facts.centres, [&](const Centre& row) { return row.consortium != facts.round.consortium; });
  for (const Centre& row : facts.centres) centres.insert(row.id);
  std::set<std::string> apprentices;
  std::erase_if(facts.apprentices, [&](const Apprentice& row) { return !centres.contains(row.centre); });
  for (const Apprentice& row : facts.apprentices) apprentices.insert(row.id);
  const auto is_gone = [&](const auto& row) { return !apprentices.contains(row.apprentice); };
  std::erase_if(facts.wishes, is_gone);
  std::erase_if(facts.pairs, is_gone);
  std::erase_if(facts.host_ranks, is_gone);
  std::erase_if(facts.last_run, is_gone);
  return facts;
}

// The catalogue of the facts with the round's activity in it, under whose code a message names it.
inline std::shared_ptr<const Catalogue> CatalogueOf(const Facts& facts) {
  auto catalogue = std::make_shared<Catalogue>(*facts.catalogue);
  std::erase_if(catalogue->activities, [&](const Activity& a) { return a.code == facts.round.activity.code; });
  if (!facts.round.activity.code.empty()) catalogue->activities.push_back(facts.round.activity);
  return catalogue;
}

}  // namespace walz

#endif  // TESTS_SERVICE_APP_MIRROR_STORED_FACTS_H_
