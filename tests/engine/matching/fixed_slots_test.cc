// Fixed slots: by example, and against every way of cutting a short calendar.
#include "engine/matching/fixed_slots.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

DayRange Days(int first, int last) { return {Day{first}, Day{last}}; }

// Apprentices who can stay `days` days within first..last.
StayDemand Within(int first, int last, int days, std::int64_t count) {
  return {days, {Days(first, last - days + 1)}, count};
}

TEST(FixedSlotsTest, NobodyNeedsNone) { EXPECT_THAT(CutFixedSlots({}), IsEmpty()); }

TEST(FixedSlotsTest, FollowOneAnotherWithTheLongestOfTheStays) {
  EXPECT_THAT(CutFixedSlots({Within(1, 20, 10, 3), Within(1, 20, 5, 1)}), ElementsAre(Days(1, 10), Days(11, 20)));
}

TEST(FixedSlotsTest, BeginWhereMostPeopleFit) {
  EXPECT_THAT(CutFixedSlots({Within(1, 30, 10, 1), Within(4, 13, 10, 2), Within(14, 23, 10, 2)}),
              ElementsAre(Days(4, 13), Days(14, 23)));
}

TEST(FixedSlotsTest, LeaveOutSlotsThatNobodyFitsInto) {
  EXPECT_THAT(CutFixedSlots({Within(1, 10, 10, 1), Within(41, 50, 10, 1)}), ElementsAre(Days(1, 10), Days(41, 50)));
}

TEST(FixedSlotsTest, TheEarliestStayThatFitsCounts) {
  const std::vector<DayRange> starts = {Days(1, 2), Days(8, 20)};
  EXPECT_EQ(EarliestStartIn(Days(2, 6), 5, starts), Day{2});
  EXPECT_EQ(EarliestStartIn(Days(2, 5), 5, starts), std::nullopt);
  EXPECT_EQ(EarliestStartIn(Days(3, 12), 5, starts), Day{8});
  EXPECT_EQ(EarliestStartIn(Days(3, 11), 5, starts), std::nullopt);
  EXPECT_EQ(EarliestStartIn(Days(19, 40), 5, starts), Day{19});
  EXPECT_EQ(EarliestStartIn(Days(21, 40), 5, starts), std::nullopt);
}

std::int64_t CountFitting(const std::vector<StayDemand>& demands, const std::vector<DayRange>& slots) {
  std::int64_t count = 0;
  for (const StayDemand& demand : demands) {
    bool fits = false;
    for (const DayRange& slot : slots) {
      for (const DayRange& range : demand.starts) {
        for (Day first = range.first; first <= range.last; first = first + 1) {
          fits |= slot.Contains(DayRange{first, first + (demand.days - 1)});
        }
      }
    }
    count += fits ? demand.apprentice_count : 0;
  }
  return count;
}

TEST(FixedSlotsTest, NoOtherFirstDayServesMoreWhateverTheOrder) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    std::vector<StayDemand> demands;
    int length = 0;
    for (int i = dice.Between(1, 5); i > 0; --i) {
      const int first = dice.Between(0, 30);
      const int days = dice.Between(1, 8);
      length = std::max(length, days);
      demands.push_back(Within(first, first + days - 1 + dice.Between(0, 12), days, dice.Between(1, 3)));
    }
    const std::vector<DayRange> slots = CutFixedSlots(demands);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      EXPECT_EQ(slots[i].days(), length);
      EXPECT_TRUE(i == 0 || slots[i - 1].last < slots[i].first);
    }
    for (int offset = -length; offset <= 0; ++offset) {
      std::vector<DayRange> others;
      for (int first = offset; first < 60; first += length) others.push_back(Days(first, first + length - 1));
      EXPECT_GE(CountFitting(demands, slots), CountFitting(demands, others));
    }
    std::reverse(demands.begin(), demands.end());
    demands.push_back({demands[0].days, demands[0].starts, 0});
    EXPECT_EQ(CutFixedSlots(demands), slots);
  }
}

}  // namespace
}  // namespace walz
