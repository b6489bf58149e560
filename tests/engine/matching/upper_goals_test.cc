// Goals decided from the top down: what they find is lawful and the best, what they prove holds for the whole part, and
// nobody moves without need.

#include "engine/matching/upper_goals.h"

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "engine/matching/audit_parts.h"
#include "engine/matching/goal_search.h"
#include "engine/matching/part_solver.h"
#include "engine/matching/regions.h"
#include "engine/matching/repair.h"
#include "tests/support/dice.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/greedy_round.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using Levels = LevelFigures<std::int64_t>;

constexpr RandomProblemOptions kSmall{.apprentice_count = 6, .opening_count = 4};

Levels CeilingOf(const GreedyRound& round) {
  Score ceiling;
  for (const ApprenticeIndex i : round.apprentices()) AddCeiling(round.problem(), round.reach(), i, ceiling);
  return ceiling.levels();
}

// A small round in which what is better is taken until nothing is found.
struct DecidedRound {
  explicit DecidedRound(std::uint64_t seed)
      : round(seed, kSmall),
        facts(round.facts()),
        first_goals(FirstGoals(round.problem())),
        upper(facts, first_goals, round.apprentices(), CeilingOf(round)) {
    PlaceLeftOut(round.arrangement(), {});
    const std::vector<UnitIndex> units = AllUnits(round.arrangement());
    while (const auto better = upper.FindBetter(round.arrangement().placements(), {})) {
      const Score before = round.score();
      const bool is_taken = PlaceFirst(units, facts.options, *better, round.arrangement(), {});
      EXPECT_EQ(round.score() > before, is_taken);
      if (!is_taken) break;
    }
  }

  GreedyRound round;
  const PartFacts facts;
  const std::vector<std::size_t> first_goals;
  UpperGoals upper;
};

TEST(UpperGoalsPropertyTest, FindTheBestAndProveIt) {
  std::int64_t met = 0;
  std::int64_t best_found = 0;
  constexpr std::uint64_t kCount = 200;
  for (std::uint64_t seed = 0; seed < kCount; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    DecidedRound decided(seed);
    GreedyRound& round = decided.round;
    const UpperGoals& upper = decided.upper;
    const Levels best = ExhaustiveMatcher(round.problem(), round.rules()).FindBest().score.levels();
    const SolvedPart solved = upper.ProofOf(round.arrangement().placements());
    // Each bound is one of what can be had while all goals above are met.
    for (std::size_t l = 0; l < kLeastLevel; ++l) {
      EXPECT_GE(solved.bound[l], best[l]) << "goal " << l;
      if (solved.bound[l] != best[l]) break;
    }
    const bool is_best = std::equal(best.begin(), best.begin() + kLeastLevel, solved.score.begin());
    best_found += is_best ? 1 : 0;
    if (upper.AreMet(solved.score)) {
      ++met;
      EXPECT_TRUE(is_best);
    } else {
      // Travel groups that are torn bound too much.
      EXPECT_FALSE(round.problem().groups().empty());
    }
    if (round.apprentices().empty()) continue;
    const WorkOptions work;
    const PartAuditor auditor(round.problem(), round.rules(), round.sieve(), work);
    const absl::StatusOr<PartBound> audited = auditor.BoundOf(solved.proof, solved.score);
    ASSERT_TRUE(audited.ok()) << audited.status();
    for (std::size_t l = 0; l < kLeastLevel; ++l) {
      EXPECT_LE(audited->bound[l], solved.bound[l]) << "goal " << l;
      if (solved.bound[l] != solved.score[l]) break;
    }
    EXPECT_EQ(audited->ranges[kPointLevel], solved.ceiling[kPointLevel]);
    if (HasFailure()) return;
  }
  std::cout << "upper goals best in " << best_found << ", met in " << met << " of " << kCount << "\n";
  EXPECT_GE(best_found * 100, static_cast<std::int64_t>(kCount) * 98);
  EXPECT_GE(met * 100, static_cast<std::int64_t>(kCount) * 80);
}

TEST(UpperGoalsPropertyTest, WhatIsBestStaysAsItIs) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    DecidedRound decided(seed);
    GreedyRound& round = decided.round;
    const std::vector<Placement> placed = round.arrangement().placements();
    UpperGoals again(decided.facts, decided.first_goals, round.apprentices(), CeilingOf(round));
    EXPECT_EQ(again.FindBetter(placed, {}), std::nullopt);
    if (HasFailure()) return;
  }
}

TEST(UpperGoalsTest, WithoutOptionsNothingIsDecided) {
  GreedyRound round(3, kSmall);
  PlaceLeftOut(round.arrangement(), {});
  const PairOptions none(round.problem().apprentices().size());
  PartFacts facts = round.facts();
  const PartFacts without{facts.problem, none, facts.objective, facts.quotas, facts.stays};
  const std::vector<std::size_t> first_goals = FirstGoals(round.problem());
  UpperGoals upper(without, first_goals, round.apprentices(), CeilingOf(round));
  EXPECT_EQ(upper.FindBetter(round.arrangement().placements(), {}), std::nullopt);
  EXPECT_TRUE(upper.ProofOf(round.arrangement().placements()).proof.trees.empty());
}

TEST(UpperGoalsTest, ATravelGroupCountsWithItsFirst) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Problem problem = RandomProblem(seed, {.apprentice_count = 12, .opening_count = 4});
    const std::vector<std::size_t> goals = FirstGoals(problem);
    for (std::size_t i = 0; i < goals.size(); ++i) {
      const std::size_t own = problem.PinOf(ApprenticeIndex(i))
                                  ? kPinLevel
                                  : kTierLevel + static_cast<std::size_t>(problem[ApprenticeIndex(i)].tier);
      EXPECT_LE(goals[i], own);
    }
    for (const std::vector<ApprenticeIndex>& group : problem.groups()) {
      for (const ApprenticeIndex member : group) EXPECT_EQ(goals[member.value], goals[group[0].value]);
    }
  }
}

// One placement outweighs any one that counts for a later goal, and twice as much as the next.
TEST(RoughStageTest, PutsGoalsInTheirOrder) {
  GreedyRound round(11, {.apprentice_count = 40, .opening_count = 20});
  StayProgram program(round.facts(), round.apprentices(), StayProgram::Groups::kTogether);
  ASSERT_TRUE(program.Build(1 << 20, {}));
  const std::optional<GoalStage> stage = program.RoughStage();
  ASSERT_TRUE(stage);
  std::int64_t most_points = 0;
  for (std::uint32_t c = 0; c < program.stay_count(); ++c) most_points = std::max(most_points, program.PointsOf(c));
  EXPECT_EQ(stage->weights[kPointLevel], 1);
  std::int64_t below = most_points;
  for (std::size_t l = kPointLevel; l-- > 0;) {
    if (program.ranges()[l] == 0) continue;
    EXPECT_GT(stage->weights[l], below) << "goal " << l;
    below = stage->weights[l];
  }
  const std::vector<std::uint32_t> nobody(program.ProgramOf(*stage, {}).problem.person_count(), ChoiceProblem::kNone);
  const std::vector<std::uint32_t> rough = RoughChoice(program, nobody, LimitsFor(program, true), {});
  EXPECT_GT(program.PlacementsOf(rough).size(), 0u);
}

TEST(PartSolverTest, ALargePartIsSolvedFromTheTop) {
  // One component of more than 300, far from what prices of seats prove.
  GreedyRound round(2, {.apprentice_count = 1'400, .opening_count = 600, .barrier_rich = true});
  PlaceLeftOut(round.arrangement(), {});
  const Score before = round.score();
  const WorkOptions work;
  const PartFacts facts = round.facts();
  ASSERT_TRUE(IsLargePart(round.apprentices().size()));
  const std::vector<std::size_t> first_goals = FirstGoals(round.problem());
  PartSolver solver(facts, round.reach(), first_goals, round.apprentices(), round.arrangement(), work);
  const std::optional<SolvedPart> solved = solver.Solve(/*begins_earlier=*/false);
  ASSERT_TRUE(solved);
  EXPECT_GT(round.score(), before);
  EXPECT_EQ(solved->score, round.score().levels());
  const PartAuditor auditor(round.problem(), round.rules(), round.sieve(), work);
  const absl::StatusOr<PartBound> audited = auditor.BoundOf(solved->proof, solved->score);
  ASSERT_TRUE(audited.ok()) << audited.status();
  EXPECT_LE(audited->bound, solved->bound);
  EXPECT_FALSE(solved->proof.trees.empty());
}

}  // namespace
}  // namespace walz
