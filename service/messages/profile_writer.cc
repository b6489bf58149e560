// Facts become messages.

#include "service/messages/cell_items.h"
#include "service/messages/profile_messages.h"

namespace walz {
namespace {

// Enums of the API count the same words from 1.
template <typename To, typename From>
To WordOf(From word) {
  return static_cast<To>(static_cast<int>(word) + 1);
}

v1::GuardianConsent GuardianConsentOf(GuardianConsent consent) {
  switch (consent) {
    case GuardianConsent::kNotAnswered:
      return v1::GUARDIAN_CONSENT_UNSPECIFIED;
    case GuardianConsent::kAsked:
      return v1::GUARDIAN_CONSENT_ASKED;
    case GuardianConsent::kYes:
      return v1::GUARDIAN_CONSENT_YES;
    case GuardianConsent::kNo:
      return v1::GUARDIAN_CONSENT_NO;
  }
  return v1::GUARDIAN_CONSENT_UNSPECIFIED;
}

}  // namespace

void WriteMessage(const Centre& row, v1::Centre& message) {
  message.Clear();
  message.set_name(FormatName({Collection::kCentres, {row.id}}));
  message.set_title(row.name);
  message.set_country(row.country.ToString());
  message.set_city(row.city);
  if (row.place) {
    message.set_lat(row.place->lat);
    message.set_lon(row.place->lon);
  }
  message.set_sender_kind(WordOf<v1::SenderKind>(row.sender_kind));
  message.set_consortium(row.consortium);
  message.set_coordinator(row.coordinator);
  SetItems(*row.technologies, *message.mutable_technologies());
  message.set_excellence(WordOf<v1::Excellence>(row.excellence));
  SetItems(*row.blackouts, *message.mutable_blackouts());
}

void WriteMessage(const Company& row, v1::Company& message) {
  message.Clear();
  message.set_name(FormatName({Collection::kCompanies, {row.id}}));
  message.set_title(row.name);
  message.set_country(row.country.ToString());
  message.set_city(row.city);
  if (row.place) {
    message.set_lat(row.place->lat);
    message.set_lon(row.place->lon);
  }
  message.set_size(row.size);
  SetItems(*row.certificates, *message.mutable_certificates());
  if (row.absent_max) message.set_max_absent(*row.absent_max);
  if (row.hosted_max) message.set_max_hosted(*row.hosted_max);
  message.set_mentor(row.mentor);
  SetItems(*row.technologies, *message.mutable_technologies());
  SetItems(row.known_centres, *message.mutable_known_centres());
}

void WriteMessage(const Opening& row, v1::Opening& message) {
  message.Clear();
  message.set_name(FormatName({Collection::kOpenings, {row.company, row.id}}));
  message.set_title(row.title);
  SetItems(*row.fields, *message.mutable_fields());
  if (row.eqf_min) message.set_eqf_min(*row.eqf_min);
  if (row.eqf_max) message.set_eqf_max(*row.eqf_max);
  message.set_places(row.places);
  SetItems(*row.windows, *message.mutable_windows());
  if (row.days_min > 0) message.set_min_days(row.days_min);
  if (row.days_max > 0) message.set_max_days(row.days_max);
  message.set_pay(PayText(row.pay, row.pay_eur_month));
  SetItems(*row.languages, *message.mutable_languages());
  if (row.age_min > 0) message.set_min_age(row.age_min);
  SetItems(*row.offers, *message.mutable_offers());
  SetItems(*row.skills_required, *message.mutable_skills_required());
  SetItems(*row.skills_wanted, *message.mutable_skills_wanted());
  message.set_mode(WordOf<v1::OpeningMode>(row.mode));
  SetItems(*row.checklist, *message.mutable_checklist());
  message.set_state(WordOf<v1::OpeningState>(row.state));
  SetItems(*row.shared_with, *message.mutable_shared_with());
}

void WriteMessage(const Apprentice& row, v1::Apprentice& message) {
  message.Clear();
  message.set_name(FormatName({Collection::kApprentices, {row.centre, row.id}}));
  message.set_given_name(row.given_name);
  message.set_family_name(row.family_name);
  if (row.birth_date) message.set_birth_date(FormatDay(*row.birth_date));
  message.set_scheme(row.scheme);
  message.set_field(row.field->code);
  if (row.eqf) message.set_eqf(*row.eqf);
  SetItems(*row.languages, *message.mutable_languages());
  SetItems(*row.windows, *message.mutable_windows());
  message.set_min_days(row.days_min);
  message.set_max_days(row.days_max);
  if (row.graduation_date) message.set_graduation_date(FormatDay(*row.graduation_date));
  message.set_employer(row.employer);
  message.set_employer_consent(ConsentText(row.employer_consent));
  SetItems(*row.countries_wanted, *message.mutable_countries_wanted());
  SetItems(*row.countries_refused, *message.mutable_countries_refused());
  SetItems(*row.needs, *message.mutable_needs());
  SetItems(*row.skills, *message.mutable_skills());
  if (row.fewer_opportunities) message.set_fewer_opportunities(true);
  if (row.tier != kTierDefault) message.set_priority(row.tier);
  if (row.training_days) message.set_training_days(*row.training_days);
  if (row.days_abroad_before > 0) message.set_days_abroad_before(row.days_abroad_before);
  if (row.other_funding) message.set_other_funding(true);
  message.set_guardian_consent(GuardianConsentOf(row.guardian_consent));
  if (row.accompanying > 0) message.set_accompanying(row.accompanying);
  message.set_group(row.group);
  SetItems(*row.blackouts, *message.mutable_blackouts());
}

namespace {

template <typename Message, typename Row>
Message MadeMessage(const Row& row) {
  Message message;
  WriteMessage(row, message);
  return message;
}

}  // namespace

v1::Centre MessageOf(const Centre& row) { return MadeMessage<v1::Centre>(row); }
v1::Company MessageOf(const Company& row) { return MadeMessage<v1::Company>(row); }
v1::Opening MessageOf(const Opening& row) { return MadeMessage<v1::Opening>(row); }
v1::Apprentice MessageOf(const Apprentice& row) { return MadeMessage<v1::Apprentice>(row); }

}  // namespace walz
