// absent_per_employer: one group for all apprentices of an employer; no employer, no limit and limit 0 differ.

#include "engine/rules/absent_per_employer.h"

#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

TEST(AbsentPerEmployerTest, ApprenticesOfAnEmployerShareItsLimit) {
  Facts facts = SmallFacts();
  for (const char* company : {"E", "F", "G"}) facts.companies.push_back(MakeCompany(facts, company));
  facts.companies[1].absent_max = 1;
  facts.companies[1].hosted_max = 9;
  facts.companies[2].absent_max = 0;
  facts.apprentices.clear();
  for (const auto& [id, employer] :
       {std::pair<const char*, const char*>{"A", "E"}, {"B", "E"}, {"C", "F"}, {"D", "G"}, {"X", ""}}) {
    facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
    facts.apprentices.back().employer = employer;
    facts.apprentices.back().accompanying = 1;
  }
  const Problem problem = MakeProblem(std::move(facts));
  const Quota quota = QuotaOf<AbsentPerEmployer>();
  const auto group = [&](const char* apprentice) {
    return quota.group(problem, *problem.FindApprentice(apprentice), OpeningIndex());
  };
  EXPECT_EQ(group("A"), group("B"));
  EXPECT_NE(group("A"), group("C"));
  EXPECT_EQ(group("X"), std::nullopt);
  EXPECT_EQ(quota.limit(problem, group("A").value()), 1);
  EXPECT_EQ(quota.limit(problem, group("C").value()), 0);
  EXPECT_EQ(quota.limit(problem, group("D").value()), std::nullopt);
  EXPECT_EQ(quota.label(problem, group("A").value()), "employer E");
  EXPECT_EQ(quota.amount(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()), R("2027-03-01..2027-03-14")),
            1);
  EXPECT_TRUE(quota.daily);
  EXPECT_EQ(quota.side, QuotaSide::kSender);
}

}  // namespace
}  // namespace walz
