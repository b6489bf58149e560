// The table of contents of the law: requirements, criteria and quotas in the order of the handbook.

#include "engine/rules/standard_rulebook.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/rulebook/stay_frame.h"
#include "engine/rules/absent_per_employer.h"
#include "engine/rules/age_permitted.h"
#include "engine/rules/blended_ready.h"
#include "engine/rules/budget_per_round.h"
#include "engine/rules/certificate_held.h"
#include "engine/rules/dates_overlap.h"
#include "engine/rules/destination_eligible.h"
#include "engine/rules/employer_consents.h"
#include "engine/rules/field_closeness.h"
#include "engine/rules/field_suits.h"
#include "engine/rules/funding_available.h"
#include "engine/rules/graduation_permits.h"
#include "engine/rules/grant_cost.h"
#include "engine/rules/host_consents.h"
#include "engine/rules/host_rank.h"
#include "engine/rules/kept_from_last_run.h"
#include "engine/rules/known_partner.h"
#include "engine/rules/language_margin.h"
#include "engine/rules/language_suffices.h"
#include "engine/rules/later_worth.h"
#include "engine/rules/level_suits.h"
#include "engine/rules/needs_met.h"
#include "engine/rules/not_excluded.h"
#include "engine/rules/opening_shared.h"
#include "engine/rules/partner_certificate.h"
#include "engine/rules/pay_permitted.h"
#include "engine/rules/persons_named.h"
#include "engine/rules/placements_per_centre.h"
#include "engine/rules/placements_per_country.h"
#include "engine/rules/placements_per_round.h"
#include "engine/rules/places_per_company.h"
#include "engine/rules/places_per_opening.h"
#include "engine/rules/skills_overlap.h"
#include "engine/rules/skills_suffice.h"
#include "engine/rules/stay_length_permitted.h"
#include "engine/rules/travel_distance.h"
#include "engine/rules/wish_rank.h"

namespace walz {
namespace {

std::size_t PositionOf(const std::vector<Requirement>& requirements, absl::string_view name) {
  const auto at = std::find_if(requirements.begin(), requirements.end(),
                               [&](const Requirement& requirement) { return requirement.name == name; });
  return static_cast<std::size_t>(at - requirements.begin());
}

}  // namespace

RuleBook StandardRuleBook() {
  RuleBook rules;
  rules.requirements = {
      RequirementOf<FieldSuits>(),          RequirementOf<LevelSuits>(),
      RequirementOf<DestinationEligible>(), RequirementOf<PayPermitted>(),
      RequirementOf<StayLengthPermitted>(), RequirementOf<DatesOverlap>(),
      RequirementOf<GraduationPermits>(),   RequirementOf<LanguageSuffices>(),
      RequirementOf<EmployerConsents>(),    RequirementOf<HostConsents>(),
      RequirementOf<CertificateHeld>(),     RequirementOf<AgePermitted>(),
      RequirementOf<FundingAvailable>(),    RequirementOf<NeedsMet>(),
      RequirementOf<BlendedReady>(),        RequirementOf<SkillsSuffice>(),
      RequirementOf<PersonsNamed>(),        RequirementOf<OpeningShared>(),
      RequirementOf<NotExcluded>(),
  };
  rules.criteria = {
      CriterionOf<WishRank>(),        CriterionOf<HostRankPoints>(), CriterionOf<SkillsOverlap>(),
      CriterionOf<FieldCloseness>(),  CriterionOf<LanguageMargin>(), CriterionOf<PartnerCertificate>(),
      CriterionOf<KnownPartner>(),    CriterionOf<GrantCost>(),      CriterionOf<TravelDistance>(),
      CriterionOf<KeptFromLastRun>(), CriterionOf<LaterWorth>(),
  };
  rules.quotas = {
      QuotaOf<PlacesPerOpening>(),    QuotaOf<PlacesPerCompany>(),     QuotaOf<AbsentPerEmployer>(),
      QuotaOf<PlacementsPerCentre>(), QuotaOf<PlacementsPerCountry>(), QuotaOf<PlacementsPerRound>(),
      QuotaOf<BudgetPerRound>(),
  };
  rules.stays = {
      .permitted_lengths = &StayLengthPermitted::PermittedLengths,
      .lawful_starts = &DatesOverlap::LawfulStarts,
      .dates_requirement = PositionOf(rules.requirements, DatesOverlap::kName),
      .span_of_apprentice = &SpanOfApprentice,
      .span_of_opening = &SpanOfOpening,
  };
  return rules;
}

}  // namespace walz
