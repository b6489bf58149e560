#include "tests/support/random_stable_market.h"

#include <algorithm>
#include <numeric>

#include "tests/support/dice.h"

namespace walz {

StableMarket RandomStableMarket(std::uint64_t seed, const RandomMarketOptions& options) {
  Dice dice(seed);
  StableMarket market;
  for (int s = 0; s < options.slots; ++s) market.capacities.push_back(dice.Between(0, options.capacity_max));
  std::vector<std::uint64_t> lottery(static_cast<std::size_t>(options.people));
  std::iota(lottery.begin(), lottery.end(), std::uint64_t{0});
  dice.Shuffle(lottery);
  std::vector<std::uint32_t> slots(static_cast<std::size_t>(options.slots));
  std::iota(slots.begin(), slots.end(), std::uint32_t{0});
  market.arc_starts.push_back(0);
  for (int p = 0; p < options.people; ++p) {
    dice.Shuffle(slots);
    const int length = dice.Between(0, std::min(options.list_length_max, options.slots));
    std::uint32_t level = 0;
    for (int i = 0; i < length; ++i) {
      if (i > 0 && !dice.Percent(options.tie_percent)) ++level;
      const auto key_class = static_cast<std::uint64_t>(dice.Between(1, options.class_count));
      market.arcs.push_back({slots[static_cast<std::size_t>(i)], level,
                             (key_class << StableMarket::kLotteryBits) + lottery[static_cast<std::size_t>(p)]});
    }
    market.arc_starts.push_back(market.arcs.size());
  }
  return market;
}

bool KeepsCapacities(const StableMarket& market, const StableAssignment& assignment) {
  std::vector<std::int32_t> free = market.capacities;
  for (const std::uint64_t arc : assignment) {
    if (arc != kNoListing && --free[market.arcs[arc].slot] < 0) return false;
  }
  return true;
}

bool IsStable(const StableMarket& market, const StableAssignment& assignment, Ties ties) {
  if (!KeepsCapacities(market, assignment)) return false;
  const auto key_of = [&](std::uint64_t arc) {
    return ties == Ties::kStand ? market.arcs[arc].key_class() : market.arcs[arc].key;
  };
  const auto is_better = [&](std::uint64_t arc, std::uint64_t own) {
    if (own == kNoListing) return true;
    return ties == Ties::kStand ? market.arcs[arc].level < market.arcs[own].level : arc < own;
  };
  for (std::size_t p = 0; p < assignment.size(); ++p) {
    for (std::uint64_t a = market.arc_starts[p]; a < market.arc_starts[p + 1]; ++a) {
      if (a == assignment[p] || !is_better(a, assignment[p])) continue;
      std::int32_t no_worse = 0;
      for (const std::uint64_t other : assignment) {
        if (other != kNoListing && market.arcs[other].slot == market.arcs[a].slot && key_of(other) <= key_of(a))
          ++no_worse;
      }
      if (no_worse < market.capacities[market.arcs[a].slot]) return false;
    }
  }
  return true;
}

std::size_t SizeOf(const StableAssignment& assignment) {
  return static_cast<std::size_t>(
      std::count_if(assignment.begin(), assignment.end(), [](std::uint64_t arc) { return arc != kNoListing; }));
}

std::vector<StableAssignment> AllStable(const StableMarket& market, Ties ties) {
  std::vector<StableAssignment> all;
  StableAssignment arcs;
  ForEachAssignment(market, arcs, [&](const StableAssignment& assignment) {
    if (IsStable(market, assignment, ties)) all.push_back(assignment);
  });
  return all;
}

}  // namespace walz
