// blended_ready: a stay that begins online finds a technology allowed on both sides and a complete checklist.
//
// The first line that fits counts.
//
//   the opening is physical                        allowed
//   centre or host has not named its technology    needs name_technology
//   no technology is common                        refused
//   the opening lacks an item of the round's list  needs complete_checklist
//   none of these                                  allowed

#ifndef ENGINE_RULES_BLENDED_READY_H_
#define ENGINE_RULES_BLENDED_READY_H_

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/words.h"

namespace walz {

struct BlendedReady {
  static constexpr absl::string_view kName = "blended_ready";
  static constexpr absl::string_view kDoc =
      "A blended stay has a technology that centre and host both allow, and every item of the round's checklist.";

  struct Learner {
    const CodeSet* technologies;  // The centre's.
    const CodeSet* checklist;     // The round's.

    friend bool operator==(const Learner&, const Learner&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Learner& l) {
      return H::combine(std::move(h), l.technologies, l.checklist);
    }
  };
  struct Host {
    const CodeSet* technologies = nullptr;  // The company's; null if the opening is physical.
    const CodeSet* checklist = nullptr;     // The opening's; null if the opening is physical.

    friend bool operator==(const Host&, const Host&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Host& o) {
      return H::combine(std::move(h), o.technologies, o.checklist);
    }
  };

  static Learner LearnerOf(const ApprenticeView& view) { return {view.centre.technologies, &view.round.checklist}; }
  static Host HostOf(const OpeningView& view) {
    if (view.opening.mode == OpeningMode::kPhysical) return {};
    return {view.company.technologies, view.opening.checklist};
  }

  static Ruling Judge(const Learner& learner, const Host& host) {
    if (host.technologies == nullptr) return Ruling::Allowed();
    if (!learner.technologies->answered || !host.technologies->answered) {
      return Ruling::Needs({Action::kNameTechnology});
    }
    const auto is_common = [&](const std::string& code) { return host.technologies->Has(code); };
    const auto& technologies = learner.technologies->codes;
    if (std::none_of(technologies.begin(), technologies.end(), is_common)) return Ruling::Refused();
    const auto is_done = [&](const std::string& item) { return host.checklist->Has(item); };
    const auto& items = learner.checklist->codes;
    if (!std::all_of(items.begin(), items.end(), is_done)) return Ruling::Needs({Action::kCompleteChecklist});
    return Ruling::Allowed();
  }

  static std::string Explain(const Learner& learner, const Host& host) {
    if (host.technologies == nullptr) return "the stay is physical only";
    const std::string technologies = absl::StrCat("centre allows ", TechnologyWords(*learner.technologies),
                                                  ", host allows ", TechnologyWords(*host.technologies));
    const Ruling ruling = Judge(learner, host);
    if (ruling == Ruling::Refused()) return absl::StrCat("no common technology: ", technologies);
    if (ruling.actions.Has(Action::kNameTechnology)) return absl::StrCat("technology to be named: ", technologies);
    std::vector<std::string> missing;
    std::set_difference(learner.checklist->codes.begin(), learner.checklist->codes.end(), host.checklist->codes.begin(),
                        host.checklist->codes.end(), std::back_inserter(missing));
    return absl::StrCat(technologies, "; checklist of ", learner.checklist->codes.size(), " lacks ",
                        ListWords(missing));
  }

 private:
  static std::string TechnologyWords(const CodeSet& technologies) {
    return technologies.answered ? ListWords(technologies.codes) : "(not named)";
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_BLENDED_READY_H_
