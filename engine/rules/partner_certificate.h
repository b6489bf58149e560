// partner_certificate: employer or host is a certified partner.

#ifndef ENGINE_RULES_PARTNER_CERTIFICATE_H_
#define ENGINE_RULES_PARTNER_CERTIFICATE_H_

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/certificate.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct PartnerCertificate {
  static constexpr absl::string_view kName = "partner_certificate";
  static constexpr absl::string_view kDoc =
      "The employer or the host holds the Erasmus+ partner certificate throughout the round.";
  static constexpr absl::string_view kFormula =
      "1000 if employer or host holds erasmus-plus-partner on every day of the round; else 0";
  static constexpr CriterionId kId = CriterionId::kPartnerCertificate;

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const DayRange dates = apprentice.round.dates;
    const bool employer = apprentice.employer != nullptr && IsPartner(*apprentice.employer, dates);
    return employer || IsPartner(opening.company, dates) ? kPointsMax : 0;
  }

 private:
  static bool IsPartner(const Company& company, DayRange dates) {
    const DaySet* held = DaysHeld(*company.certificates, PartnerLabel());
    return held != nullptr && held->ContainsAll(dates);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PARTNER_CERTIFICATE_H_
