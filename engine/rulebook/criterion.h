// Criterion: a rule that weighs a pair: 0..kPointsMax points, times the round's weight of 0..100.
//
// A criterion is a struct with static members kName, kDoc, kFormula (one line, as docs/rules.md shows it), kId and
//   Points(apprentice_view, opening_view)   0..kPointsMax; integers only, rounding once; allocates nothing
// and, for speed in bulk, one of the ways of point_table.h.
// CriterionOf<Rule>() turns it into a value of the rulebook.

#ifndef ENGINE_RULEBOOK_CRITERION_H_
#define ENGINE_RULEBOOK_CRITERION_H_

#include <concepts>
#include <cstdint>
#include <memory>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/point_table.h"

namespace walz {

inline constexpr int kPointsMax = 1000;
inline constexpr int kWeightMax = 100;

struct Criterion {
  absl::string_view name;
  absl::string_view doc;
  absl::string_view formula;
  CriterionId id;
  int (*points)(const ApprenticeView&, const OpeningView&);
  std::unique_ptr<PointTable> (*tabulate)(const Problem&);
};

template <typename Rule>
concept CriterionRule = requires(const ApprenticeView& apprentice, const OpeningView& opening) {
  { Rule::kName } -> std::convertible_to<absl::string_view>;
  { Rule::kDoc } -> std::convertible_to<absl::string_view>;
  { Rule::kFormula } -> std::convertible_to<absl::string_view>;
  { Rule::kId } -> std::convertible_to<CriterionId>;
  { Rule::Points(apprentice, opening) } -> std::same_as<int>;
};

template <CriterionRule Rule>
constexpr Criterion CriterionOf() {
  return {Rule::kName, Rule::kDoc, Rule::kFormula, Rule::kId, &Rule::Points, &MakePointTable<Rule>};
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_CRITERION_H_
