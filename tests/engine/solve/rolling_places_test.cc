#include "engine/solve/rolling_places.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include <gtest/gtest.h>

#include "engine/solve/rolling_duals.h"
#include "engine/solve/slot_stays.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

struct Shape {
  std::uint32_t people = 4;
  std::uint32_t slots = 2;
  std::uint32_t units = 6;
  std::uint32_t options_a_person = 4;
  std::int32_t capacity_max = 2;
  std::int64_t gain_unit = 4096;
  std::int64_t gain_max = 20;
};

RollingProblem RandomProblem(const Shape& shape, Dice& dice) {
  RollingProblem problem;
  problem.person_count = shape.people;
  problem.unit_count = shape.units;
  std::vector<std::vector<RollingProblem::Option>> by_slot(shape.slots);
  for (std::uint32_t s = 0; s < shape.slots; ++s) {
    problem.capacity.push_back(static_cast<std::int32_t>(dice.Between(0, shape.capacity_max)));
  }
  for (std::uint32_t p = 0; p < shape.people; ++p) {
    for (std::uint32_t i = 0; i < shape.options_a_person; ++i) {
      const auto first = static_cast<std::uint16_t>(dice.Between(0, static_cast<int>(shape.units) - 1));
      const auto end =
          static_cast<std::uint16_t>(first + 1 + dice.Between(0, static_cast<int>(shape.units) - first - 1));
      const std::int64_t gain = (dice.Between(0, static_cast<int>(shape.gain_max)) - 1) * shape.gain_unit;
      by_slot[static_cast<std::size_t>(dice.Between(0, static_cast<int>(shape.slots) - 1))].push_back(
          {p, first, end, gain});
    }
  }
  problem.slot_starts.push_back(0);
  for (std::vector<RollingProblem::Option>& options : by_slot) {
    std::stable_sort(options.begin(), options.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const RollingProblem::Option& option : options) problem.options.push_back(option);
    problem.slot_starts.push_back(static_cast<std::uint32_t>(problem.options.size()));
  }
  return problem;
}

// Every choice of every person in turn.
std::int64_t ExhaustiveValue(const RollingProblem& problem) {
  std::vector<std::int32_t> used(problem.slot_count() * problem.unit_count);
  std::int64_t best = 0;
  const std::function<void(std::uint32_t, std::int64_t)> extend = [&](std::uint32_t person, std::int64_t value) {
    best = std::max(best, value);
    if (person == problem.person_count) return;
    extend(person + 1, value);
    for (std::size_t s = 0; s < problem.slot_count(); ++s) {
      for (const RollingProblem::Option& option : problem.OptionsOf(s)) {
        if (option.person != person || option.gain <= 0) continue;
        bool fits = true;
        for (std::size_t t = option.first; t < option.end; ++t) {
          fits = fits && used[s * problem.unit_count + t] < problem.capacity[s];
        }
        if (!fits) continue;
        for (std::size_t t = option.first; t < option.end; ++t) ++used[s * problem.unit_count + t];
        extend(person + 1, value + option.gain);
        for (std::size_t t = option.first; t < option.end; ++t) --used[s * problem.unit_count + t];
      }
    }
  };
  extend(0, 0);
  return best;
}

void ExpectTrue(const RollingProblem& problem, const RollingResult& result) {
  EXPECT_EQ(RollingValue(problem, result.option_of_person), result.value);
  EXPECT_EQ(RollingProfitsAt(problem, result.prices).bound, result.bound);
  EXPECT_LE(result.value, result.bound);
  for (const std::int64_t price : result.prices.of_units) EXPECT_GE(price, 0);
  for (const auto& [cut, price] : result.prices.of_cuts) EXPECT_GE(price, 0);
}

TEST(SlotStaysTest, FindsTheBestSetAndPricesThatProveIt) {
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    Dice dice(seed);
    const RollingProblem problem = RandomProblem({.people = 9,
                                                  .slots = 1,
                                                  .units = static_cast<std::uint32_t>(2 + dice.Between(0, 8)),
                                                  .options_a_person = 1,
                                                  .capacity_max = 4},
                                                 dice);
    std::vector<SlotStays::Stay> stays;
    for (std::uint32_t o = 0; o < problem.options.size(); ++o) {
      const RollingProblem::Option& option = problem.options[o];
      if (option.gain > 0) stays.push_back({option.first, option.end, o, option.gain});
    }
    SlotStays solver;
    std::vector<std::uint32_t> chosen;
    std::vector<std::int64_t> paid(problem.unit_count + 1);
    const std::int64_t value = solver.Solve(stays, problem.capacity[0], chosen, absl::MakeSpan(paid));
    ASSERT_EQ(value, ExhaustiveValue(problem)) << "seed " << seed;
    std::vector<std::uint32_t> option_of_person(problem.person_count, kNoOption);
    for (const std::uint32_t o : chosen) option_of_person[problem.options[o].person] = o;
    EXPECT_EQ(RollingValue(problem, option_of_person), value);
    RollingPrices prices;
    for (std::size_t t = 0; t < problem.unit_count; ++t) prices.of_units.push_back(paid[t + 1] - paid[t]);
    EXPECT_GE(*std::min_element(prices.of_units.begin(), prices.of_units.end()), 0) << "seed " << seed;
    EXPECT_EQ(RollingProfitsAt(problem, prices).bound, value) << "seed " << seed;
  }
}

TEST(RollingPlacesTest, IsBetweenTheBestAndTheBoundOnSmallProblems) {
  int met = 0;
  int best_found = 0;
  constexpr int kProblems = 600;
  for (std::uint64_t seed = 0; seed < kProblems; ++seed) {
    Dice dice(seed);
    const RollingProblem problem =
        RandomProblem({.people = static_cast<std::uint32_t>(1 + dice.Between(0, 5)),
                       .slots = static_cast<std::uint32_t>(1 + dice.Between(0, 2)),
                       .units = static_cast<std::uint32_t>(1 + dice.Between(0, 7)),
                       .options_a_person = static_cast<std::uint32_t>(1 + dice.Between(0, 3)),
                       .gain_max = dice.Between(0, 1) == 0 ? 3 : 50},
                      dice);
    const RollingResult result = SolveRolling(problem, {.regions_a_slot = 2}, {});
    ExpectTrue(problem, result);
    const std::int64_t best = ExhaustiveValue(problem);
    ASSERT_LE(result.value, best) << "seed " << seed;
    ASSERT_GE(result.bound, best) << "seed " << seed;
    // Prices move by steps: a whole gain unit is far above what they leave open.
    met += result.bound - result.value < 4096 / 4 ? 1 : 0;
    best_found += result.value == best ? 1 : 0;
  }
  EXPECT_GT(best_found, kProblems * 97 / 100);
  EXPECT_GT(met, kProblems * 9 / 10);
}

// Windows of short stays: relaxations give people two halves of stays at one slot, which cuts forbid.
TEST(RollingPlacesTest, CutsBoundNoChoiceAway) {
  std::size_t cuts = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Dice dice(seed);
    RollingProblem problem;
    problem.person_count = 5;
    problem.unit_count = 8;
    problem.slot_starts = {0};
    for (int s = 0; s < 2; ++s) {
      problem.capacity.push_back(dice.Between(1, 2));
      for (std::uint32_t p = 0; p < problem.person_count; ++p) {
        const int length = dice.Between(1, 4);
        const std::int64_t gain = dice.Between(1, 20) * std::int64_t{4096};
        const int first = dice.Between(0, 8 - length - 1);
        for (int start = first; start <= std::min(first + 3, 8 - length); ++start) {
          problem.options.push_back(
              {p, static_cast<std::uint16_t>(start), static_cast<std::uint16_t>(start + length), gain});
        }
      }
      std::stable_sort(problem.options.begin() + problem.slot_starts.back(), problem.options.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
      problem.slot_starts.push_back(static_cast<std::uint32_t>(problem.options.size()));
    }
    const RollingResult result = SolveRolling(problem, {.regions_a_slot = 2}, {});
    ExpectTrue(problem, result);
    cuts += result.prices.of_cuts.size();
    const std::int64_t best = ExhaustiveValue(problem);
    ASSERT_GE(result.bound, best) << "seed " << seed;
    EXPECT_LE(result.value, best) << "seed " << seed;
  }
  EXPECT_GT(cuts, 20u);
}

TEST(RollingPlacesTest, DoesNotDependOnThreads) {
  Dice dice(7);
  const RollingProblem problem =
      RandomProblem({.people = 150, .slots = 12, .units = 12, .options_a_person = 8, .gain_max = 500}, dice);
  const RollingResult one = SolveRolling(problem, {.regions_a_slot = 4}, {.thread_count = 1});
  const RollingResult two = SolveRolling(problem, {.regions_a_slot = 4}, {.thread_count = 2});
  ExpectTrue(problem, one);
  EXPECT_EQ(one.option_of_person, two.option_of_person);
  EXPECT_EQ(one.prices, two.prices);
}

TEST(RollingPlacesTest, StoppedAtOnceIsLawfulWithATrueBound) {
  Dice dice(8);
  const RollingProblem problem = RandomProblem({.people = 60, .slots = 6, .units = 12, .options_a_person = 6}, dice);
  std::stop_source source;
  source.request_stop();
  const RollingResult result = SolveRolling(problem, {}, {.stop = source.get_token()});
  EXPECT_TRUE(result.stopped);
  EXPECT_GT(result.value, 0);
  ExpectTrue(problem, result);
  EXPECT_GE(result.bound, SolveRolling(problem, {.regions_a_slot = 1}, {}).value);
}

TEST(RollingPlacesTest, SolvesComponentsApart) {
  // Two markets side by side are worth what each is worth.
  Dice dice(9);
  const RollingProblem one = RandomProblem({.people = 5, .slots = 2, .units = 5}, dice);
  RollingProblem both = one;
  both.person_count *= 2;
  for (std::size_t s = 0; s < one.slot_count(); ++s) {
    both.capacity.push_back(one.capacity[s]);
    for (RollingProblem::Option option : one.OptionsOf(s)) {
      option.person += one.person_count;
      both.options.push_back(option);
    }
    both.slot_starts.push_back(static_cast<std::uint32_t>(both.options.size()));
  }
  const RollingResult single = SolveRolling(one, {}, {});
  const RollingResult twice = SolveRolling(both, {}, {.thread_count = 2});
  ExpectTrue(both, twice);
  EXPECT_EQ(twice.value, 2 * single.value);
  EXPECT_EQ(twice.bound, 2 * single.bound);
}

TEST(RollingPlacesTest, NoPeopleNoSlotsNoPlaces) {
  RollingProblem empty;
  empty.unit_count = 1;
  empty.slot_starts = {0};
  EXPECT_EQ(SolveRolling(empty, {}, {}).bound, 0);
  RollingProblem full = {
      .person_count = 1, .unit_count = 3, .capacity = {0}, .slot_starts = {0, 1}, .options = {{0, 0, 3, 1 << 20}}};
  const RollingResult result = SolveRolling(full, {}, {});
  ExpectTrue(full, result);
  EXPECT_EQ(result.value, 0);
  EXPECT_EQ(result.bound, 0);
}

TEST(RollingPlacesTest, KeepsItsSumsAtTheGreatestGain) {
  Dice dice(10);
  RollingProblem problem = RandomProblem({.people = 12, .slots = 2, .units = 5, .options_a_person = 3}, dice);
  const std::int64_t most = RollingGainMax(problem);
  for (RollingProblem::Option& option : problem.options)
    option.gain = most - std::max<std::int64_t>(option.gain >> 12, 0);
  const RollingResult result = SolveRolling(problem, {}, {});
  ExpectTrue(problem, result);
  const std::int64_t best = ExhaustiveValue(problem);
  EXPECT_LE(result.value, best);
  EXPECT_GE(result.bound, best);
  EXPECT_GT(result.value, best / 10 * 9);
}

}  // namespace
}  // namespace walz
