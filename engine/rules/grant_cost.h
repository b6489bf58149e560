// grant_cost: the less grant the shortest permitted stay takes, the better.

#ifndef ENGINE_RULES_GRANT_COST_H_
#define ENGINE_RULES_GRANT_COST_H_

#include <algorithm>
#include <memory>
#include <tuple>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"
#include "engine/rulebook/grant_estimate.h"
#include "engine/rulebook/stay_frame.h"

namespace walz {

struct GrantCost {
  static constexpr absl::string_view kName = "grant_cost";
  static constexpr absl::string_view kDoc =
      "The estimated grant of a stay of the pair's shortest permitted length: cheaper is better.";
  static constexpr absl::string_view kFormula =
      "(5000 - grant in EUR of the shortest permitted stay) / 5, rounded down; 0 from 5000 EUR on";
  static constexpr CriterionId kId = CriterionId::kGrantCost;

  using Learner = std::tuple<bool, PlaceKey, int, int>;  // Whether there is a grant at all; with the bounds of stays.
  using Host = std::tuple<Country, PlaceKey, int, int>;  // With the bounds of its stays.

  static Learner LearnerOf(const ApprenticeView& apprentice);
  static Host HostOf(const OpeningView& opening) {
    return {opening.company.country, PlaceKeyOf(opening.company.place), opening.opening.days_min,
            opening.opening.days_max};
  }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const int days = FrameLengthOf(LearnerFrameOf(apprentice), HostFrameOf(opening));
    return PointsOfEur(GrantEur(apprentice, opening, days));
  }

  static std::unique_ptr<PointTable> Tabulate(const TableBasis& basis);

 private:
  class Table;

  static int PointsOfEur(int eur) { return std::max(0, 5000 - eur) / 5; }
};

}  // namespace walz

#endif  // ENGINE_RULES_GRANT_COST_H_
