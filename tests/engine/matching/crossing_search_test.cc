#include "engine/matching/crossing_search.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace walz {
namespace {

using absl::int128;

// People who want to be placed, each in any of the groups; what they earn less the prices of their groups decides.
struct Crowd {
  std::vector<int128> worth;
  std::vector<std::vector<bool>> is_in;  // By person, group.
  std::vector<std::int64_t> capacity;    // By group.

  CrossingPoint At(const std::vector<int128>& prices) const {
    CrossingPoint point;
    for (std::size_t g = 0; g < prices.size(); ++g) {
      point.bound += prices[g] * capacity[g];
      point.excess.push_back(-capacity[g]);
    }
    for (std::size_t p = 0; p < worth.size(); ++p) {
      int128 surplus = worth[p];
      for (std::size_t g = 0; g < prices.size(); ++g) surplus -= is_in[p][g] ? prices[g] : int128{0};
      if (surplus <= 0) continue;
      point.bound += surplus;
      for (std::size_t g = 0; g < prices.size(); ++g) point.excess[g] += is_in[p][g] ? 1 : 0;
    }
    return point;
  }
};

Crowd RandomCrowd(std::uint64_t seed, std::size_t group_count) {
  std::mt19937_64 random(seed);
  Crowd crowd;
  for (std::size_t g = 0; g < group_count; ++g) crowd.capacity.push_back(static_cast<std::int64_t>(random() % 6));
  for (int p = 0; p < 30; ++p) {
    crowd.worth.push_back((int128{1} << static_cast<int>(random() % 90)) + random() % 1000);
    for (auto* row = &crowd.is_in.emplace_back(); row->size() < group_count;) row->push_back(random() % 2 == 0);
  }
  return crowd;
}

TEST(CrossingSearchTest, OneGroupCostsWhatTheFirstLeftOutWouldEarn) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Crowd crowd = RandomCrowd(seed, 1);
    int128 least = crowd.At({0}).bound;
    for (const int128& worth : crowd.worth) least = std::min(least, crowd.At({worth}).bound);
    int128 found = crowd.At({0}).bound;
    int looks = 0;
    CrossingSearch({int128{1} << 95}, [&](const std::vector<int128>& prices) {
      ++looks;
      const CrossingPoint point = crowd.At(prices);
      found = std::min(found, point.bound);
      return std::optional(point);
    }).Run(crowd.At({0}));
    EXPECT_EQ(found, least);
    EXPECT_LE(looks, 30);
  }
}

TEST(CrossingSearchTest, MoreGroupsNeverBoundWorseAndAllCostsComeFromLooks) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Crowd crowd = RandomCrowd(seed, 4);
    const CrossingPoint at_zero = crowd.At({0, 0, 0, 0});
    int128 found = at_zero.bound;
    CrossingSearch(std::vector<int128>(4, int128{1} << 95), [&](const std::vector<int128>& prices) {
      for (const int128& price : prices) EXPECT_TRUE(price >= 0 && price <= int128{1} << 95);
      const CrossingPoint point = crowd.At(prices);
      found = std::min(found, point.bound);
      return std::optional(point);
    }).Run(at_zero);
    const bool is_over = std::any_of(at_zero.excess.begin(), at_zero.excess.end(), [](auto more) { return more > 0; });
    EXPECT_TRUE(is_over ? found < at_zero.bound : found == at_zero.bound);
  }
}

TEST(CrossingSearchTest, EndsWhenThereIsNoTimeLeft) {
  const Crowd crowd = RandomCrowd(1, 3);
  for (int most = 0; most < 10; ++most) {
    int looks = 0;
    CrossingSearch(std::vector<int128>(3, int128{1} << 95), [&](const std::vector<int128>& prices) {
      return looks++ < most ? std::optional(crowd.At(prices)) : std::nullopt;
    }).Run(crowd.At({0, 0, 0}));
    EXPECT_LE(looks, most + 1);
  }
}

}  // namespace
}  // namespace walz
