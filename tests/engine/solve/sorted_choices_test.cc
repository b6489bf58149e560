// Lists come out as std::sort leaves them, whatever their points.

#include "engine/solve/sorted_choices.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace walz {
namespace {

// Points spread, equal, at both ends of their range, and one far from all others.
SlotChoices AnyChoices(Dice& dice) {
  constexpr std::int32_t kLeast = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();
  SlotChoices choices(2'100);
  for (std::vector<SlotChoice>& own : choices) {
    const int kind = dice.Between(0, 4);
    for (int k = dice.Between(0, 300); k > 0; --k) {
      const std::int32_t points = kind == 0   ? dice.Between(0, 1'000'000)
                                  : kind == 1 ? dice.Between(-2, 2)
                                  : kind == 2 ? (dice.Percent(50) ? kLeast : kMost)
                                  : kind == 3 ? (k == 1 ? kMost : dice.Between(-100, 100))
                                              : 7;
      own.push_back({static_cast<std::uint32_t>(dice.Between(0, 100'000)), points});
    }
  }
  return choices;
}

TEST(SortedChoicesTest, EachListIsSorted) {
  Dice dice(1);
  const SlotChoices choices = AnyChoices(dice);
  for (const int thread_count : {1, 3}) {
    const SlotChoices sorted = Sorted(choices, {.thread_count = thread_count});
    ASSERT_EQ(sorted.size(), choices.size());
    for (std::size_t p = 0; p < choices.size(); ++p) {
      std::vector<SlotChoice> expected = choices[p];
      std::sort(expected.begin(), expected.end());
      ASSERT_EQ(sorted[p].size(), expected.size());
      for (std::size_t k = 0; k < expected.size(); ++k) {
        ASSERT_EQ(sorted[p][k].slot, expected[k].slot);
        ASSERT_EQ(sorted[p][k].points, expected[k].points);
      }
    }
  }
}

TEST(SortedChoicesTest, StoppedNothingIsLeftHalfSorted) {
  Dice dice(2);
  std::stop_source source;
  source.request_stop();
  for (const std::vector<SlotChoice>& own : Sorted(AnyChoices(dice), {.stop = source.get_token()})) {
    EXPECT_TRUE(own.empty());
  }
}

}  // namespace
}  // namespace walz
