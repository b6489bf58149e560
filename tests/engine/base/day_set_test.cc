// DaySet against the obvious: a set of single days.

#include "engine/base/day_set.h"

#include <cstdint>
#include <set>

#include <gtest/gtest.h>

#include "engine/base/hash.h"

namespace walz {
namespace {

DayRange Range(int first, int last) { return {Day{first}, Day{last}}; }

std::set<int> DaysOf(const DaySet& set) {
  std::set<int> days;
  for (const DayRange& range : set.ranges()) {
    for (int day = range.first.number; day <= range.last.number; ++day) days.insert(day);
  }
  return days;
}

TEST(DaySetTest, TouchingAndOverlappingRangesJoin) {
  EXPECT_EQ(DaySet({Range(1, 3), Range(4, 6)}).ranges().size(), 1u);
  EXPECT_EQ(DaySet({Range(5, 6), Range(1, 5)}).ranges().size(), 1u);
  EXPECT_EQ(DaySet({Range(1, 3), Range(5, 6)}).ranges().size(), 2u);
  EXPECT_EQ(DaySet({Range(1, 9), Range(2, 3)}), DaySet({Range(1, 9)}));
}

TEST(DaySetTest, AStayMustLieInOneRange) {
  const DaySet set({Range(1, 3), Range(5, 8)});
  EXPECT_TRUE(set.ContainsAll(Range(5, 8)));
  EXPECT_FALSE(set.ContainsAll(Range(5, 9)));
  EXPECT_FALSE(set.ContainsAll(Range(3, 5)));
  EXPECT_FALSE(set.ContainsAll(Range(0, 1)));
  EXPECT_FALSE(DaySet().Contains(Day{1}));
}

TEST(DaySetTest, OperationsAgreeWithSetsOfDays) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    std::uint64_t state = MixBits(seed);
    const auto draw = [&](std::uint64_t bound) {
      state = MixBits(state);
      return static_cast<int>(state % bound);
    };
    const auto random_set = [&] {
      std::vector<DayRange> ranges;
      for (int i = draw(5); i > 0; --i) {
        const int first = draw(30);
        ranges.push_back(Range(first, first + draw(8)));
      }
      return DaySet(ranges);
    };
    const DaySet a = random_set();
    const DaySet b = random_set();
    std::set<int> both, less, either = DaysOf(a);
    for (const int day : DaysOf(a)) (DaysOf(b).contains(day) ? both : less).insert(day);
    for (const int day : DaysOf(b)) either.insert(day);
    EXPECT_EQ(DaysOf(a.Intersect(b)), both);
    EXPECT_EQ(DaysOf(a.Subtract(b)), less);
    EXPECT_EQ(DaysOf(a.Union(b)), either);
    const DaySet rest = a.Subtract(b);  // Canonical: making it again changes nothing.
    EXPECT_EQ(rest, DaySet({rest.ranges().begin(), rest.ranges().end()}));
    for (int day = -1; day < 40; ++day) EXPECT_EQ(a.Contains(Day{day}), DaysOf(a).contains(day));
  }
}

}  // namespace
}  // namespace walz
