#include "engine/explain/language_gains.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/explain/relief.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::Pair;

using Asked = std::vector<std::vector<std::pair<std::string, Cefr>>>;

// The least steps of A, who speaks English at A2, to O, O2, .., which ask for `asked`, and their least.
std::pair<std::map<std::string, std::pair<Cefr, std::string>>, std::string> LeastSteps(
    const std::vector<Asked>& asked) {
  Facts facts = SmallFacts();
  facts.apprentices[0].languages = Speaks(facts, {{"en", Cefr::kA2}});
  facts.openings[0].languages = Asks(facts, asked[0]);
  for (std::size_t i = 1; i < asked.size(); ++i) {
    facts.openings.push_back(MakeOpening(facts, absl::StrCat("O", i + 1), "H"));
    facts.openings.back().languages = Asks(facts, asked[i]);
  }
  const Problem problem = MakeProblem(std::move(facts));
  const absl::Span<const OpeningIndex> openings = problem.OpeningsById();
  const RuleBook rules = StandardRuleBook();
  LanguageLadder ladder(problem, rules);
  const LanguageLadder::LeastSteps steps = ladder.LeastStepsTo(ApprenticeIndex(0), openings);
  EXPECT_EQ(ladder.LeastStepsTo(ApprenticeIndex(0), openings), steps) << "from what is kept";
  const std::optional<Relief> least = LeastOf(steps);
  std::map<std::string, std::pair<Cefr, std::string>> named;
  for (const auto& [language, step] : steps) named[language] = {step.first, problem[step.second].id};
  return {named, least ? least->words : ""};
}

TEST(LanguageLadderTest, NamesTheLeastLevelOfEachLanguage) {
  const auto [steps, words] = LeastSteps({{{{"de", Cefr::kB2}}, {{"en", Cefr::kB1}}}, {{{"de", Cefr::kA1}}}});
  EXPECT_THAT(steps, ElementsAre(Pair("de", Pair(Cefr::kA1, "O2")), Pair("en", Pair(Cefr::kB1, "O"))));
  EXPECT_EQ(words, "de A1");
}

TEST(LanguageLadderTest, OfEqualLevelsTheFirstLanguageIsLeastAndTheFirstOpening) {
  const auto [steps, words] = LeastSteps({{{{"fr", Cefr::kB1}}}, {{{"en", Cefr::kB1}}}, {{{"en", Cefr::kB1}}}});
  EXPECT_THAT(steps, ElementsAre(Pair("en", Pair(Cefr::kB1, "O2")), Pair("fr", Pair(Cefr::kB1, "O"))));
  EXPECT_EQ(words, "en B1");
}

TEST(LanguageLadderTest, NamesNoLevelWhereTwoLanguagesAreShort) {
  const auto [steps, words] = LeastSteps({{{{"de", Cefr::kB2}, {"en", Cefr::kB1}}}});
  EXPECT_TRUE(steps.empty());
  EXPECT_EQ(words, "");
}

TEST(LanguageLadderTest, ASecondLanguageThatSufficesNeedsNoStep) {
  const auto [steps, words] = LeastSteps({{{{"de", Cefr::kC2}, {"en", Cefr::kA2}}}});
  EXPECT_THAT(steps, ElementsAre(Pair("de", Pair(Cefr::kC2, "O"))));
  EXPECT_EQ(words, "de C2");
}

}  // namespace
}  // namespace walz
