// Small random markets with ties on both sides, and what stability means, straight from its definition.

#ifndef TESTS_SUPPORT_RANDOM_STABLE_MARKET_H_
#define TESTS_SUPPORT_RANDOM_STABLE_MARKET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/solve/stable_market.h"

namespace walz {

struct RandomMarketOptions {
  int people = 5;
  int slots = 4;
  int list_length_max = 3;
  int capacity_max = 3;
  int tie_percent = 50;  // Chance that a place in a list is as good as the one before.
  int class_count = 3;   // Of people, for a slot.
};

StableMarket RandomStableMarket(std::uint64_t seed, const RandomMarketOptions& options);

// Whether two look the same: by level and class, or by place in the list and key.
enum class Ties { kStand, kAreBroken };

bool KeepsCapacities(const StableMarket& market, const StableAssignment& assignment);
bool IsStable(const StableMarket& market, const StableAssignment& assignment, Ties ties);
std::size_t SizeOf(const StableAssignment& assignment);

// Calls `see` with every assignment of people to arcs of their lists that keeps the capacities.
template <typename See>
void ForEachAssignment(const StableMarket& market, StableAssignment& arcs, const See& see) {
  if (arcs.size() == market.person_count()) return see(arcs);
  const std::size_t person = arcs.size();
  arcs.push_back(kNoListing);
  ForEachAssignment(market, arcs, see);
  for (std::uint64_t a = market.arc_starts[person]; a < market.arc_starts[person + 1]; ++a) {
    arcs.back() = a;
    if (KeepsCapacities(market, arcs)) ForEachAssignment(market, arcs, see);
  }
  arcs.pop_back();
}

std::vector<StableAssignment> AllStable(const StableMarket& market, Ties ties);

}  // namespace walz

#endif  // TESTS_SUPPORT_RANDOM_STABLE_MARKET_H_
