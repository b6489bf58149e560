// The search of small components: the largest of all stable assignments, and what is not searched stays.
#include "engine/solve/stable_search.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/solve/deferred_acceptance.h"
#include "tests/support/random_stable_market.h"

namespace walz {
namespace {

TEST(StableSearchTest, FindsTheLargest) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = RandomStableMarket(seed, {.people = static_cast<int>(2 + seed % 5),
                                                          .capacity_max = static_cast<int>(1 + seed % 3),
                                                          .tie_percent = static_cast<int>(seed % 4 * 30)});
    StableAssignment found = FindPersonOptimalStable(market, {});
    EnlargeSmallComponents(market, 1'000'000, {}, found);
    ASSERT_TRUE(IsStable(market, found, Ties::kStand));
    std::size_t largest = 0;
    for (const StableAssignment& other : AllStable(market, Ties::kStand)) largest = std::max(largest, SizeOf(other));
    EXPECT_EQ(SizeOf(found), largest);
  }
}

TEST(StableSearchTest, WithoutStepsNothingChanges) {
  const StableMarket market = RandomStableMarket(7, {});
  const StableAssignment before = FindPersonOptimalStable(market, {});
  StableAssignment after = before;
  EnlargeSmallComponents(market, 1, {}, after);
  EXPECT_EQ(after, before);
}

}  // namespace
}  // namespace walz
