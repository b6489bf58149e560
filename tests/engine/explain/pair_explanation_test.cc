// One pair: every requirement's ruling and words, every criterion's points, the shortest stay, who holds the places.

#include "engine/explain/pair_explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr ApprenticeIndex kApprentice(0);
constexpr OpeningIndex kOpening(0);

const RequirementFinding& FindingOf(const PairExplanation& explanation, absl::string_view name) {
  for (const RequirementFinding& finding : explanation.requirements) {
    if (finding.name == name) return finding;
  }
  ADD_FAILURE() << "no requirement " << name;
  return explanation.requirements.front();
}

TEST(ExplainPairTest, TellsTheShortestStayOfAFeasiblePairAndItsActions) {
  Facts facts = SmallFacts();
  facts.companies[0].mentor = "";
  facts.openings[0].windows = Days(facts, {R("2027-04-01..2027-04-20")});
  const Problem problem = MakeProblem(std::move(facts));
  const PairExplanation explanation = ExplainPair(problem, StandardRuleBook(), kApprentice, kOpening, nullptr);
  EXPECT_TRUE(explanation.feasible);
  EXPECT_EQ(explanation.shortest_stay, R("2027-04-01..2027-04-14"));
  EXPECT_THAT(explanation.starts, ElementsAre(R("2027-04-01..2027-04-07")));
  EXPECT_EQ(explanation.actions.ToString(), "name_mentor");
  EXPECT_EQ(FindingOf(explanation, "persons_named").ruling, Ruling::Needs({Action::kNameMentor}));
  EXPECT_FALSE(FindingOf(explanation, "persons_named").refuses);
  EXPECT_THAT(explanation.holders, IsEmpty());
}

TEST(ExplainPairTest, NamesTheRefusalWithBothFiguresAndNoStay) {
  Facts facts = SmallFacts();
  facts.openings[0].languages = Asks(facts, {{{"fr", Cefr::kB2}}});
  facts.apprentices[0].languages = Speaks(facts, {{"fr", Cefr::kA2}});
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  const PairExplanation explanation = ExplainPair(problem, rules, kApprentice, kOpening, nullptr);
  EXPECT_FALSE(explanation.feasible);
  EXPECT_EQ(explanation.shortest_stay, std::nullopt);
  const RequirementFinding& language = FindingOf(explanation, "language_suffices");
  EXPECT_TRUE(language.refuses);
  EXPECT_THAT(language.words, HasSubstr("B2"));
  EXPECT_THAT(language.words, HasSubstr("A2"));
  EXPECT_THAT(RefusingFindings(problem, rules, kApprentice, kOpening),
              ElementsAre(Field(&RequirementFinding::name, "language_suffices")));
}

TEST(ExplainPairTest, ANeedThatTheRoundDoesNotAcceptRefuses) {
  Facts facts = SmallFacts();
  facts.apprentices[0].birth_date.reset();
  const Problem problem = MakeProblem(std::move(facts));
  const PairExplanation explanation = ExplainPair(problem, StandardRuleBook(), kApprentice, kOpening, nullptr);
  EXPECT_FALSE(explanation.feasible);
  EXPECT_TRUE(FindingOf(explanation, "age_permitted").refuses);
  EXPECT_EQ(FindingOf(explanation, "age_permitted").ruling.verdict, Verdict::kNeeds);
}

TEST(ExplainPairTest, TellsWhoHoldsThePlacesAndTheWeightedPoints) {
  Facts facts = SmallFacts();
  facts.openings.push_back(MakeOpening(facts, "O2", "H"));
  for (const char* id : {"A2", "A3"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  facts.wishes.push_back({"A", 1, WishKind::kOpening, "O"});
  facts.round.weights[static_cast<std::size_t>(CriterionId::kWishRank)] = 7;
  const Problem problem = MakeProblem(std::move(facts));
  const DayRange stay = R("2027-03-01..2027-03-14");
  const Matching matching{{{ApprenticeIndex(1), kOpening, stay}, {ApprenticeIndex(2), OpeningIndex(1), stay}}};
  const PairExplanation explanation = ExplainPair(problem, StandardRuleBook(), kApprentice, kOpening, &matching);
  EXPECT_THAT(explanation.holders, ElementsAre(Placement{ApprenticeIndex(1), kOpening, stay}));
  ASSERT_FALSE(explanation.criteria.empty());
  EXPECT_EQ(explanation.criteria[0].name, "wish_rank");
  EXPECT_EQ(explanation.criteria[0].weight, 7);
  EXPECT_EQ(explanation.points, 7 * explanation.criteria[0].points);
}

TEST(ExplainPairTest, FeasibleExactlyIfNothingRefusesAndThenALawfulStayExists) {
  const RuleBook rules = StandardRuleBook();
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(seed, {.barrier_rich = seed % 2 == 0});
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      for (std::size_t o = 0; o < problem.openings().size(); ++o) {
        const ApprenticeIndex apprentice(a);
        const OpeningIndex opening(o);
        const PairExplanation explanation = ExplainPair(problem, rules, apprentice, opening, nullptr);
        EXPECT_EQ(explanation.feasible, IsFeasible(rules, problem.View(apprentice), problem.View(opening)));
        EXPECT_EQ(explanation.feasible, RefusingFindings(problem, rules, apprentice, opening).empty());
        EXPECT_EQ(explanation.feasible, explanation.shortest_stay.has_value());
        if (!explanation.shortest_stay) continue;
        EXPECT_TRUE(IsLawfulStay(rules, problem.View(apprentice), problem.View(opening), *explanation.shortest_stay));
        EXPECT_TRUE(explanation.actions.IsWithin(problem.round().accepted_actions));
      }
    }
  }
}

}  // namespace
}  // namespace walz
