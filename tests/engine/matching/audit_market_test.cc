// What the auditor proves of a stable matching, against all assignments of small markets and against the solver.
#include "engine/matching/audit_market.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/solve/deferred_acceptance.h"
#include "engine/solve/large_stable.h"
#include "engine/solve/stable_improvement.h"
#include "tests/support/audit_market_of.h"
#include "tests/support/random_stable_market.h"

namespace walz {
namespace {

StableMarket MarketOf(std::uint64_t seed) {
  return RandomStableMarket(seed, {.people = static_cast<int>(2 + seed % 5),
                                   .capacity_max = static_cast<int>(1 + seed % 3),
                                   .tie_percent = static_cast<int>(seed % 3 * 35),
                                   .class_count = static_cast<int>(1 + seed % 4)});
}

TEST(AuditMarketTest, FindsABlockingPairExactlyWhereThereIsOne) {
  int blocked_count = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = MarketOf(seed);
    StableAssignment arcs;
    ForEachAssignment(market, arcs, [&](const StableAssignment& assignment) {
      const AuditMarket audit = AuditMarketOf(market, assignment);
      EXPECT_EQ(FindBlockingPair(audit, true).has_value(), !IsStable(market, assignment, Ties::kAreBroken));
      EXPECT_EQ(FindBlockingPair(audit, false).has_value(), !IsStable(market, assignment, Ties::kStand));
      blocked_count += FindBlockingPair(audit, false) ? 1 : 0;
    });
  }
  EXPECT_GE(blocked_count, 1000);
}

TEST(AuditMarketTest, TellsTheBestOfEachSideFromOthers) {
  int other_count = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = RandomStableMarket(seed, {.people = 5,
                                                          .slots = 4,
                                                          .list_length_max = 4,
                                                          .capacity_max = static_cast<int>(1 + seed % 2),
                                                          .class_count = 20});
    const StableAssignment for_people = FindPersonOptimalStable(market, {});
    const StableAssignment for_slots = FindSlotOptimalStable(market, {});
    for (const StableAssignment& stable : AllStable(market, Ties::kAreBroken)) {
      const AuditMarket audit = AuditMarketOf(market, stable);
      EXPECT_EQ(IsBestForApprentices(audit), stable == for_people);
      EXPECT_EQ(IsBestForSeats(audit), stable == for_slots);
      other_count += for_people == for_slots ? 0 : 1;
    }
  }
  EXPECT_GE(other_count, 50);
}

TEST(AuditMarketTest, CountsTheSameImprovementsAsTheSolver) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market =
        RandomStableMarket(seed, {.people = 40, .slots = 20, .list_length_max = 6, .class_count = 3});
    for (const StableAssignment& stable :
         {FindPersonOptimalStable(market, {}), FindSlotOptimalStable(market, {}), FindLargeStable(market, {})}) {
      EXPECT_EQ(CountWhoCouldImprove(AuditMarketOf(market, stable)), CountImprovable(market, stable));
    }
  }
}

TEST(AuditMarketTest, CountsThoseWhomSomeMatchingPlaces) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableMarket market = MarketOf(seed);
    std::size_t most = 0;
    StableAssignment arcs;
    ForEachAssignment(market, arcs,
                      [&](const StableAssignment& assignment) { most = std::max(most, SizeOf(assignment)); });
    const AuditMarket audit = AuditMarketOf(market, FindPersonOptimalStable(market, {}));
    EXPECT_EQ(CountPlaceable(audit), static_cast<std::int64_t>(most));
  }
}

}  // namespace
}  // namespace walz
