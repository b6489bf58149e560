// Improvement cycles: by example, and against all assignments of small markets.
#include "engine/solve/stable_improvement.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "engine/solve/deferred_acceptance.h"
#include "engine/solve/large_stable.h"
#include "tests/support/random_stable_market.h"

namespace walz {
namespace {

std::uint32_t LevelOf(const StableMarket& market, std::uint64_t arc) {
  return arc == kNoListing ? std::numeric_limits<std::uint32_t>::max() : market.arcs[arc].level;
}

bool IsWorseForNobody(const StableMarket& market, const StableAssignment& from, const StableAssignment& to) {
  for (std::size_t p = 0; p < from.size(); ++p) {
    if (LevelOf(market, to[p]) > LevelOf(market, from[p])) return false;
  }
  return true;
}

bool IsBetterForSomebody(const StableMarket& market, const StableAssignment& from, const StableAssignment& to) {
  for (std::size_t p = 0; p < from.size(); ++p) {
    if (LevelOf(market, to[p]) < LevelOf(market, from[p])) return true;
  }
  return false;
}

// Whether `to` is `from` with cycles and chains carried out that share no slot: the definition, slot by slot.
bool IsByCycles(const StableMarket& market, const StableAssignment& from, const StableAssignment& to) {
  std::vector<int> come(market.slot_count());
  std::vector<int> gone(market.slot_count());
  std::vector<std::uint64_t> envious(market.slot_count(), std::numeric_limits<std::uint64_t>::max());
  for (std::size_t p = 0; p < from.size(); ++p) {
    for (std::uint64_t a = market.arc_starts[p]; a < market.arc_starts[p + 1]; ++a) {
      if (market.arcs[a].level >= LevelOf(market, from[p])) break;
      envious[market.arcs[a].slot] = std::min(envious[market.arcs[a].slot], market.arcs[a].key_class());
    }
  }
  int chain_count = 0;
  for (std::size_t p = 0; p < from.size(); ++p) {
    if (from[p] == to[p]) continue;
    if (to[p] == kNoListing || market.arcs[to[p]].key_class() > envious[market.arcs[to[p]].slot]) return false;
    ++come[market.arcs[to[p]].slot];
    if (from[p] == kNoListing) ++chain_count;
    if (from[p] != kNoListing) ++gone[market.arcs[from[p]].slot];
  }
  for (std::size_t s = 0; s < come.size(); ++s) {
    if (come[s] > 1 || gone[s] > 1) return false;
    if (come[s] < gone[s]) {
      ++chain_count;
      if (envious[s] != std::numeric_limits<std::uint64_t>::max()) return false;
    }
  }
  return chain_count <= 1;
}

TEST(StableImprovementTest, TwoWhoWouldGladlyChangePlacesCount) {
  // Two slots that find all equal; each person is at the other's favourite.
  StableMarket market;
  market.arc_starts = {0, 2, 4};
  market.arcs = {{0, 0, 0}, {1, 1, 0}, {1, 0, 1}, {0, 1, 1}};
  market.capacities = {1, 1};
  EXPECT_EQ(CountImprovable(market, {1, 3}), 2);
  EXPECT_EQ(CountImprovable(market, {0, 2}), 0);
}

TEST(StableImprovementTest, AThirdWhomTheSlotsLikeBetterStandsInTheWay) {
  const auto worse = std::uint64_t{1} << StableMarket::kLotteryBits;
  StableMarket market;
  market.arc_starts = {0, 2, 4, 5};
  market.arcs = {{0, 0, worse}, {1, 1, 0}, {1, 0, worse}, {0, 1, 0}, {0, 0, 2}};
  market.capacities = {1, 1};
  EXPECT_EQ(CountImprovable(market, {1, 3, kNoListing}), 0);
}

TEST(StableImprovementTest, CountsThoseWhomACycleMakesBetterOff) {
  int improvable_markets = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = RandomStableMarket(seed, {.people = static_cast<int>(2 + seed % 5),
                                                          .capacity_max = static_cast<int>(1 + seed % 2),
                                                          .tie_percent = static_cast<int>(seed % 3 * 35),
                                                          .class_count = static_cast<int>(1 + seed % 3)});
    for (const StableAssignment& from :
         {FindPersonOptimalStable(market, {}), FindSlotOptimalStable(market, {}), FindLargeStable(market, {})}) {
      std::set<std::size_t> better_off;
      bool is_dominated = false;
      for (const StableAssignment& to : AllStable(market, Ties::kStand)) {
        if (!IsWorseForNobody(market, from, to)) continue;
        is_dominated |= IsBetterForSomebody(market, from, to);
        if (!IsByCycles(market, from, to)) continue;
        for (std::size_t p = 0; p < from.size(); ++p) {
          if (LevelOf(market, to[p]) < LevelOf(market, from[p])) better_off.insert(p);
        }
      }
      EXPECT_EQ(CountImprovable(market, from), static_cast<std::int64_t>(better_off.size()));
      EXPECT_EQ(CountImprovable(market, from) > 0, is_dominated);
      improvable_markets += is_dominated ? 1 : 0;
    }
  }
  EXPECT_GE(improvable_markets, 150);
}

}  // namespace
}  // namespace walz
