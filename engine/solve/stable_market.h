// StableMarket: people and slots that rank each other, with ties on both sides, and slots that have places.
//
// Each person lists slots by level, the best first; slots of one level are equally good.  Each slot gives every person
// who lists it a key: the smaller the better; people whose keys have the same class (the key above its lowest
// kLotteryBits, at most 2^41 - 1) are equally good.  Both lists also order what is equally good, by lottery: a person
// by position in its list, a slot by the low bits of the key.  So the market with ties and the market without them are
// one.
//
// An assignment is stable if no person and slot would both rather have each other: for every slot that a person lists
// at a better level than what it got, all places are taken by people of no worse class (weakly stable).  It is strictly
// stable if the same holds by position and key.  Strictly stable implies stable.

#ifndef ENGINE_SOLVE_STABLE_MARKET_H_
#define ENGINE_SOLVE_STABLE_MARKET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/solve/nested_assignment.h"

namespace walz {

struct StableMarket {
  static constexpr int kLotteryBits = 23;
  static constexpr std::uint64_t kNotFavoured = std::uint64_t{1} << (kLotteryBits - 1);  // FavouringMarket's; else 0.

  struct Arc {
    std::uint32_t slot = 0;
    std::uint32_t level = 0;  // Never falls along a person's list.
    std::uint64_t key = 0;    // Of the person with the slot; no two people of one slot have the same.

    std::uint64_t key_class() const { return key >> kLotteryBits; }
  };

  std::size_t person_count() const { return arc_starts.size() - 1; }
  std::size_t slot_count() const { return capacities.size(); }

  std::vector<std::uint64_t> arc_starts;  // Arcs of person p, best first: arc_starts[p] .. arc_starts[p + 1].
  std::vector<Arc> arcs;                  // No slot twice for one person.
  std::vector<std::int32_t> capacities;   // One for each slot, >= 0.
};

// The arc of each person, kNoListing for people who stay without.
using StableAssignment = std::vector<std::uint64_t>;
inline constexpr std::uint64_t kNoListing = ~std::uint64_t{0};

}  // namespace walz

#endif  // ENGINE_SOLVE_STABLE_MARKET_H_
