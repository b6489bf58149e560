// Rounds whose weights find no room to outweigh each other: what is called proven is the best, tier by tier.

#include "engine/matching/count_order.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "engine/matching/auditor.h"
#include "engine/matching/count_scale.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "engine/solve/nested_assignment.h"
#include "tests/support/dice.h"
#include "tests/support/facts_builder.h"
#include "tests/support/seeds.h"

namespace walz {
namespace {

using absl::int128;

Score AllTiersAndPins() {
  Score score;
  score.pins_kept = 1;
  score.placed_by_tier.fill(1);
  return score;
}

// Each `times` the next and a step.
Weights FallingBy(std::int64_t times, int128 step) {
  Weights weights;
  int128 worth = 0;
  for (std::size_t t = kTierCount; t-- > 0;) weights.tier[t] = worth = worth * times + step;
  weights.pin = worth * times + step;
  return weights;
}

TEST(CountScaleTest, OutweighsOneMoreThanTheSenders) {
  const std::optional<CountScale> scale = CountScale::Create(FallingBy(3, 1 << 20), AllTiersAndPins(), 90);
  ASSERT_TRUE(scale.has_value());
  const Weights& worths = scale->worths();
  EXPECT_EQ(worths.tier[9], 1);
  for (std::size_t t = 0; t + 1 < kTierCount; ++t) EXPECT_EQ(worths.tier[t], worths.tier[t + 1] * 91 + 1);
  EXPECT_EQ(worths.pin, worths.tier[0] * 91 + 1);
}

TEST(CountScaleTest, LeavesOutWhatNobodyReaches) {
  Score some;
  some.placed_by_tier[2] = some.placed_by_tier[7] = 1;
  const std::optional<CountScale> scale = CountScale::Create(FallingBy(3, 1 << 20), some, 4);
  ASSERT_TRUE(scale.has_value());
  EXPECT_EQ(scale->worths().tier[7], 1);
  EXPECT_EQ(scale->worths().tier[2], 6);
  EXPECT_EQ(scale->worths().tier[0], 0);
  EXPECT_EQ(scale->worths().pin, 0);
}

TEST(CountScaleTest, NeedsRoomAndWeights) {
  const Weights weights = FallingBy(3, 1 << 20);
  EXPECT_TRUE(CountScale::Create(weights, AllTiersAndPins(), 1'022).has_value());
  EXPECT_FALSE(CountScale::Create(weights, AllTiersAndPins(), 1'023).has_value());  // Ten times 1,024 is 2^100.
  EXPECT_FALSE(CountScale::Create(weights, AllTiersAndPins(), std::int64_t{1} << 31).has_value());
  Weights lacking = weights;
  lacking.tier[4] = 0;
  EXPECT_FALSE(CountScale::Create(lacking, AllTiersAndPins(), 1).has_value());
}

TEST(CountScaleTest, TakesFiguresApart) {
  const Weights weights = FallingBy(20, 1 << 20);
  const std::optional<CountScale> scale = CountScale::Create(weights, AllTiersAndPins(), 90);
  ASSERT_TRUE(scale.has_value());
  Dice dice(5);
  for (int i = 0; i < 1'000; ++i) {
    const int128 rest = dice.Between(-1000, 1000);
    const int pins = dice.Between(-2, 2);
    int128 figure = weights.pin * pins + rest;
    int128 worth = scale->worths().pin * pins;
    for (std::size_t t = 0; t < kTierCount; ++t) {
      const int people = dice.Between(-2, 2);
      figure += weights.tier[t] * people;
      worth += scale->worths().tier[t] * people;
    }
    const CountScale::Parts parts = scale->PartsOf(figure);
    ASSERT_EQ(parts.worth, worth);
    ASSERT_EQ(parts.rest, rest);
  }
}

TEST(CountScaleTest, EnormousFiguresStayWithinBounds) {
  Weights tiny;
  tiny.pin = 1;
  tiny.tier.fill(1);
  const std::optional<CountScale> scale = CountScale::Create(tiny, AllTiersAndPins(), 1'022);
  ASSERT_TRUE(scale.has_value());
  for (const int128 figure : {int128(1) << 123, -(int128(1) << 123)}) {
    const int128 worth = scale->PartsOf(figure).worth;
    EXPECT_LT(worth, int128(1) << 121);
    EXPECT_GT(worth, -(int128(1) << 121));
  }
}

// Too few places for ten tiers of many capped centres: in most rounds no weights outweigh one more of the next tier
// than there are centres with a price.
Facts ManyCentres(std::uint64_t seed) {
  Dice dice(seed);
  const std::vector<std::string> codes = {"0711", "0715", "0732", "1013", "1015", "0611"};
  Facts facts = SmallFacts();
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-03-20")});
  const Opening opening = facts.openings[0];
  facts.openings.clear();
  const int openings = dice.Between(60, 120);
  for (int o = 0; o < openings; ++o) {
    facts.openings.push_back(opening);
    facts.openings.back().id = absl::StrCat("O", o);
    facts.openings.back().places = dice.Between(1, 8);
    facts.openings.back().fields = Fields(facts, {dice.OneOf(codes)});
  }
  facts.apprentices.clear();
  const int centres = dice.Between(250, 350);
  const int apprentices = dice.Between(700, 900);
  for (int c = 0; c < centres; ++c) {
    facts.centres.push_back(MakeCentre(facts, absl::StrCat("E", c)));
    if (dice.Percent(90)) facts.round.quotas.placements_per_centre[absl::StrCat("E", c)] = dice.Between(1, 2);
  }
  for (int i = 0; i < apprentices; ++i) {
    facts.apprentices.push_back(
        MakeApprentice(facts, absl::StrCat("A", i), absl::StrCat("E", dice.Between(0, centres - 1))));
    facts.apprentices.back().field = facts.catalogue->FindField(dice.OneOf(codes));
    facts.apprentices.back().tier = dice.Between(0, 9);
  }
  return facts;
}

// How many of each tier the best matching places: each tier outweighs everybody of the next, and nothing else counts.
std::array<std::int64_t, kTierCount> BestCounts(const Problem& problem, const RuleBook& rules) {
  NestedAssignmentProblem network;
  std::array<int128, kTierCount> worth;
  int128 lower = 1;
  for (std::size_t t = kTierCount; t-- > 0;) {
    worth[t] = lower;
    lower *= static_cast<std::int64_t>(problem.apprentices().size()) + 1;
  }
  for (const Centre& centre : problem.centres()) {
    const auto& caps = problem.round().quotas.placements_per_centre;
    const auto cap = caps.find(centre.id);
    network.person_nodes.push_back(
        {.capacity = cap == caps.end() ? 1'000'000 : static_cast<std::int32_t>(cap->second)});
  }
  for (const Opening& opening : problem.openings()) network.slots.push_back({.capacity = opening.places});
  network.arc_starts.push_back(0);
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeView apprentice = problem.View(ApprenticeIndex(i));
    network.person_gain.push_back(worth[static_cast<std::size_t>(apprentice.apprentice.tier)]);
    network.person_node.push_back(static_cast<std::int32_t>(problem.CentreOf(ApprenticeIndex(i)).value));
    for (std::size_t o = 0; o < problem.openings().size(); ++o) {
      if (IsFeasible(rules, apprentice, problem.View(OpeningIndex(o)))) {
        network.arcs.push_back({.slot = static_cast<std::uint32_t>(o)});
      }
    }
    network.arc_starts.push_back(network.arcs.size());
  }
  const NestedAssignmentResult result = SolveNestedAssignment(network, {});
  std::array<std::int64_t, kTierCount> counts{};
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    if (result.slot_of_person[i] == kNoSlot) continue;
    ++counts[static_cast<std::size_t>(problem[ApprenticeIndex(i)].tier)];
  }
  return counts;
}

TEST(CountOrderPropertyTest, WhatIsProvenIsTheBestTierByTier) {
  const RuleBook rules = StandardRuleBook();
  int proven = 0;
  int by_prices = 0;
  const int seeds = static_cast<int>(SeedCount(100));
  for (int seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = MakeProblem(ManyCentres(static_cast<std::uint64_t>(seed)));
    const Sieve sieve(problem, rules, {});
    const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {});
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    ASSERT_TRUE(AuditRun(problem, rules, sieve, *outcome, {}).ok()) << AuditRun(problem, rules, sieve, *outcome, {});
    std::int64_t senders = 0;
    for (const Price& price : outcome->certificate.prices) {
      senders += rules.quotas[price.quota].side == QuotaSide::kSender ? 1 : 0;
    }
    const Weights& weights = outcome->certificate.weights;
    const bool outweighs = weights.tier[0] > weights.tier[1] * (senders + 1);
    if (!outcome->proven) continue;
    ++proven;
    by_prices += outweighs ? 0 : 1;
    ASSERT_EQ(outcome->score.placed_by_tier, BestCounts(problem, rules));
  }
  EXPECT_GE(proven * 10, seeds * 9);
  EXPECT_GE(by_prices * 2, seeds);
}

}  // namespace
}  // namespace walz
