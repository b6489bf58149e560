// Rounds that are improved region by region: never worse, always lawful, and what others leave is what may be used.

#include "engine/matching/regions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "engine/matching/free_days.h"
#include "engine/matching/others_use.h"
#include "engine/matching/repair.h"
#include "engine/matching/sieve.h"
#include "engine/matching/wanted_openings.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/dice.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/greedy_round.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

TEST(StayFinderTest, WhatIsForgottenIsFoundAgain) {
  GreedyRound round(5, {});
  StayFinder& stays = round.facts().stays;
  for (const ApprenticeIndex i : round.apprentices()) {
    const OpeningIndex opening = round.facts().options.Of(i)[0].opening;
    const StaySet before = stays.ShortestOf(i, opening);
    const StaySet* const kept = &stays.ShortestOf(i, opening);
    stays.ForgetBeyond(1'000);
    EXPECT_EQ(&stays.ShortestOf(i, opening), kept);
    stays.ForgetBeyond(0);
    EXPECT_EQ(stays.ShortestOf(i, opening).days, before.days);
    EXPECT_EQ(stays.ShortestOf(i, opening).starts, before.starts);
  }
}

// What `free` may choose while all others stay; then takes their places away.
class ProgramOfFree {
 public:
  ProgramOfFree(GreedyRound& round, const std::vector<ApprenticeIndex>& free)
      : facts_(round.facts()),
        free_days_(round.arrangement(), facts_.quotas, {}),
        others_(round.arrangement(), facts_.quotas, free_days_, round.arrangement().PlacementsOf(free)),
        program_(facts_, free, StayProgram::Groups::kTogether, &others_) {
    is_built_ = program_.Build(1 << 20, {});
    for (const ApprenticeIndex i : free) {
      const UnitIndex unit = round.arrangement().UnitOf(i);
      if (round.arrangement().IsPlaced(unit)) round.arrangement().Remove(unit);
    }
  }

  bool is_built() const { return is_built_; }
  const StayProgram& program() const { return program_; }

 private:
  const PartFacts facts_;
  const FreeDays free_days_;
  const OthersUse others_;
  StayProgram program_;
  bool is_built_ = false;
};

TEST(RegionsPropertyTest, AreNeverWorseAndMostlyTheBest) {
  std::int64_t best_before = 0;
  std::int64_t best_after = 0;
  constexpr std::uint64_t kCount = 100;
  for (std::uint64_t seed = 0; seed < kCount; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    GreedyRound round(seed, {.apprentice_count = 6, .opening_count = 4, .with_pins = false});
    PlaceLeftOut(round.arrangement(), {});
    const Score before = round.score();
    ImproveRegions(round.facts(), round.apprentices(), round.arrangement(), {});
    const Score best = ExhaustiveMatcher(round.problem(), round.rules()).FindBest().score;
    EXPECT_GE(round.score(), before);
    EXPECT_LE(round.score(), best);
    best_before += before == best ? 1 : 0;
    best_after += round.score() == best ? 1 : 0;
    if (HasFailure()) return;
  }
  std::cout << "best before " << best_before << ", after " << best_after << " of " << kCount << "\n";
  EXPECT_GE(best_after * 100, static_cast<std::int64_t>(kCount) * 98);
}

TEST(RegionsTest, DoNotDependOnThreads) {
  const RandomProblemOptions options{.apprentice_count = 900, .opening_count = 500, .barrier_rich = true};
  std::vector<std::vector<Placement>> results;
  for (const int threads : {1, 3}) {
    GreedyRound round(7, options);
    PlaceLeftOut(round.arrangement(), {});
    const Score before = round.score();
    ImproveRegions(round.facts(), round.apprentices(), round.arrangement(), {.thread_count = threads});
    EXPECT_GT(round.score(), before);
    results.push_back(round.arrangement().placements());
  }
  EXPECT_EQ(results[0], results[1]);
}

TEST(RegionsTest, AroundASeedOnlyItsNeighboursMove) {
  GreedyRound round(7, {.apprentice_count = 900, .opening_count = 500, .barrier_rich = true});
  PlaceLeftOut(round.arrangement(), {});
  const auto change = [&](const RegionSeeds& seeds) {
    const std::vector<Placement> before = round.arrangement().PlacementsOf(round.apprentices());
    const Score score = round.score();
    ImproveAround(round.facts(), round.apprentices(), seeds, round.arrangement(), {});
    EXPECT_GE(round.score(), score);
    const std::vector<Placement> after = round.arrangement().PlacementsOf(round.apprentices());
    return std::count_if(after.begin(), after.end(), [&](const Placement& placement) {
      return std::find(before.begin(), before.end(), placement) == before.end();
    });
  };
  EXPECT_EQ(change({}), 0);
  std::int64_t moved = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    const std::int64_t around_one =
        change({.apprentices = {round.apprentices()[i]}}) + change({.openings = {OpeningIndex(i)}});
    EXPECT_LE(around_one, 200);
    moved += around_one;
  }
  EXPECT_GT(moved, 0);
}

TEST(RegionsTest, StopAtOnceWhenToldTo) {
  GreedyRound round(7, {.apprentice_count = 400, .opening_count = 300, .barrier_rich = true});
  std::stop_source source;
  source.request_stop();
  ImproveRegions(round.facts(), round.apprentices(), round.arrangement(), {.stop = source.get_token()});
  EXPECT_TRUE(round.arrangement().placements().empty());
}

// Some have places; the program of the others lets them choose just what the ledger has room for.
TEST(StayProgramPropertyTest, LeavesToEachOtherWhatTheLedgerHas) {
  std::int64_t lawful = 0;
  std::int64_t unlawful = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options{.apprentice_count = 8, .opening_count = 4, .with_groups = false, .with_pins = false};
    GreedyRound round(seed, options);
    Arrangement& arrangement = round.arrangement();
    Dice dice(seed);
    PlaceLeftOut(arrangement, {});
    std::vector<ApprenticeIndex> free;
    for (const ApprenticeIndex i : round.apprentices()) {
      if (!arrangement.IsPlaced(arrangement.UnitOf(i)) || dice.Percent(50)) free.push_back(i);
    }
    const ProgramOfFree of_free(round, free);
    ASSERT_TRUE(of_free.is_built());
    const StayProgram& program = of_free.program();
    if (program.stay_count() == 0) continue;
    const GoalStage stage = program.StageFrom(program.FirstLevelFrom(0), false);
    const ChoiceProblem problem = program.ProgramOf(stage, {}).problem;
    for (int turn = 0; turn < 60; ++turn) {
      // Any stays, and whether rows and ledger say the same of them.
      std::vector<std::int64_t> left = problem.limits;
      std::vector<UnitIndex> placed;
      bool fits = true;
      for (std::size_t p = 0; p < free.size(); ++p) {
        const std::uint32_t count = problem.person_starts[p + 1] - problem.person_starts[p];
        if (count == 0 || dice.Percent(33)) continue;
        const std::uint32_t column =
            problem.person_starts[p] + static_cast<std::uint32_t>(dice.Between(0, static_cast<int>(count) - 1));
        for (const ChoiceProblem::Use& use : problem.UsesOf(column)) {
          for (std::uint32_t row = use.row; row < use.row + use.count; ++row) left[row] -= use.amount;
        }
        Choice choice;
        choice.placements.push_back({free[p], program.OpeningOf(column), program.StayOf(column)});
        const bool has_room = arrangement.Place(arrangement.UnitOf(free[p]), choice);
        if (has_room) placed.push_back(arrangement.UnitOf(free[p]));
        fits = fits && has_room;
        const bool is_within = std::all_of(left.begin(), left.end(), [](std::int64_t room) { return room >= 0; });
        EXPECT_EQ(fits, is_within);
        if (!fits) break;
      }
      ++(fits ? lawful : unlawful);
      for (const UnitIndex unit : placed) arrangement.Remove(unit);
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(lawful, 1000);
  EXPECT_GT(unlawful, 1000);
}

// The look at the host's free days leaves nothing out.
TEST(StayProgramPropertyTest, OffersEveryStayThatTheLedgerHasRoomFor) {
  std::int64_t offered = 0;
  std::int64_t not_offered = 0;
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    GreedyRound round(seed, {.apprentice_count = 8, .opening_count = 4, .with_groups = false});
    Arrangement& arrangement = round.arrangement();
    Dice dice(seed);
    PlaceLeftOut(arrangement, {});
    std::vector<ApprenticeIndex> free;
    for (const ApprenticeIndex i : round.apprentices()) {
      if (dice.Percent(50)) free.push_back(i);
    }
    const ProgramOfFree of_free(round, free);
    ASSERT_TRUE(of_free.is_built());
    const StayProgram& program = of_free.program();
    const PartFacts facts = round.facts();
    for (const ApprenticeIndex i : free) {
      for (const PairOption& option : facts.options.Of(i)) {
        const StaySet& stays = facts.stays.ShortestOf(i, option.opening);
        for (const DayRange& starts : stays.starts) {
          for (Day first = starts.first; first <= starts.last; first = first + 1) {
            const Placement placement{i, option.opening, {first, first + (stays.days - 1)}};
            const bool fits = arrangement.ledger().Fits(placement);
            EXPECT_EQ(program.ColumnsOf({placement}).has_value(), fits);
            ++(fits ? offered : not_offered);
          }
        }
      }
    }
  }
  std::cout << offered << " stays offered, " << not_offered << " not\n";
  EXPECT_GT(offered, 10'000);
  EXPECT_GT(not_offered, 1'000);
}

// Whatever people choose, lawful or not.
std::vector<std::uint32_t> AnyColumns(const ChoiceProblem& problem, Dice& dice) {
  std::vector<std::uint32_t> column_of(problem.person_count(), ChoiceProblem::kNone);
  for (std::size_t p = 0; p < column_of.size(); ++p) {
    const std::uint32_t count = problem.person_starts[p + 1] - problem.person_starts[p];
    if (count == 0 || dice.Percent(20)) continue;
    column_of[p] = problem.person_starts[p] + static_cast<std::uint32_t>(dice.Between(0, static_cast<int>(count) - 1));
  }
  return column_of;
}

TEST(StayProgramPropertyTest, WhatIsWorthSomethingBesideComesBelowGoalsAndKeeping) {
  std::array<std::int64_t, 3> decided_by{};  // Goals, keeping, worths.
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    GreedyRound round(seed, {.apprentice_count = 8, .opening_count = 4});
    Dice dice(seed);
    const ProgramOfFree of_free(round, round.apprentices());
    if (!of_free.is_built()) continue;  // Of a travel group, somebody has no option.
    const StayProgram& program = of_free.program();
    if (program.FirstLevelFrom(0) == kLevelCount) continue;
    std::vector<std::int64_t> beside;
    for (std::size_t c = 0; c < program.stay_count(); ++c) beside.push_back(dice.Between(0, 4'096));
    const ChoiceProblem problem = program.ProgramBeside(beside);
    const auto rank_of = [&](const std::vector<std::uint32_t>& column_of) {
      LevelFigures<std::int64_t> levels = program.LevelsOf(column_of);
      const std::int64_t kept = levels[kKeptLevel];
      levels[kPointLevel] = levels[kKeptLevel] = 0;
      std::int64_t worth = 0;
      for (const std::uint32_t column : column_of) worth += column < beside.size() ? beside[column] : 0;
      return std::tuple(levels, kept, worth);
    };
    const auto value_of = [&](const std::vector<std::uint32_t>& column_of) {
      std::int64_t value = 0;
      for (const std::uint32_t column : column_of) value += column == ChoiceProblem::kNone ? 0 : problem.value[column];
      return value;
    };
    for (int turn = 0; turn < 200; ++turn) {
      const std::vector<std::uint32_t> a = AnyColumns(problem, dice);
      const std::vector<std::uint32_t> b = AnyColumns(problem, dice);
      const auto rank_a = rank_of(a);
      const auto rank_b = rank_of(b);
      EXPECT_EQ(rank_a < rank_b, value_of(a) < value_of(b));
      EXPECT_EQ(rank_a == rank_b, value_of(a) == value_of(b));
      if (std::get<0>(rank_a) != std::get<0>(rank_b)) {
        ++decided_by[0];
      } else if (std::get<1>(rank_a) != std::get<1>(rank_b)) {
        ++decided_by[1];
      } else if (rank_a != rank_b) {
        ++decided_by[2];
      }
    }
    if (HasFailure()) return;
  }
  for (const std::int64_t count : decided_by) EXPECT_GT(count, 100);
}

TEST(WantedOpeningsTest, AreWorthLessToThoseWhoCanBeElsewhere) {
  std::int64_t wanted_stays = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    GreedyRound round(seed, {.apprentice_count = 8, .opening_count = 4, .with_groups = false});
    PlaceLeftOut(round.arrangement(), {});
    const PartFacts facts = round.facts();
    const WantedOpenings wanted(facts.options, round.apprentices(), round.arrangement());
    std::vector<bool> is_wanted(round.problem().openings().size());
    std::vector<ApprenticeIndex> placed;
    for (const ApprenticeIndex i : round.apprentices()) {
      if (round.arrangement().IsPlaced(round.arrangement().UnitOf(i))) {
        placed.push_back(i);
        continue;
      }
      for (const PairOption& option : facts.options.Of(i)) is_wanted[option.opening.value] = true;
    }
    const std::int64_t points = round.score().points;
    if (points == 0) continue;
    const std::int64_t mean = points / round.score().placed();
    const ProgramOfFree of_free(round, placed);
    ASSERT_TRUE(of_free.is_built());
    const std::vector<std::int64_t> worths = wanted.WorthsOf(of_free.program());
    ASSERT_EQ(worths.size(), of_free.program().stay_count());
    for (std::uint32_t c = 0; c < worths.size(); ++c) {
      const std::int64_t of_points = of_free.program().PointsOf(c) * 128 / mean;
      EXPECT_GE(worths[c], of_points);
      EXPECT_EQ(worths[c] < of_points + 128, is_wanted[of_free.program().OpeningOf(c).value]);
      wanted_stays += worths[c] < of_points + 128 ? 1 : 0;
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(wanted_stays, 100);
}

TEST(FreeDaysPropertyTest, KeepInStepWithTheArrangement) {
  std::int64_t changes = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    GreedyRound round(seed, {.apprentice_count = 8, .opening_count = 4, .with_groups = false});
    Arrangement& arrangement = round.arrangement();
    const std::vector<QuotaGroups>& quotas = round.facts().quotas;
    FreeDays free_days(arrangement, quotas, {});
    PlaceLeftOut(arrangement, {});
    for (const Placement& placement : arrangement.placements()) free_days.Update(placement.opening);
    for (const Placement& placement : arrangement.placements()) {
      arrangement.Remove(arrangement.UnitOf(placement.apprentice));
      free_days.Update(placement.opening);
      const FreeDays anew(arrangement, quotas, {.thread_count = 2});
      for (std::size_t o = 0; o < round.problem().openings().size(); ++o) {
        EXPECT_EQ(free_days.At(OpeningIndex(o)).days, anew.At(OpeningIndex(o)).days);
        EXPECT_EQ(free_days.At(OpeningIndex(o)).longest, anew.At(OpeningIndex(o)).longest);
      }
      ++changes;
    }
  }
  EXPECT_GT(changes, 500);
}

}  // namespace
}  // namespace walz
