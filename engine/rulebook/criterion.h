// Criterion: a rule that weighs a pair: 0..kPointsMax points, times the round's weight of 0..100.
//
// A criterion is a struct with static members kName, kDoc, kFormula (one line, as docs/rules.md shows it), kId and
//   Points(apprentice_view, opening_view)   0..kPointsMax; integers only, rounding once; allocates nothing
// and, for speed in bulk, one of the ways of point_table.h and, where many openings or apprentices look alike to it,
//   Host, HostOf(opening_view)            all that Points reads of the opening: equality-comparable, hashable, cheap to
//                                         copy
//   Learner, LearnerOf(apprentice_view)   the same of the apprentice
// or, where most pairs have no points,
//   LearnerMarks, HostMarks(view)   as mark.h says; there are no points where the two share none
// A criterion whose points are no reason to give somebody the place says so: kHoldsBack = true.
// CriterionOf<Rule>() turns it into a value of the rulebook.

#ifndef ENGINE_RULEBOOK_CRITERION_H_
#define ENGINE_RULEBOOK_CRITERION_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/base/interner.h"
#include "engine/base/shared_numbers.h"
#include "engine/model/problem.h"
#include "engine/rulebook/mark.h"
#include "engine/rulebook/point_table.h"

namespace walz {

inline constexpr int kPointsMax = 1000;
inline constexpr int kWeightMax = 100;

// What one criterion reads of apprentices, numbered for all problems beside the same hosts (shared_numbers.h).
// Thread rule: from any thread.
class LearnerNumbers {
 public:
  virtual ~LearnerNumbers() = default;
  virtual std::optional<std::uint16_t> NumberOf(const ApprenticeView& apprentice) = 0;
  virtual std::size_t size() const = 0;
};

struct Criterion {
  absl::string_view name;
  absl::string_view doc;
  absl::string_view formula;
  CriterionId id;
  int (*points)(const ApprenticeView&, const OpeningView&);
  // `basis` must outlive the table.
  std::unique_ptr<PointTable> (*tabulate)(const TableBasis& basis);
  // By opening, dense: openings of one number get the same points from any apprentice.  Null: any two may differ.
  std::vector<std::uint32_t> (*number_hosts)(const Problem&);
  // Apprentices of one number get the same points at any opening.  Null: any two may differ.
  std::unique_ptr<LearnerNumbers> (*make_learner_numbers)();
  // Both or none.
  Marks (*learner_marks)(const ApprenticeView&);
  Marks (*host_marks)(const OpeningView&);
  bool holds_back = false;
};

template <typename Rule>
concept CriterionRule = requires(const ApprenticeView& apprentice, const OpeningView& opening) {
  { Rule::kName } -> std::convertible_to<absl::string_view>;
  { Rule::kDoc } -> std::convertible_to<absl::string_view>;
  { Rule::kFormula } -> std::convertible_to<absl::string_view>;
  { Rule::kId } -> std::convertible_to<CriterionId>;
  { Rule::Points(apprentice, opening) } -> std::same_as<int>;
};

template <typename Rule>
concept ReadsLittleOfHosts = requires(const OpeningView& opening) {
  { Rule::HostOf(opening) } -> std::same_as<typename Rule::Host>;
};

template <ReadsLittleOfHosts Rule>
std::vector<std::uint32_t> NumberHosts(const Problem& problem) {
  Interner<typename Rule::Host> numbers;
  std::vector<std::uint32_t> number_of;
  number_of.reserve(problem.openings().size());
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    number_of.push_back(numbers.NumberOf(Rule::HostOf(problem.View(OpeningIndex(i)))));
  }
  return number_of;
}

template <typename Rule>
concept ReadsLittleOfLearners = requires(const ApprenticeView& apprentice) {
  { Rule::LearnerOf(apprentice) } -> std::same_as<typename Rule::Learner>;
};

template <ReadsLittleOfLearners Rule>
class LearnerNumbersOf final : public LearnerNumbers {
 public:
  std::optional<std::uint16_t> NumberOf(const ApprenticeView& apprentice) override {
    return numbers_.NumberOf(Rule::LearnerOf(apprentice));
  }
  std::size_t size() const override { return numbers_.size(); }

 private:
  SharedNumbers<typename Rule::Learner> numbers_;
};

template <typename Rule>
concept MarksPairs = requires(const ApprenticeView& apprentice, const OpeningView& opening) {
  { Rule::LearnerMarks(apprentice) } -> std::same_as<Marks>;
  { Rule::HostMarks(opening) } -> std::same_as<Marks>;
};

template <CriterionRule Rule>
constexpr Criterion CriterionOf() {
  Criterion criterion{Rule::kName, Rule::kDoc, Rule::kFormula, Rule::kId, &Rule::Points, &MakePointTable<Rule>};
  if constexpr (ReadsLittleOfHosts<Rule>) criterion.number_hosts = &NumberHosts<Rule>;
  if constexpr (ReadsLittleOfLearners<Rule>) {
    criterion.make_learner_numbers = []() -> std::unique_ptr<LearnerNumbers> {
      return std::make_unique<LearnerNumbersOf<Rule>>();
    };
  }
  if constexpr (MarksPairs<Rule>) {
    criterion.learner_marks = &Rule::LearnerMarks;
    criterion.host_marks = &Rule::HostMarks;
  }
  if constexpr (requires { Rule::kHoldsBack; }) criterion.holds_back = Rule::kHoldsBack;
  return criterion;
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_CRITERION_H_
