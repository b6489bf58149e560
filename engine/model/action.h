// Action: something that somebody must do before a stay; a round says which ones it accepts.
//
// Codes are stable: they stand in files and in the API.  Add new ones at the end.

#ifndef ENGINE_MODEL_ACTION_H_
#define ENGINE_MODEL_ACTION_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/string_view.h>

namespace walz {

enum class Action : std::uint8_t {
  kObtainEmployerConsent,
  kExtendEmployerConsent,
  kClarifyConsentRule,
  kObtainGuardianConsent,
  kAddAccompanyingPerson,
  kAgreeChamberPlan,
  kSignAgreement,
  kRenewCertificate,
  kEnterEqf,
  kEnterGraduationDate,
  kEnterBirthDate,
  kEnterTrainingDays,
  kAssessLanguage,
  kAssessSkill,
  kClarifyPayRule,
  kClarifyGrantStatus,
  kAskHostAboutNeeds,
  kNameTechnology,
  kCompleteChecklist,
  kNameMentor,
  kNameCoordinator,
};

inline constexpr int kActionCount = 21;

// `obtain_employer_consent`, ...
absl::string_view ActionCode(Action action);
std::optional<Action> FindAction(absl::string_view code);

// A set of actions, one bit each.
class ActionSet {
 public:
  constexpr ActionSet() = default;
  constexpr ActionSet(std::initializer_list<Action> actions) {
    for (const Action action : actions) bits_ |= Bit(action);
  }

  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool Has(Action action) const { return (bits_ & Bit(action)) != 0; }
  constexpr bool IsWithin(ActionSet other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr ActionSet With(ActionSet other) const { return ActionSet(bits_ | other.bits_); }
  constexpr std::uint32_t bits() const { return bits_; }

  // Codes in the order of the enum, joined by `;`.
  std::string ToString() const;

  friend constexpr bool operator==(ActionSet, ActionSet) = default;
  template <typename H>
  friend H AbslHashValue(H h, ActionSet set) {
    return H::combine(std::move(h), set.bits_);
  }

 private:
  constexpr explicit ActionSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t Bit(Action action) { return std::uint32_t{1} << static_cast<int>(action); }
  std::uint32_t bits_ = 0;
};

// What a round accepts if it says nothing.
inline constexpr ActionSet kDefaultAcceptedActions = {Action::kObtainEmployerConsent,
                                                      Action::kObtainGuardianConsent,
                                                      Action::kAgreeChamberPlan,
                                                      Action::kSignAgreement,
                                                      Action::kNameMentor,
                                                      Action::kNameCoordinator};

}  // namespace walz

#endif  // ENGINE_MODEL_ACTION_H_
