#include "engine/model/action.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

constexpr std::array<absl::string_view, kActionCount> kCodes = {"obtain_employer_consent",
                                                                "extend_employer_consent",
                                                                "clarify_consent_rule",
                                                                "obtain_guardian_consent",
                                                                "add_accompanying_person",
                                                                "agree_chamber_plan",
                                                                "sign_agreement",
                                                                "renew_certificate",
                                                                "enter_eqf",
                                                                "enter_graduation_date",
                                                                "enter_birth_date",
                                                                "enter_training_days",
                                                                "assess_language",
                                                                "assess_skill",
                                                                "clarify_pay_rule",
                                                                "clarify_grant_status",
                                                                "ask_host_about_needs",
                                                                "name_technology",
                                                                "complete_checklist",
                                                                "name_mentor",
                                                                "name_coordinator"};

}  // namespace

absl::string_view ActionCode(Action action) { return kCodes[static_cast<std::size_t>(action)]; }

std::optional<Action> FindAction(absl::string_view code) {
  const auto at = std::find(kCodes.begin(), kCodes.end(), code);
  if (at == kCodes.end()) return std::nullopt;
  return static_cast<Action>(at - kCodes.begin());
}

std::string ActionSet::ToString() const {
  std::string text;
  for (int i = 0; i < kActionCount; ++i) {
    const auto action = static_cast<Action>(i);
    if (Has(action)) absl::StrAppend(&text, text.empty() ? "" : ";", ActionCode(action));
  }
  return text;
}

}  // namespace walz
