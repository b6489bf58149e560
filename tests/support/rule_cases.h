// Table tests of requirements: each row changes SmallFacts() and says how its one pair is to be judged.
//
//   CheckRuleCases<LevelSuits>({
//       {"AtTheMost", [](Facts& facts) { facts.openings[0].eqf_max = 4; }, Ruling::Allowed()},
//       {"OverTheMost", [](Facts& facts) { facts.openings[0].eqf_max = 3; }, Ruling::Refused(), "EQF 4"},
//   });

#ifndef TESTS_SUPPORT_RULE_CASES_H_
#define TESTS_SUPPORT_RULE_CASES_H_

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rulebook/requirement.h"
#include "tests/support/facts_builder.h"

namespace walz {

struct RuleCase {
  std::string name;
  std::function<void(Facts&)> change;  // Apprentice A and opening O must keep their ids.
  Ruling ruling;
  std::string words = "";  // Must stand in the explanation.
};

// `ALLOWED`, `NEEDS sign_agreement`, `REFUSED`.
inline std::string RulingWords(Ruling ruling) {
  return absl::StrCat(VerdictName(ruling.verdict), ruling.actions.empty() ? "" : " ", ruling.actions.ToString());
}

// How the matcher learns the ruling of a requirement: by the table of facets, or by the exceptions.
inline Ruling BulkRulingOf(const Requirement& requirement, const Problem& problem, ApprenticeIndex apprentice,
                           OpeningIndex opening) {
  if (requirement.tabulate != nullptr) {
    const std::unique_ptr<FacetTable> table = requirement.tabulate(problem);
    return table->Judge(table->LearnerFacetOf(apprentice), table->HostFacetOf(opening));
  }
  const Exceptions exceptions = requirement.exceptions(problem.View(apprentice));
  const std::vector<OpeningIndex>& openings = exceptions.openings;
  EXPECT_TRUE(std::is_sorted(openings.begin(), openings.end()));
  EXPECT_EQ(std::adjacent_find(openings.begin(), openings.end()), openings.end());
  const bool listed = std::binary_search(openings.begin(), openings.end(), opening);
  return listed == exceptions.only ? Ruling::Allowed() : Ruling::Refused();
}

template <RequirementRule Rule>
void CheckRuleCases(const std::vector<RuleCase>& cases) {
  const Requirement requirement = RequirementOf<Rule>();
  for (const RuleCase& row : cases) {
    SCOPED_TRACE(row.name);
    Facts facts = SmallFacts();
    row.change(facts);
    const Problem problem = MakeProblem(std::move(facts));
    const ApprenticeIndex a = *problem.FindApprentice("A");
    const OpeningIndex o = *problem.FindOpening("O");
    const std::string words = requirement.explain(problem.View(a), problem.View(o));
    EXPECT_EQ(RulingWords(requirement.judge(problem.View(a), problem.View(o))), RulingWords(row.ruling)) << words;
    EXPECT_EQ(RulingWords(BulkRulingOf(requirement, problem, a, o)), RulingWords(row.ruling));
    EXPECT_THAT(words, testing::HasSubstr(row.words));
    EXPECT_FALSE(words.empty());
  }
}

}  // namespace walz

#endif  // TESTS_SUPPORT_RULE_CASES_H_
