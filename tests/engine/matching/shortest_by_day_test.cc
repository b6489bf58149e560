// One length a day is enough to know how few days meet all stays.

#include "engine/matching/shortest_by_day.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "engine/matching/audit_stays.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

const Day kFirst{1000};

DayRange Starts(int first, int last) { return {kFirst + first, kFirst + last}; }

TEST(ShortestByDayTest, NoStaysNeedNoDay) {
  EXPECT_EQ(ShortestByDay().StabbingDays(), 0);
  EXPECT_EQ(ShortestByDay(Starts(0, 9)).StabbingDays(), 0);
}

TEST(ShortestByDayTest, OneDayMeetsWhatOverlaps) {
  ShortestByDay stays(Starts(0, 20));
  stays.Note(Starts(0, 4), 5);  // Days 0..4 to 4..8: all hold day 4.
  EXPECT_EQ(stays.StabbingDays(), 1);
  stays.Note(Starts(5, 5), 2);
  EXPECT_EQ(stays.StabbingDays(), 2);
}

TEST(ShortestByDayTest, ShorterStaysCoverLongerOnes) {
  ShortestByDay stays(Starts(0, 20));
  stays.Note(Starts(3, 8), 5);
  EXPECT_TRUE(stays.Covers(Starts(3, 8), 5));
  EXPECT_TRUE(stays.Covers(Starts(4, 5), 9));
  EXPECT_FALSE(stays.Covers(Starts(4, 5), 4));
  EXPECT_FALSE(stays.Covers(Starts(4, 9), 5));
}

TEST(ShortestByDayTest, CountsAsTheAuditorDoes) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Dice dice(seed);
    ShortestByDay stays(Starts(0, 60));
    ShortestByDay joined(Starts(-10, 80));
    std::vector<std::unique_ptr<StayFamily>> families;
    std::vector<const StayFamily*> pointers;
    const int count = dice.Between(1, 6);
    for (int i = 0; i < count; ++i) {
      auto family = std::make_unique<StayFamily>();
      family->length = dice.Between(1, 15);
      const int first = dice.Between(0, 40);
      const int last = first + dice.Between(0, 10);
      family->starts = {Starts(first, last)};
      stays.Note(family->starts[0], family->length);
      pointers.push_back(family.get());
      families.push_back(std::move(family));
    }
    joined.Join(stays);
    EXPECT_EQ(stays.StabbingDays(), CountStabbingDays(pointers)) << seed;
    EXPECT_EQ(joined.StabbingDays(), stays.StabbingDays()) << seed;
  }
}

}  // namespace
}  // namespace walz
