// The best choice against trying all, and every tree's proof recounted from the problem alone.

#include "engine/solve/choice_tree.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <vector>

#include <absl/numeric/int128.h>
#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace walz {
namespace {

struct Shape {
  int people = 5;
  int columns = 4;  // Of a person at most.
  int rows = 5;
  int limit_max = 3;
  int value_max = 20;
  bool with_goals = false;  // Rows that ask for something.
};

ChoiceProblem RandomChoice(const Shape& shape, Dice& dice) {
  ChoiceProblem problem;
  for (int row = 0; row < shape.rows; ++row) problem.limits.push_back(dice.Between(0, shape.limit_max));
  if (shape.with_goals) problem.limits.push_back(-dice.Between(1, 2));
  for (int person = 0; person < shape.people; ++person) {
    problem.AddPerson();
    std::uint32_t block = 0;
    for (int column = dice.Between(0, shape.columns); column > 0; --column) {
      if (dice.Percent(60)) ++block;
      std::vector<ChoiceProblem::Use> uses;
      const int first = dice.Between(0, shape.rows - 1);
      const int last = dice.Between(first, shape.rows - 1);
      const int amount = dice.Percent(15) ? 2 : 1;
      uses.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last - first + 1), amount});
      if (shape.with_goals && dice.Percent(50)) uses.push_back({static_cast<std::uint32_t>(shape.rows), 1, -1});
      problem.AddColumn(block, dice.Between(0, shape.value_max), uses);
    }
  }
  return problem;
}

// The value of a choice; none if it is not within the limits.
std::optional<std::int64_t> ValueOf(const ChoiceProblem& problem, const std::vector<std::uint32_t>& column_of) {
  std::vector<std::int64_t> used(problem.limits.size());
  std::int64_t value = 0;
  for (const std::uint32_t column : column_of) {
    if (column == ChoiceProblem::kNone) continue;
    value += problem.value[column];
    for (const ChoiceProblem::Use& use : problem.UsesOf(column)) {
      for (std::uint32_t row = use.row; row < use.row + use.count; ++row) used[row] += use.amount;
    }
  }
  for (std::size_t row = 0; row < used.size(); ++row) {
    if (used[row] > problem.limits[row]) return std::nullopt;
  }
  return value;
}

// Visits every choice within the limits, and its value.
void ForEachChoice(const ChoiceProblem& problem,
                   const std::function<void(const std::vector<std::uint32_t>&, std::int64_t)>& visit) {
  std::vector<std::uint32_t> column_of(problem.person_count(), ChoiceProblem::kNone);
  const std::function<void(std::size_t)> extend = [&](std::size_t person) {
    if (person == problem.person_count()) {
      const std::optional<std::int64_t> value = ValueOf(problem, column_of);
      if (value) visit(column_of, *value);
      return;
    }
    for (std::uint32_t c = problem.person_starts[person]; c < problem.person_starts[person + 1]; ++c) {
      column_of[person] = c;
      extend(person + 1);
    }
    column_of[person] = ChoiceProblem::kNone;
    extend(person + 1);
  };
  extend(0);
}

// The greatest value of all; none if no choice is within the limits.
std::optional<std::int64_t> ExhaustiveValue(const ChoiceProblem& problem) {
  std::optional<std::int64_t> best;
  ForEachChoice(problem, [&](const std::vector<std::uint32_t>&, std::int64_t value) {
    if (!best || value > *best) best = value;
  });
  return best;
}

// How much of the cut's limit the column takes, row by row.
std::int64_t AmountIn(const ChoiceProblem& problem, const ChoiceCut& cut, std::uint32_t person, std::uint32_t column) {
  std::int64_t most = 0;
  for (const ChoiceProblem::Use& use : problem.UsesOf(column)) {
    std::uint32_t shared = 0;
    for (std::uint32_t row = cut.first; row < cut.end; ++row) {
      shared += use.row <= row && row < use.row + use.count ? 1 : 0;
    }
    const bool counts = person == cut.person ? shared > 0 : shared == cut.end - cut.first;
    if (counts) most = std::max<std::int64_t>(most, use.amount);
  }
  return most;
}

// What the tree proves, by the formula of choice_problem.h; none if no leaf leaves everybody something.
std::optional<std::int64_t> ProvenBound(const ChoiceProblem& problem, const ChoiceResult& result) {
  const std::vector<ChoiceNode>& nodes = result.nodes;
  std::optional<absl::int128> bound;
  std::vector<bool> is_allowed(problem.column_count(), true);
  std::vector<bool> is_forced(problem.person_count(), false);
  const std::function<void(std::uint32_t)> visit = [&](std::uint32_t at) {
    const ChoiceNode& node = nodes[at];
    if (!node.is_leaf()) {
      EXPECT_GT(node.takes, at);
      EXPECT_GT(node.refuses, at);
      for (const bool takes : {true, false}) {
        const std::vector<bool> allowed_before = is_allowed;
        const std::vector<bool> forced_before = is_forced;
        for (std::uint32_t c = problem.person_starts[node.person]; c < problem.person_starts[node.person + 1]; ++c) {
          if ((node.first <= c && c < node.last) != takes) is_allowed[c] = false;
        }
        if (takes) is_forced[node.person] = true;
        visit(takes ? node.takes : node.refuses);
        is_allowed = allowed_before;
        is_forced = forced_before;
      }
      return;
    }
    const std::size_t rows = problem.limits.size();
    std::vector<std::int64_t> price(rows + result.cuts.size());
    absl::int128 sum = 0;
    for (const auto& [row, figure] : node.prices) {
      EXPECT_GT(figure, 0);
      price.at(row) = figure;
      sum += absl::int128(row < rows ? problem.limits[row] : result.cuts[row - rows].limit) * figure;
    }
    for (std::size_t p = 0; p < problem.person_count(); ++p) {
      std::optional<absl::int128> most;
      if (!is_forced[p]) most = 0;
      for (std::uint32_t c = problem.person_starts[p]; c < problem.person_starts[p + 1]; ++c) {
        if (!is_allowed[c]) continue;
        absl::int128 profit = absl::int128(problem.value[c]) * kChoicePriceScale;
        for (const ChoiceProblem::Use& use : problem.UsesOf(c)) {
          for (std::uint32_t row = use.row; row < use.row + use.count; ++row) {
            profit -= absl::int128(price[row]) * use.amount;
          }
        }
        for (std::size_t cut = 0; cut < result.cuts.size(); ++cut) {
          if (price[rows + cut] == 0) continue;
          profit -=
              absl::int128(price[rows + cut]) * AmountIn(problem, result.cuts[cut], static_cast<std::uint32_t>(p), c);
        }
        most = std::max(most.value_or(profit), profit);
      }
      if (!most) return;  // Nothing is left to choose here.
      sum += *most;
    }
    bound = std::max(bound.value_or(sum), sum);
  };
  visit(0);
  if (!bound) return std::nullopt;
  absl::int128 whole = *bound / kChoicePriceScale;
  if (whole * kChoicePriceScale > *bound) whole -= 1;
  return static_cast<std::int64_t>(whole);
}

TEST(ChoiceTreeTest, FindsAndProvesTheBest) {
  int branched = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const ChoiceProblem problem = RandomChoice({.people = 3 + static_cast<int>(seed % 5)}, dice);
    const ChoiceResult result = SolveChoice(problem, {}, {}, {});
    ASSERT_EQ(result.column_of.size(), problem.person_count());
    EXPECT_EQ(result.value, ExhaustiveValue(problem));
    EXPECT_EQ(ValueOf(problem, result.column_of), result.value);
    EXPECT_EQ(result.bound, result.value);
    EXPECT_LE(ProvenBound(problem, result).value_or(result.bound), result.bound);
    branched += result.nodes.size() > 1 ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(branched, 50);
}

TEST(ChoiceTreeTest, EveryChoiceKeepsItsCuts) {
  std::size_t cuts = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const ChoiceProblem problem = RandomChoice({.people = 5, .rows = 7, .limit_max = 2}, dice);
    const ChoiceResult result = SolveChoice(problem, {}, {}, {});
    cuts += result.cuts.size();
    if (result.cuts.empty()) continue;
    ForEachChoice(problem, [&](const std::vector<std::uint32_t>& column_of, std::int64_t) {
      for (const ChoiceCut& cut : result.cuts) {
        std::int64_t sum = 0;
        for (std::uint32_t p = 0; p < column_of.size(); ++p) {
          if (column_of[p] != ChoiceProblem::kNone) sum += AmountIn(problem, cut, p, column_of[p]);
        }
        EXPECT_LE(sum, cut.limit);
      }
    });
    EXPECT_EQ(ExhaustiveValue(problem), result.value);
    if (HasFailure()) return;
  }
  EXPECT_GT(cuts, 20u);
}

TEST(ChoiceTreeTest, KeepsGoalsOrSaysThatNobodyCan) {
  int possible = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const ChoiceProblem problem = RandomChoice({.people = 4, .with_goals = true}, dice);
    const std::optional<std::int64_t> best = ExhaustiveValue(problem);
    const ChoiceResult result = SolveChoice(problem, {}, {}, {});
    const std::optional<std::int64_t> proven = ProvenBound(problem, result);
    if (!best) {
      EXPECT_TRUE(result.column_of.empty());
      continue;
    }
    ++possible;
    EXPECT_GE(proven.value_or(*best), *best);
    EXPECT_GE(result.bound, *best);
    if (result.column_of.empty()) continue;
    EXPECT_LE(result.value, *best);
    EXPECT_EQ(ValueOf(problem, result.column_of), result.value);
    EXPECT_LE(proven.value_or(result.bound), result.bound);
    if (HasFailure()) return;
  }
  EXPECT_GT(possible, 500);
}

// With a start that keeps the goals, as every later program of a round has.
TEST(ChoiceTreeTest, ProvesTheBestBesideGoalsFromAStart) {
  int proven = 0;
  int possible = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const ChoiceProblem problem = RandomChoice({.people = 4, .with_goals = true}, dice);
    const std::optional<std::int64_t> best = ExhaustiveValue(problem);
    if (!best) continue;
    ++possible;
    const ChoiceResult first = SolveChoice(problem, {}, {}, {});
    if (first.column_of.empty()) continue;
    const ChoiceResult result = SolveChoice(problem, first.column_of, {}, {});
    EXPECT_GE(result.value, first.value);
    EXPECT_GE(result.bound, *best);
    proven += result.value == *best && result.bound == *best ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(proven * 100, possible * 95);
}

TEST(ChoiceTreeTest, AGrainAsksForNoMoreThanItsMultiples) {
  constexpr std::int64_t kGrain = 7;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const ChoiceProblem problem = RandomChoice({}, dice);
    const ChoiceResult result = SolveChoice(problem, {}, {.grain = kGrain}, {});
    EXPECT_EQ(result.value / kGrain, *ExhaustiveValue(problem) / kGrain);
    EXPECT_EQ(result.bound / kGrain, result.value / kGrain);
    if (HasFailure()) return;
  }
}

TEST(ChoiceTreeTest, IsOneAndTheSameEveryTimeAndLawfulWhenStopped) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Dice dice(seed);
    const ChoiceProblem problem =
        RandomChoice({.people = 30, .columns = 12, .rows = 12, .limit_max = 6, .value_max = 1000}, dice);
    const ChoiceResult once = SolveChoice(problem, {}, {}, {});
    EXPECT_EQ(SolveChoice(problem, {}, {}, {}).column_of, once.column_of);
    const ChoiceResult few = SolveChoice(problem, {}, {.nodes_max = 1, .solves_max = 2}, {});
    if (!few.column_of.empty()) {
      EXPECT_EQ(ValueOf(problem, few.column_of), few.value);
    }
    EXPECT_GE(few.bound, once.value);
    std::stop_source stop;
    stop.request_stop();
    const ChoiceResult stopped = SolveChoice(problem, once.column_of, {}, stop.get_token());
    EXPECT_TRUE(stopped.stopped);
    EXPECT_EQ(stopped.column_of, once.column_of);
  }
}

TEST(ChoiceTreeTest, NobodyAndNothing) {
  const ChoiceResult empty = SolveChoice(ChoiceProblem(), {}, {}, {});
  EXPECT_EQ(empty.value, 0);
  EXPECT_EQ(empty.bound, 0);
  ChoiceProblem problem;
  problem.limits = {0};
  problem.AddPerson();
  problem.AddColumn(0, 5, {{{0, 1, 1}}});
  const ChoiceResult none = SolveChoice(problem, {}, {}, {});
  EXPECT_EQ(none.column_of, std::vector<std::uint32_t>{ChoiceProblem::kNone});
  EXPECT_EQ(none.bound, 0);
}

}  // namespace
}  // namespace walz
