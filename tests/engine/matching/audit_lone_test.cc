// Lone prices of a proof by cases: whom they count, and that none of them denies the best.

#include "engine/matching/audit_lone.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/audit_parts.h"
#include "engine/matching/sieve.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/dice.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using testing::HasSubstr;

std::uint32_t QuotaCalled(const RuleBook& rules, absl::string_view name) {
  for (std::uint32_t q = 0; q < rules.quotas.size(); ++q) {
    if (rules.quotas[q].name == name) return q;
  }
  ADD_FAILURE() << "no quota " << name;
  return 0;
}

class AuditLoneTest : public testing::Test {
 protected:
  AuditLoneTest() : problem_(MakeProblem(TwoApprentices())), rules_(StandardRuleBook()) {}

  static Facts TwoApprentices() {
    Facts facts = SmallFacts();
    facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
    facts.round.quotas.placements_per_round = 2;
    return facts;
  }

  // Of the places of the one opening, on these days, for the first apprentice.
  LonePrice PriceOn(DayRange days) const {
    const std::uint32_t quota = QuotaCalled(rules_, "places_per_opening");
    const auto group = rules_.quotas[quota].group(problem_, ApprenticeIndex(0), OpeningIndex(0));
    return {quota, group.value_or(QuotaGroup{}), days, ApprenticeIndex(0), 100};
  }

  absl::int128 CostOf(const LonePrice& price, ApprenticeIndex of, DayRange stay) const {
    const std::vector<LonePrice> prices = {price};
    const absl::StatusOr<LoneTable> table = LoneTable::Create(problem_, rules_, prices);
    EXPECT_TRUE(table.ok()) << table.status();
    AuditSum cost;
    table->AddCost(table->SlotsOf(of, OpeningIndex(0)), problem_.View(of), problem_.View(OpeningIndex(0)), stay, cost);
    return cost.value();
  }

  std::string ErrorOf(const LonePrice& price) const {
    const std::vector<LonePrice> prices = {price};
    return std::string(LoneTable::Create(problem_, rules_, prices).status().message());
  }

  const Problem problem_;
  const RuleBook rules_;
};

TEST_F(AuditLoneTest, TheApprenticePaysWhereItsStayMeetsADay) {
  const LonePrice price = PriceOn(R("2027-03-10..2027-03-12"));
  EXPECT_EQ(CostOf(price, ApprenticeIndex(0), R("2027-03-01..2027-03-09")), 0);
  EXPECT_EQ(CostOf(price, ApprenticeIndex(0), R("2027-03-01..2027-03-10")), 100);
  EXPECT_EQ(CostOf(price, ApprenticeIndex(0), R("2027-03-12..2027-03-20")), 100);
  EXPECT_EQ(CostOf(price, ApprenticeIndex(0), R("2027-03-13..2027-03-20")), 0);
}

TEST_F(AuditLoneTest, OthersPayWhereTheirStaysHoldAllDays) {
  const LonePrice price = PriceOn(R("2027-03-10..2027-03-12"));
  EXPECT_EQ(CostOf(price, ApprenticeIndex(1), R("2027-03-10..2027-03-12")), 100);
  EXPECT_EQ(CostOf(price, ApprenticeIndex(1), R("2027-03-11..2027-03-20")), 0);
  EXPECT_EQ(CostOf(price, ApprenticeIndex(1), R("2027-03-01..2027-03-11")), 0);
}

TEST_F(AuditLoneTest, WhatProvesNothingIsRefused) {
  LonePrice price = PriceOn(R("2027-03-10..2027-03-12"));
  EXPECT_EQ(ErrorOf(price), "");
  price.days = PriceOn({price.days.last, price.days.first}).days;
  EXPECT_THAT(ErrorOf(price), HasSubstr("it has no days"));
  price = PriceOn(price.days);
  price.price = -1;
  EXPECT_THAT(ErrorOf(price), HasSubstr("it is negative"));
  price.quota = QuotaCalled(rules_, "placements_per_round");
  EXPECT_THAT(ErrorOf(price), HasSubstr("no limit by the day"));
  price.quota = 1000;
  EXPECT_THAT(ErrorOf(price), HasSubstr("no such quota"));
}

// Whatever the prices, what they prove the most of each goal is no less than what the best lawful matching reaches.
TEST(AuditLonePricesTest, NoneDeniesTheBest) {
  const RuleBook rules = StandardRuleBook();
  int tried = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options;
    options.apprentice_count = 6;
    options.opening_count = 3;
    options.with_groups = false;
    const Problem problem = RandomProblem(seed, options);
    const auto best = ExhaustiveMatcher(problem, rules).FindBest();
    if (best.score.placed() < 2) continue;
    const WorkOptions work;
    const Sieve sieve(problem, rules, work);
    Dice dice(seed);
    for (int round = 0; round < 10; ++round) {
      PartProof part;
      for (std::size_t a = 0; a < problem.apprentices().size(); ++a) part.apprentices.emplace_back(a);
      ProofNode& leaf = part.trees.emplace_back().emplace_back();
      leaf.leaf.weights.pin = dice.Between(1, 1000);
      for (absl::int128& tier : leaf.leaf.weights.tier) tier = dice.Between(1, 1'000'000);
      leaf.leaf.weights.least = dice.Between(1, 1000);
      leaf.leaf.weights.point = dice.Between(1, 100);
      leaf.leaf.weights.kept = dice.Between(1, 1000);
      for (const Placement& placement : best.matching.placements) {
        const auto quota = static_cast<std::uint32_t>(dice.Between(0, static_cast<int>(rules.quotas.size()) - 1));
        const auto group = rules.quotas[quota].group(problem, placement.apprentice, placement.opening);
        if (!group || !rules.quotas[quota].daily || !rules.quotas[quota].limit(problem, *group)) continue;
        const Day first = placement.stay.first + dice.Between(-20, 20);
        leaf.lone_prices.push_back({quota,
                                    *group,
                                    {first, first + dice.Between(0, 40)},
                                    ApprenticeIndex(static_cast<std::size_t>(dice.Between(0, 5))),
                                    dice.Between(1, 1'000'000)});
      }
      if (leaf.lone_prices.empty()) continue;
      ++tried;
      const PartAuditor auditor(problem, rules, sieve, work);
      const auto bound = auditor.BoundOf(part, best.score.levels());
      EXPECT_TRUE(bound.ok()) << bound.status();
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(tried, 500);
}

}  // namespace
}  // namespace walz
