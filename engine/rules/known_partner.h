// known_partner: the centre knows the host from earlier stays.

#ifndef ENGINE_RULES_KNOWN_PARTNER_H_
#define ENGINE_RULES_KNOWN_PARTNER_H_

#include <algorithm>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct KnownPartner {
  static constexpr absl::string_view kName = "known_partner";
  static constexpr absl::string_view kDoc = "Earlier stays of the centre's apprentices at the host.";
  static constexpr absl::string_view kFormula = "250 * earlier stays of this centre at this host, at most 1000";
  static constexpr CriterionId kId = CriterionId::kKnownPartner;

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const auto at = opening.company.known_centres.find(apprentice.centre.id);
    if (at == opening.company.known_centres.end()) return 0;
    return 250 * std::clamp(at->second, 0, 4);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_KNOWN_PARTNER_H_
