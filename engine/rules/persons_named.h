// persons_named: the host names a mentor and the centre a coordinator in charge.
//
//                            mentor named             no mentor
//   coordinator named        allowed                  needs name_mentor
//   no coordinator           needs name_coordinator   needs both

#ifndef ENGINE_RULES_PERSONS_NAMED_H_
#define ENGINE_RULES_PERSONS_NAMED_H_

#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct PersonsNamed {
  static constexpr absl::string_view kName = "persons_named";
  static constexpr absl::string_view kDoc = "The host names a mentor and the centre a coordinator in charge.";

  struct Learner {
    bool coordinator_named;

    friend bool operator==(Learner, Learner) = default;
    template <typename H>
    friend H AbslHashValue(H h, Learner l) {
      return H::combine(std::move(h), l.coordinator_named);
    }
  };
  struct Host {
    bool mentor_named;

    friend bool operator==(Host, Host) = default;
    template <typename H>
    friend H AbslHashValue(H h, Host o) {
      return H::combine(std::move(h), o.mentor_named);
    }
  };

  static Learner LearnerOf(const ApprenticeView& view) { return {!view.centre.coordinator.empty()}; }
  static Host HostOf(const OpeningView& view) { return {!view.company.mentor.empty()}; }

  static Ruling Judge(Learner learner, Host host) {
    ActionSet actions;
    if (!host.mentor_named) actions = actions.With({Action::kNameMentor});
    if (!learner.coordinator_named) actions = actions.With({Action::kNameCoordinator});
    return Ruling::AllowedAfter(actions);
  }

  static std::string Explain(Learner learner, Host host) {
    return absl::StrCat("host names ", host.mentor_named ? "a mentor" : "no mentor", "; centre names ",
                        learner.coordinator_named ? "a coordinator" : "no coordinator");
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PERSONS_NAMED_H_
