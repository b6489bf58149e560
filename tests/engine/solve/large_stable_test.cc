// Large stable assignments: by example, and against the largest of all stable assignments of small markets.
#include "engine/solve/large_stable.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/solve/deferred_acceptance.h"
#include "tests/support/random_stable_market.h"

namespace walz {
namespace {

RandomMarketOptions OptionsOf(std::uint64_t seed) {
  return {.people = static_cast<int>(2 + seed % 5),
          .slots = static_cast<int>(1 + seed % 4),
          .capacity_max = static_cast<int>(1 + seed % 3),
          .tie_percent = static_cast<int>(seed % 4 * 30),
          .class_count = static_cast<int>(1 + seed % 3)};
}

TEST(LargeStableTest, PrecedenceAmongEqualsMakesRoomForTwo) {
  // The slot finds both people equal; whom it takes first has another slot, the other has not.
  StableMarket market;
  market.arc_starts = {0, 2, 3};
  market.arcs = {{0, 0, 0}, {1, 1, 0}, {0, 0, 1}};
  market.capacities = {1, 1};
  EXPECT_EQ(SizeOf(FindPersonOptimalStable(market, {})), 1u);
  EXPECT_EQ(SizeOf(FindLargeStable(market, {})), 2u);
}

TEST(LargeStableTest, WhoIsIndifferentMovesOverForOthers) {
  StableMarket market;
  market.arc_starts = {0, 2, 3};
  market.arcs = {{0, 0, 0}, {1, 0, 0}, {0, 0, std::uint64_t{1} << StableMarket::kLotteryBits}};
  market.capacities = {1, 1};
  EXPECT_EQ(SizeOf(FindPersonOptimalStable(market, {})), 1u);
  EXPECT_EQ(SizeOf(FindLargeStable(market, {})), 2u);
}

TEST(LargeStableTest, IsStableAndTwoThirdsOfTheLargest) {
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = RandomStableMarket(seed, OptionsOf(seed));
    const StableAssignment found = FindLargeStable(market, {});
    ASSERT_TRUE(IsStable(market, found, Ties::kStand));
    std::size_t largest = 0;
    for (const StableAssignment& other : AllStable(market, Ties::kStand)) largest = std::max(largest, SizeOf(other));
    EXPECT_GE(3 * SizeOf(found), 2 * largest);
  }
}

TEST(LargeStableTest, BiggerMarketsAreStableToo) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = RandomStableMarket(seed, {300, 120, 12, 4, 60, 3});
    const StableAssignment found = FindLargeStable(market, {});
    EXPECT_TRUE(IsStable(market, found, Ties::kStand));
    EXPECT_GE(2 * SizeOf(found), SizeOf(FindPersonOptimalStable(market, {})));
  }
}

TEST(FavouringMarketTest, MakesTheAssignmentStrictlyStableAndKeepsWhoIsPlaced) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = RandomStableMarket(seed, OptionsOf(seed));
    const StableAssignment found = FindLargeStable(market, {});
    StableAssignment renumbered = found;
    const StableMarket favouring = FavouringMarket(market, renumbered);
    ASSERT_TRUE(IsStable(favouring, renumbered, Ties::kAreBroken));
    const StableAssignment for_people = FindPersonOptimalStable(favouring, {});
    const StableAssignment for_slots = FindSlotOptimalStable(favouring, {});
    for (std::size_t p = 0; p < found.size(); ++p) {
      EXPECT_EQ(found[p] == kNoListing, renumbered[p] == kNoListing);
      EXPECT_EQ(found[p] == kNoListing, for_people[p] == kNoListing);
      EXPECT_EQ(found[p] == kNoListing, for_slots[p] == kNoListing);
      EXPECT_LE(for_people[p], renumbered[p]);
      EXPECT_GE(for_slots[p], renumbered[p]);
      if (found[p] == kNoListing) continue;
      EXPECT_EQ(market.arcs[found[p]].slot, favouring.arcs[renumbered[p]].slot);
    }
  }
}

}  // namespace
}  // namespace walz
