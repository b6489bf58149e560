#include "engine/explain/relief.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

// The figure for apprentice A and opening O, which the named requirement alone refuses; "" if there is none.
std::string FigureFor(Facts facts, absl::string_view name) {
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  std::optional<std::uint32_t> position;
  for (std::uint32_t r = 0; r < rules.requirements.size(); ++r) {
    const bool feasible = rules.requirements[r]
                              .judge(problem.View(ApprenticeIndex(0)), problem.View(OpeningIndex(0)))
                              .FeasibleWith(problem.round().accepted_actions);
    EXPECT_EQ(feasible, rules.requirements[r].name != name) << rules.requirements[r].name;
    if (rules.requirements[r].name == name) position = r;
  }
  const std::vector<OpeningIndex> openings = {OpeningIndex(0)};
  const auto relief = FindRelief(problem, rules, ApprenticeIndex(0), *position, openings);
  return relief ? relief->words : "";
}

TEST(ReliefTest, NamesTheConsent) {
  Facts facts = SmallFacts();
  facts.schemes[0].employer_consent = ConsentRule::kRequired;
  facts.companies.push_back(MakeCompany(facts, "E", "DE"));
  facts.apprentices[0].employer = "E";
  facts.apprentices[0].employer_consent = {ConsentState::kRefused};
  EXPECT_EQ(FigureFor(std::move(facts), "employer_consents"), "consent given");
}

// Stays of 14 days; the apprentice is free until five days after the opening begins.
TEST(ReliefTest, NamesTheDaysThatAreMissing) {
  Facts facts = SmallFacts();
  facts.openings[0].windows = Days(facts, {R("2027-04-10..2027-05-31")});
  facts.apprentices[0].windows = Days(facts, {R("2027-03-01..2027-04-14")});
  EXPECT_EQ(FigureFor(facts, "dates_overlap"), "+10 days");  // Nine are missing.
  facts.apprentices[0].windows = Days(facts, {R("2027-03-01..2027-04-22")});
  EXPECT_EQ(FigureFor(std::move(facts), "dates_overlap"), "+1 day");
}

TEST(ReliefTest, NamesTheLengthOfAStay) {
  Facts facts = SmallFacts();
  facts.openings[0].days_min = 35;
  facts.apprentices[0].days_max = 21;
  EXPECT_EQ(FigureFor(std::move(facts), "stay_length_permitted"), "stays of 35 days");
}

TEST(ReliefTest, HasNoFigureForAField) {
  Facts facts = SmallFacts();
  facts.openings[0].fields = Fields(facts, {"1013"});
  EXPECT_EQ(FigureFor(std::move(facts), "field_suits"), "");
}

}  // namespace
}  // namespace walz
