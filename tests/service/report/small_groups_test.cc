#include "service/report/small_groups.h"

#include <cstdint>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace walz {
namespace {

CountCells SumOf(const std::vector<CountCells>& rows, const std::vector<bool>& stands, bool which) {
  CountCells sum(rows.front().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < sum.size() && stands[i] == which; ++j) sum[j] += rows[i][j];
  }
  return sum;
}

TEST(SmallGroupsTest, WideIsNothingOrFive) {
  EXPECT_TRUE(IsWide({}));
  EXPECT_TRUE(IsWide({0, 5, 100}));
  EXPECT_FALSE(IsWide({4}));
  EXPECT_FALSE(IsWide({10, 1}));
}

TEST(SmallGroupsTest, ASmallRowTakesAnotherAlong) {
  // One row of 3 alone could be found by subtraction: the smallest of the others goes with it.
  const std::vector<CountCells> rows = {{20}, {3}, {7}};
  EXPECT_EQ(RowsThatStand(rows), (std::vector<bool>{true, false, false}));
}

TEST(SmallGroupsTest, SmallRowsThatAreWideTogetherNeedNoOther) {
  const std::vector<CountCells> rows = {{20}, {3}, {2}};
  EXPECT_EQ(RowsThatStand(rows), (std::vector<bool>{true, false, false}));
  EXPECT_EQ(RowsThatStand(std::vector<CountCells>{{20}, {7}}), (std::vector<bool>{true, true}));
}

TEST(SmallGroupsTest, ColumnsJoinUntilTheyAreWide) {
  EXPECT_EQ(ColumnGroups({7, 2, 3, 9}), (std::vector<std::size_t>{1, 3, 4}));
  EXPECT_EQ(ColumnGroups({7, 9, 2}), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(ColumnGroups({0, 0, 6, 0}), (std::vector<std::size_t>{1, 2, 3, 4}));
  EXPECT_EQ(ColumnGroups({1, 2, 1}), (std::vector<std::size_t>{}));
  EXPECT_EQ(ColumnGroups({5, 0, 2}), (std::vector<std::size_t>{3}));
}

TEST(SmallGroupsTest, WhateverIsShownIsWideAndTheSameInAll) {
  Dice dice(7);
  for (int round = 0; round < 2'000; ++round) {
    const std::size_t columns = static_cast<std::size_t>(dice.Between(1, 4));
    std::vector<CountCells> rows(static_cast<std::size_t>(dice.Between(1, 8)), CountCells(columns));
    for (CountCells& row : rows) {
      for (std::int64_t& cell : row) cell = dice.Between(0, 2) == 0 ? 0 : dice.Between(0, 11);
    }
    const std::vector<bool> stands = RowsThatStand(rows);
    bool any = false;
    std::size_t folded = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_TRUE(!stands[i] || IsWide(rows[i]));
      any = any || (stands[i] && SumOf({rows[i]}, {true}, true) != CountCells(columns));
      folded += stands[i] ? 0 : 1;
    }
    const CountCells others = SumOf(rows, stands, false);
    // Nothing can be found by subtraction: what is not shown is wide, or nothing stands beside it.
    EXPECT_TRUE(IsWide(others) || !any);
    EXPECT_TRUE(folded != 1 || !any || others == CountCells(columns));

    const CountCells& cells = rows.front();
    const std::vector<std::size_t> ends = ColumnGroups(cells);
    std::size_t first = 0;
    for (const std::size_t end : ends) {
      ASSERT_GT(end, first);
      std::int64_t sum = 0;
      for (; first < end; ++first) sum += cells[first];
      EXPECT_TRUE(sum == 0 || sum >= kGroupMin);
    }
    const std::int64_t total = std::accumulate(cells.begin(), cells.end(), std::int64_t{0});
    EXPECT_EQ(first, total == 0 || total >= kGroupMin ? cells.size() : 0);
  }
}

}  // namespace
}  // namespace walz
