// Table tests of rules at one given stay, and of criteria: each row changes SmallFacts().

#ifndef TESTS_ENGINE_RULES_STAY_CASES_H_
#define TESTS_ENGINE_RULES_STAY_CASES_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <gtest/gtest.h>

#include "engine/rulebook/requirement.h"
#include "tests/support/facts_builder.h"
#include "tests/support/rule_cases.h"

namespace walz {

struct StayCase {
  absl::string_view stay;  // `2027-03-01..2027-03-21`.
  Ruling ruling;
};

// What Rule says of stays of the one pair of SmallFacts(), changed.
template <RequirementRule Rule>
void CheckStayCases(const std::function<void(Facts&)>& change, const std::vector<StayCase>& cases) {
  Facts facts = SmallFacts();
  change(facts);
  const Problem problem = MakeProblem(std::move(facts));
  const ApprenticeView apprentice = problem.View(ApprenticeIndex());
  const OpeningView opening = problem.View(OpeningIndex());
  for (const StayCase& row : cases) {
    EXPECT_EQ(RulingWords(RequirementOf<Rule>().judge_stay(apprentice, opening, R(row.stay))), RulingWords(row.ruling))
        << row.stay;
  }
}

struct PointsCase {
  std::string name;
  std::function<void(Facts&)> change;
  int points;
};

template <typename Rule>
void CheckPointsCases(const std::vector<PointsCase>& cases) {
  for (const PointsCase& row : cases) {
    Facts facts = SmallFacts();
    row.change(facts);
    const Problem problem = MakeProblem(std::move(facts));
    const ApprenticeIndex a = *problem.FindApprentice("A");
    const OpeningIndex o = *problem.FindOpening("O");
    EXPECT_EQ(Rule::Points(problem.View(a), problem.View(o)), row.points) << row.name;
  }
}

}  // namespace walz

#endif  // TESTS_ENGINE_RULES_STAY_CASES_H_
