// funding_available: somebody pays for the stay: the grant, another source, or the round lets people go unfunded.
//
//                                         grant: eligible   unknown                      not eligible
//   other funding, or unfunded accepted   allowed           allowed                      allowed
//   neither                               allowed           needs clarify_grant_status   refused

#ifndef ENGINE_RULES_FUNDING_AVAILABLE_H_
#define ENGINE_RULES_FUNDING_AVAILABLE_H_

#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct FundingAvailable {
  static constexpr absl::string_view kName = "funding_available";
  static constexpr absl::string_view kDoc =
      "The apprentice's scheme gives access to the grant, or other funding is there, or the round allows unfunded "
      "stays.";

  struct Learner {
    const Scheme* scheme;
    bool other_funding;
    bool unfunded_allowed;  // By the round.

    friend bool operator==(const Learner&, const Learner&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Learner& l) {
      return H::combine(std::move(h), l.scheme, l.other_funding, l.unfunded_allowed);
    }
  };
  struct Host {  // Nothing of the opening is read.
    friend bool operator==(Host, Host) = default;
    template <typename H>
    friend H AbslHashValue(H h, Host) {
      return h;
    }
  };

  static Learner LearnerOf(const ApprenticeView& view) {
    return {&view.scheme, view.apprentice.other_funding, view.round.allow_unfunded};
  }
  static Host HostOf(const OpeningView&) { return {}; }

  static Ruling Judge(const Learner& learner, Host) {
    if (learner.other_funding || learner.unfunded_allowed) return Ruling::Allowed();
    switch (learner.scheme->grant) {
      case GrantRule::kEligible:
        return Ruling::Allowed();
      case GrantRule::kNotEligible:
        return Ruling::Refused();
      case GrantRule::kUnknown:
        break;
    }
    return Ruling::Needs({Action::kClarifyGrantStatus});
  }

  static std::string Explain(const Learner& learner, Host) {
    return absl::StrCat("scheme ", learner.scheme->id, " ", GrantWords(learner.scheme->grant), "; apprentice has ",
                        learner.other_funding ? "other funding" : "no other funding", "; the round ",
                        learner.unfunded_allowed ? "allows" : "does not allow", " unfunded stays");
  }

 private:
  static absl::string_view GrantWords(GrantRule grant) {
    switch (grant) {
      case GrantRule::kEligible:
        return "gives access to an Erasmus+ grant";
      case GrantRule::kNotEligible:
        return "gives no access to an Erasmus+ grant";
      case GrantRule::kUnknown:
        break;
    }
    return "may or may not give access to an Erasmus+ grant: not clarified";
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_FUNDING_AVAILABLE_H_
