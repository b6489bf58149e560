// standard_rulebook: every rule of the handbook, in its order, and how stays are found.

#include "engine/rules/standard_rulebook.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

template <typename Rule>
std::vector<std::string> NamesOf(const std::vector<Rule>& rules) {
  std::vector<std::string> names;
  for (const Rule& rule : rules) names.emplace_back(rule.name);
  return names;
}

TEST(StandardRulebookTest, ListsTheLawInItsOrder) {
  const RuleBook rules = StandardRuleBook();
  EXPECT_THAT(NamesOf(rules.requirements),
              testing::ElementsAre("field_suits", "level_suits", "destination_eligible", "pay_permitted",
                                   "stay_length_permitted", "dates_overlap", "graduation_permits", "language_suffices",
                                   "employer_consents", "host_consents", "certificate_held", "age_permitted",
                                   "funding_available", "needs_met", "blended_ready", "skills_suffice", "persons_named",
                                   "opening_shared", "not_excluded"));
  EXPECT_THAT(NamesOf(rules.criteria),
              testing::ElementsAre("wish_rank", "host_rank", "skills_overlap", "field_closeness", "language_margin",
                                   "partner_certificate", "known_partner", "grant_cost", "travel_distance",
                                   "kept_from_last_run", "later_worth"));
  EXPECT_THAT(
      NamesOf(rules.quotas),
      testing::ElementsAre("places_per_opening", "places_per_company", "absent_per_employer", "placements_per_centre",
                           "placements_per_country", "placements_per_round", "budget_per_round"));
}

TEST(StandardRulebookTest, CriteriaStandAtTheirIds) {
  const RuleBook rules = StandardRuleBook();
  ASSERT_EQ(rules.criteria.size(), static_cast<std::size_t>(kCriterionCount));
  for (std::size_t i = 0; i < rules.criteria.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(rules.criteria[i].id), i) << rules.criteria[i].name;
  }
}

TEST(StandardRulebookTest, EveryRequirementIsTabulatedOrListsExceptions) {
  for (const Requirement& requirement : StandardRuleBook().requirements) {
    EXPECT_NE(requirement.tabulate == nullptr, requirement.exceptions == nullptr) << requirement.name;
    EXPECT_FALSE(requirement.doc.empty()) << requirement.name;
  }
}

TEST(StandardRulebookTest, FindsTheStaysOfAPairThatNobodyRefuses) {
  const RuleBook rules = StandardRuleBook();
  const Problem problem = MakeProblem(SmallFacts());
  const ApprenticeView apprentice = problem.View(ApprenticeIndex());
  const OpeningView opening = problem.View(OpeningIndex());
  for (const Requirement& requirement : rules.requirements) {
    EXPECT_EQ(requirement.judge(apprentice, opening), Ruling::Allowed())
        << requirement.name << ": " << requirement.explain(apprentice, opening);
  }
  EXPECT_EQ(rules.requirements[rules.stays.dates_requirement].name, "dates_overlap");
  const auto lengths = rules.stays.permitted_lengths(apprentice, opening);
  ASSERT_TRUE(lengths);
  EXPECT_EQ(lengths->min, 14);
  EXPECT_EQ(lengths->max, 28);
  EXPECT_THAT(rules.stays.lawful_starts(apprentice, opening, 28), testing::ElementsAre(R("2027-03-01..2027-05-04")));
}

}  // namespace
}  // namespace walz
