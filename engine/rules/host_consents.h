// host_consents: the host has opened the opening to this cohort.
//
//   state of the opening    verdict
//   open                    allowed
//   to_sign                 needs sign_agreement
//   draft, paused, closed   refused

#ifndef ENGINE_RULES_HOST_CONSENTS_H_
#define ENGINE_RULES_HOST_CONSENTS_H_

#include <string>
#include <utility>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct HostConsents {
  static constexpr absl::string_view kName = "host_consents";
  static constexpr absl::string_view kDoc = "The host has opened the opening to this cohort.";

  struct Learner {  // Nothing of the apprentice is read.
    friend bool operator==(Learner, Learner) = default;
    template <typename H>
    friend H AbslHashValue(H h, Learner) {
      return h;
    }
  };
  using Host = OpeningState;

  static Learner LearnerOf(const ApprenticeView&) { return {}; }
  static Host HostOf(const OpeningView& view) { return view.opening.state; }

  static Ruling Judge(Learner, Host state) {
    switch (state) {
      case OpeningState::kOpen:
        return Ruling::Allowed();
      case OpeningState::kToSign:
        return Ruling::Needs({Action::kSignAgreement});
      case OpeningState::kPaused:
      case OpeningState::kClosed:
      case OpeningState::kDraft:
        break;
    }
    return Ruling::Refused();
  }

  static std::string Explain(Learner, Host state) {
    switch (state) {
      case OpeningState::kOpen:
        return "host opened the opening";
      case OpeningState::kToSign:
        return "host agreed; the agreement is still to be signed";
      case OpeningState::kPaused:
        return "host paused the opening";
      case OpeningState::kClosed:
        return "host closed the opening";
      case OpeningState::kDraft:
        break;
    }
    return "the opening is a draft; host has not opened it yet";
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_HOST_CONSENTS_H_
