// opening_shared: the opening is shown to the apprentice's centre.
//
//   shared_with               shown to
//   empty, `all`              every centre
//   a centre's id             this centre
//   `consortium:NAME`         the centres of this consortium
//   `consortium`              the centres of the round's consortium
//   `none`                    nobody
//
// Ids compare byte by byte, the other words without case.  A consortium without a name has no centres.

#ifndef ENGINE_RULES_OPENING_SHARED_H_
#define ENGINE_RULES_OPENING_SHARED_H_

#include <algorithm>
#include <string>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/words.h"

namespace walz {

struct OpeningShared {
  static constexpr absl::string_view kName = "opening_shared";
  static constexpr absl::string_view kDoc = "The opening is shared with the apprentice's centre or its consortium.";

  struct Learner {
    const Centre* centre;
    const Round* round;

    friend bool operator==(const Learner&, const Learner&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Learner& l) {
      return H::combine(std::move(h), l.centre, l.round);
    }
  };
  using Host = const CodeSet*;  // Whom the opening is shared with.

  static Learner LearnerOf(const ApprenticeView& view) { return {&view.centre, &view.round}; }
  static Host HostOf(const OpeningView& view) { return view.opening.shared_with; }

  static Ruling Judge(const Learner& learner, Host shared_with) {
    if (!shared_with->answered) return Ruling::Allowed();
    const bool shared = std::any_of(shared_with->codes.begin(), shared_with->codes.end(),
                                    [&](absl::string_view item) { return Includes(item, learner); });
    return shared ? Ruling::Allowed() : Ruling::Refused();
  }

  static std::string Explain(const Learner& learner, Host shared_with) {
    if (!shared_with->answered) return "opening is shared with all centres";
    const std::string& consortium = learner.centre->consortium;
    return absl::StrCat("opening is shared with ", ListWords(shared_with->codes), "; apprentice comes from centre ",
                        learner.centre->id, " of ", consortium.empty() ? "no consortium" : "consortium ", consortium,
                        "; the round's consortium is ", learner.round->consortium.empty() ? "not named" : "",
                        learner.round->consortium);
  }

 private:
  static bool Includes(absl::string_view item, const Learner& learner) {
    constexpr absl::string_view kConsortium = "consortium";
    if (item == learner.centre->id || absl::EqualsIgnoreCase(item, "all")) return true;
    if (!absl::StartsWithIgnoreCase(item, kConsortium) || learner.centre->consortium.empty()) return false;
    item.remove_prefix(kConsortium.size());
    if (item.empty()) return absl::EqualsIgnoreCase(learner.centre->consortium, learner.round->consortium);
    return item[0] == ':' && absl::EqualsIgnoreCase(item.substr(1), learner.centre->consortium);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_OPENING_SHARED_H_
