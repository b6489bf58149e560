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

  using Learner = bool;  // The employer is one.
  using Host = bool;     // The host is one.

  static Learner LearnerOf(const ApprenticeView& apprentice) {
    return apprentice.employer != nullptr && IsPartner(*apprentice.employer, apprentice.round.dates);
  }
  static Host HostOf(const OpeningView& opening) { return IsPartner(opening.company, opening.round.dates); }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    return PointsOf(LearnerOf(apprentice), HostOf(opening));
  }
  static int PointsOf(Learner employer, Host host) { return employer || host ? kPointsMax : 0; }

 private:
  static bool IsPartner(const Company& company, DayRange dates) {
    const DaySet* held = DaysHeld(*company.certificates, PartnerLabel());
    return held != nullptr && held->ContainsAll(dates);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PARTNER_CERTIFICATE_H_
