// later_worth: a place that later apprentices will need is left alone where another will do.
//
// With weight 100 a pair's points fall by what its place will be worth later, rounded down to 100s and capped at what
// one criterion can give; every pair gets the same 100,000 on top, so that points stay above 0.  With a lesser weight
// the estimate counts for as many hundredths.  Where the estimate comes from: engine/matching/future_value.h.

#ifndef ENGINE_RULES_LATER_WORTH_H_
#define ENGINE_RULES_LATER_WORTH_H_

#include <algorithm>
#include <tuple>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct LaterWorth {
  static constexpr absl::string_view kName = "later_worth";
  static constexpr absl::string_view kDoc = "How little a place of the opening will be missed by later apprentices.";
  static constexpr absl::string_view kFormula =
      "1000 - points that a place will be worth later / 100, rounded up; at least 0; 1000 without an estimate";
  static constexpr CriterionId kId = CriterionId::kLaterWorth;
  static constexpr bool kHoldsBack = true;

  using Learner = std::tuple<>;  // The same for everybody.
  using Host = int;              // Hundreds of points, 0..kPointsMax.

  static Learner LearnerOf(const ApprenticeView&) { return {}; }
  static Host HostOf(const OpeningView& opening) {
    return std::min(kPointsMax, opening.problem.LaterWorthOf(opening.index) / kWeightMax);
  }
  static int PointsOf(const Learner&, Host hundreds) { return kPointsMax - hundreds; }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    return PointsOf(LearnerOf(apprentice), HostOf(opening));
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_LATER_WORTH_H_
