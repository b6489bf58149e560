// level_suits: the apprentice's EQF level lies within the bounds of the round, the opening and the scheme.
//
// The tightest bound counts.  Where nobody sets a bound the level need not be known.  A scheme's bound keeps out
// what belongs to higher education in its country.
//
//                     no bound   any bound
//   level not known   allowed    needs enter_eqf
//   level within      allowed    allowed
//   level outside     allowed    refused

#ifndef ENGINE_RULES_LEVEL_SUITS_H_
#define ENGINE_RULES_LEVEL_SUITS_H_

#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct LevelSuits {
  static constexpr absl::string_view kName = "level_suits";
  static constexpr absl::string_view kDoc =
      "The apprentice's EQF level lies within the bounds of the round, the opening and the scheme.";

  struct Learner {
    std::optional<int> eqf;
    const Scheme* bounding_scheme;  // Null if the scheme sets no bound.
    const Round* round;

    friend bool operator==(const Learner&, const Learner&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Learner& l) {
      return H::combine(std::move(h), l.eqf, l.bounding_scheme, l.round);
    }
  };
  struct Host {
    std::optional<int> eqf_min;
    std::optional<int> eqf_max;

    friend bool operator==(const Host&, const Host&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Host& o) {
      return H::combine(std::move(h), o.eqf_min, o.eqf_max);
    }
  };

  static Learner LearnerOf(const ApprenticeView& view) {
    return {view.apprentice.eqf, view.scheme.eqf_max > 0 ? &view.scheme : nullptr, &view.round};
  }
  static Host HostOf(const OpeningView& view) { return {view.opening.eqf_min, view.opening.eqf_max}; }

  static Ruling Judge(const Learner& learner, const Host& host) {
    const std::optional<Bound> least = Least(learner, host);
    const std::optional<Bound> most = Most(learner, host);
    if (!least && !most) return Ruling::Allowed();
    if (!learner.eqf) return Ruling::Needs({Action::kEnterEqf});
    if (least && *learner.eqf < least->level) return Ruling::Refused();
    if (most && *learner.eqf > most->level) return Ruling::Refused();
    return Ruling::Allowed();
  }

  static std::string Explain(const Learner& learner, const Host& host) {
    const std::optional<Bound> least = Least(learner, host);
    const std::optional<Bound> most = Most(learner, host);
    std::string words = learner.eqf ? absl::StrCat("EQF ", *learner.eqf) : "EQF level not entered";
    if (!least && !most) return words + "; nobody sets a bound";
    if (least) absl::StrAppend(&words, "; ", least->owner, " asks at least ", least->level);
    if (most) absl::StrAppend(&words, "; ", most->owner, " allows at most ", most->level);
    return words;
  }

 private:
  struct Bound {
    int level;
    absl::string_view owner;
  };

  static std::optional<Bound> Least(const Learner& learner, const Host& host) {
    std::optional<Bound> least;
    if (learner.round->eqf_min) least = Bound{*learner.round->eqf_min, "the round"};
    if (host.eqf_min && (!least || *host.eqf_min > least->level)) least = Bound{*host.eqf_min, "the opening"};
    return least;
  }

  static std::optional<Bound> Most(const Learner& learner, const Host& host) {
    std::optional<Bound> most;
    if (learner.round->eqf_max) most = Bound{*learner.round->eqf_max, "the round"};
    if (host.eqf_max && (!most || *host.eqf_max < most->level)) most = Bound{*host.eqf_max, "the opening"};
    const Scheme* scheme = learner.bounding_scheme;
    if (scheme != nullptr && (!most || scheme->eqf_max < most->level)) most = Bound{scheme->eqf_max, scheme->id};
    return most;
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_LEVEL_SUITS_H_
