// Deferred acceptance of both sides: by example, against all stable assignments of small markets, and by blocking pairs
// on bigger ones.
#include "engine/solve/deferred_acceptance.h"

#include <algorithm>
#include <stop_token>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/random_stable_market.h"

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint32_t kNone = 0xffffffffu;

// Each person's list of (slot, key).
StableMarket MarketOf(const std::vector<std::vector<std::pair<std::uint32_t, std::uint64_t>>>& people,
                      std::vector<std::int32_t> capacities) {
  StableMarket market;
  market.arc_starts.push_back(0);
  for (const auto& list : people) {
    std::uint32_t level = 0;
    for (const auto& [slot, key] : list) market.arcs.push_back({slot, level++, key});
    market.arc_starts.push_back(market.arcs.size());
  }
  market.capacities = std::move(capacities);
  return market;
}

std::vector<std::uint32_t> SlotsOf(const StableMarket& market, const StableAssignment& assignment) {
  std::vector<std::uint32_t> slots;
  for (const std::uint64_t arc : assignment) slots.push_back(arc == kNoListing ? kNone : market.arcs[arc].slot);
  return slots;
}

std::vector<std::uint32_t> PersonOptimal(const StableMarket& market) {
  return SlotsOf(market, FindPersonOptimalStable(market, {}));
}

std::vector<std::uint32_t> SlotOptimal(const StableMarket& market) {
  return SlotsOf(market, FindSlotOptimalStable(market, {}));
}

TEST(DeferredAcceptanceTest, NobodyAtAll) {
  EXPECT_THAT(PersonOptimal(MarketOf({}, {1})), IsEmpty());
  EXPECT_THAT(SlotOptimal(MarketOf({}, {1})), IsEmpty());
}

TEST(DeferredAcceptanceTest, TheSlotKeepsWhomItPrefersAndTheOtherAsksOn) {
  EXPECT_THAT(PersonOptimal(MarketOf({{{0, 2}, {1, 1}}, {{0, 1}}}, {1, 1})), ElementsAre(1, 0));
}

TEST(DeferredAcceptanceTest, ASlotWithoutPlacesTakesNobody) {
  EXPECT_THAT(PersonOptimal(MarketOf({{{0, 1}}, {}}, {0})), ElementsAre(kNone, kNone));
  EXPECT_THAT(SlotOptimal(MarketOf({{{0, 1}}, {}}, {0})), ElementsAre(kNone, kNone));
}

TEST(DeferredAcceptanceTest, WhoIsSentAwayByALaterOneMayStayWithout) {
  EXPECT_THAT(PersonOptimal(MarketOf({{{0, 3}}, {{0, 2}}, {{0, 1}}}, {2})), ElementsAre(kNone, 0, 0));
}

TEST(DeferredAcceptanceTest, OfSeveralStableAssignmentsEachSideGetsItsBest) {
  // Each slot would rather have the other person; both answers are stable.
  const StableMarket market = MarketOf({{{0, 2}, {1, 1}}, {{1, 2}, {0, 1}}}, {1, 1});
  EXPECT_THAT(PersonOptimal(market), ElementsAre(0, 1));
  EXPECT_THAT(SlotOptimal(market), ElementsAre(1, 0));
}

TEST(DeferredAcceptanceTest, NoStableAssignmentOfASmallMarketIsBetterForAnybody) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market =
        RandomStableMarket(seed, {.people = static_cast<int>(1 + seed % 5), .slots = static_cast<int>(1 + seed % 4)});
    const StableAssignment best = FindPersonOptimalStable(market, {});
    const StableAssignment worst = FindSlotOptimalStable(market, {});
    ASSERT_TRUE(IsStable(market, best, Ties::kAreBroken));
    ASSERT_TRUE(IsStable(market, worst, Ties::kAreBroken));
    for (const StableAssignment& other : AllStable(market, Ties::kAreBroken)) {
      for (std::size_t p = 0; p < other.size(); ++p) {
        EXPECT_LE(best[p], other[p]) << "person " << p;
        EXPECT_GE(worst[p], other[p]) << "person " << p;  // The best for slots is the worst for people.
      }
    }
  }
}

TEST(DeferredAcceptanceTest, BigMarketsHaveNoBlockingPair) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = RandomStableMarket(seed, {400, 150, 20, 4, 50, 5});
    EXPECT_TRUE(IsStable(market, FindPersonOptimalStable(market, {}), Ties::kAreBroken));
    EXPECT_TRUE(IsStable(market, FindSlotOptimalStable(market, {}), Ties::kAreBroken));
  }
}

TEST(DeferredAcceptanceTest, ChainsOfRefusalsEnd) {
  // Everybody likes the slots in the same order, and each newcomer is liked better: every place is asked for by all.
  std::vector<std::vector<std::pair<std::uint32_t, std::uint64_t>>> people(300);
  for (std::size_t p = 0; p < people.size(); ++p) {
    for (std::uint32_t s = 0; s < 300; ++s) people[p].emplace_back(s, 1000 - p);
  }
  const StableMarket market = MarketOf(people, std::vector<std::int32_t>(300, 1));
  const std::vector<std::uint32_t> slots = PersonOptimal(market);
  for (std::uint32_t p = 0; p < 300; ++p) EXPECT_EQ(slots[p], 299 - p);
  EXPECT_EQ(SlotOptimal(market), slots);
}

TEST(DeferredAcceptanceTest, WhenStoppedItKeepsTheCapacities) {
  std::stop_source stop;
  stop.request_stop();
  const WorkOptions work{.stop = stop.get_token()};
  const StableMarket market = RandomStableMarket(1, {.people = 8000, .slots = 5000});
  const StableAssignment stopped = FindPersonOptimalStable(market, work);
  EXPECT_TRUE(KeepsCapacities(market, stopped));
  EXPECT_LT(SizeOf(stopped), SizeOf(FindPersonOptimalStable(market, {})));
  EXPECT_TRUE(KeepsCapacities(market, FindSlotOptimalStable(market, work)));
}

}  // namespace
}  // namespace walz
