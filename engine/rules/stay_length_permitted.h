// stay_length_permitted: some length suits the activity, the scheme, the employer, the apprentice and the opening.
//
// Lengths are days, both ends included.  The learner's side has one least and one most, the tightest of all that bound
// it; so has the opening.  Where the least that is left lies above what the scheme permits without a plan, the plan has
// to be agreed with the chamber.

#ifndef ENGINE_RULES_STAY_LENGTH_PERMITTED_H_
#define ENGINE_RULES_STAY_LENGTH_PERMITTED_H_

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/stay_frame.h"

namespace walz {

struct StayLengthPermitted {
  static constexpr absl::string_view kName = "stay_length_permitted";
  static constexpr absl::string_view kDoc =
      "Some length of stay lies in the bounds of activity, scheme, employer, apprentice and opening.";

  using Learner = LearnerLengths;
  struct Host {
    int min = 0;  // Days; 0: no bound.
    int max = 0;
    friend bool operator==(const Host&, const Host&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Host& host) {
      return H::combine(std::move(h), host.min, host.max);
    }
  };

  static Learner LearnerOf(const ApprenticeView& apprentice) { return LearnerLengthsOf(apprentice); }
  static Host HostOf(const OpeningView& opening) { return {opening.opening.days_min, opening.opening.days_max}; }

  // The shortest length is the most favourable: no plan is needed sooner.
  static Ruling Judge(const Learner& learner, const Host& host) {
    return JudgeLength(learner, host, std::max(learner.min, host.min));
  }

  static Ruling JudgeStay(const Learner& learner, const Host& host, DayRange stay) {
    return JudgeLength(learner, host, stay.days());
  }

  // The lengths permitted with accepted actions; none if the pair is refused.
  static std::optional<LengthRange> PermittedLengths(const ApprenticeView& apprentice, const OpeningView& opening) {
    const LengthRange lengths = LengthsOf(LearnerFrameOf(apprentice), HostFrameOf(opening));
    if (lengths.min > lengths.max) return std::nullopt;
    return lengths;
  }

  static std::string Explain(const Learner& learner, const Host& host) {
    const bool host_min = host.min > learner.min;
    const bool host_max = host.max != 0 && host.max < learner.max;
    const int min = host_min ? host.min : learner.min;
    const int max = host_max ? host.max : learner.max;
    std::string words =
        absl::StrCat(host_min ? "the opening" : SourceName(learner.min_source), " asks for at least ", min, " days, ",
                     host_max ? "the opening" : SourceName(learner.max_source), " permits at most ", max);
    if (min > max) return words;
    if (learner.share_unknown) {
      absl::StrAppend(&words, "; the scheme caps by a share of the training: enter training_days");
    }
    if (min > learner.max_without_plan) {
      absl::StrAppend(&words, "; above ", learner.max_without_plan, " days a plan must be agreed with the chamber");
    }
    return words;
  }

 private:
  static Ruling JudgeLength(const Learner& learner, const Host& host, int length) {
    if (length < learner.min || length > learner.max) return Ruling::Refused();
    if (length < host.min || (host.max != 0 && length > host.max)) return Ruling::Refused();
    ActionSet actions;
    if (learner.share_unknown) actions = actions.With({Action::kEnterTrainingDays});
    if (length > learner.max_without_plan) actions = actions.With({Action::kAgreeChamberPlan});
    return Ruling::AllowedAfter(actions);
  }

  static absl::string_view SourceName(LengthSource source) {
    static constexpr absl::string_view kNames[] = {"the apprentice", "the activity", "the employer's consent",
                                                   "the scheme less earlier stays"};
    return kNames[static_cast<int>(source)];
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_STAY_LENGTH_PERMITTED_H_
