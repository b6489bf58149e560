// ExchangeSearch: who would move if one person took a certain slot, at the least loss, without solving anew.
//
// Starts from an assignment and prices under which nobody gains by another slot: every loss below is what a person
// misses at these prices against what it has, and so at least 0.  Where the assignment is the best one (its prices
// prove it), the best assignment with the person in the slot differs from it by one chain: a holder of the slot goes to
// another one or is left out, a holder of that one goes on, until a place is free or the chain comes back to the slot
// that the first person left.  The cheapest chain is a shortest path over slots with nonnegative lengths (Dijkstra with
// the prices as potentials; Tomizawa 1971, Edmonds and Karp 1972).
//
// What the market cannot answer for certain counts for the bound alone: `loss` belongs to a chain that is lawful step
// by step, and no assignment at all loses less than `loss_least`.
//
// Thread rule: a pure function of what the market says.

#ifndef ENGINE_SOLVE_EXCHANGE_SEARCH_H_
#define ENGINE_SOLVE_EXCHANGE_SEARCH_H_

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/types/span.h>

namespace walz {

// What the search asks, each slot at most once.
class ExchangeMarket {
 public:
  virtual ~ExchangeMarket() = default;

  enum class Room : std::uint8_t {
    kFree,     // One more fits.
    kPerhaps,  // Not known: ends no chain, but counts for the bound.
    kFull,
  };
  virtual Room RoomAt(std::uint32_t slot) = 0;

  struct Option {
    std::uint32_t slot = 0;
    absl::int128 loss = 0;  // >= 0.
  };
  struct Holder {
    std::uint32_t person = 0;
    bool may_move = true;        // False: moving it may break a law; counts for the bound alone.
    absl::int128 loss_left_out;  // >= 0.
    std::vector<Option> options;
  };
  // Those that have the slot, but for the person that is to be placed; with all options, or the NeededOptions.
  virtual std::vector<Holder> HoldersOf(std::uint32_t slot) = 0;
};

struct ExchangeTask {
  std::uint32_t slot = 0;                     // Where the person is to go.
  std::optional<std::uint32_t> slot_vacated;  // What it has now.
  absl::int128 price_vacated = 0;             // Of a place there: most that is lost if it stays empty.
};

struct ExchangeMove {
  std::uint32_t person = 0;
  std::optional<std::uint32_t> slot;  // None: left out.
};

struct ExchangeResult {
  bool found = false;               // A chain of lawful moves; else the rest says only what is at least lost.
  std::vector<ExchangeMove> moves;  // In the order of the chain, from the slot on.
  absl::int128 loss = 0;            // Of the others, by `moves`.
  absl::int128 loss_least = 0;      // No assignment that has the person in the slot loses less.
  bool proven() const { return found && loss == loss_least; }
};

struct ExchangeLimits {
  std::size_t slots_max = 0;    // Whose holders are asked for;
  std::size_t holders_max = 0;  // and for no more, once there are so many.
};

// Which of a holder's options, least loss first, a search can use: markets may leave the others out, but for the slot
// vacated.  A free slot ends a chain, so nothing that loses as much as one and an empty place is needed; and of slots
// that are not free no more can be gone on from than the search may ask for.
class NeededOptions {
 public:
  NeededOptions(const ExchangeLimits& limits, absl::int128 price_vacated)
      : slots_max_(limits.slots_max), price_vacated_(price_vacated) {}

  // Whether the next one is, where it loses so much.
  bool Needs(absl::int128 loss) const { return !enough_ || (loss < *enough_ && full_count_ <= slots_max_); }
  void Take(absl::int128 loss, bool is_free) {
    if (!is_free) {
      ++full_count_;
    } else if (!enough_) {
      enough_ = loss + price_vacated_;
    }
  }
  // Of those taken.
  std::size_t full_count() const { return full_count_; }

 private:
  const std::size_t slots_max_;
  const absl::int128 price_vacated_;
  std::size_t full_count_ = 0;
  std::optional<absl::int128> enough_;
};

// What lies beyond the limits is bounded.
ExchangeResult FindExchange(ExchangeMarket& market, const ExchangeTask& task, const ExchangeLimits& limits,
                            std::stop_token stop);

}  // namespace walz

#endif  // ENGINE_SOLVE_EXCHANGE_SEARCH_H_
