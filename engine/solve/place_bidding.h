// PlaceBidding: short slots bid for people, the quick beginning of a best pairing.
//
// A slot with k empty places takes the k people who would be worth most to it, from wherever they sit, and lowers its
// price to what the next best one would be worth.  That keeps laws 1 and 2 of pairing_state.h; whoever is robbed bids
// again.  Nobody is robbed for nothing, and bids are counted, so ties end too.  What stays empty is left to
// PairingSearch.
//
// Source: augmenting row reduction of R. Jonker, A. Volgenant, A shortest augmenting path algorithm for dense and
// sparse linear assignment problems (1987); D. P. Bertsekas, The auction algorithm (1988), with epsilon 0; here with
// many places of one price.  Complexity: a bid looks at the arcs that beat the next best one, O(log places) each.
//
// Thread rule: one thread.

#ifndef ENGINE_SOLVE_PLACE_BIDDING_H_
#define ENGINE_SOLVE_PLACE_BIDDING_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/solve/pairing_state.h"

namespace walz {

// Arcs as in pairing_search.h.
template <typename Cost, typename Arcs>
class PlaceBidding {
 public:
  // All arguments must outlive this object.
  PlaceBidding(Arcs& arcs, PairingState<Cost>& state, const std::stop_token& stop)
      : arcs_(arcs), state_(state), stop_(stop) {}

  // One bid of every open slot of `bidders`; returns the slots that were robbed, once for each person.  Stopped, it
  // leaves off.
  std::vector<std::uint32_t> BidOnce(const std::vector<std::uint32_t>& bidders) {
    robbed_.clear();
    for (const std::uint32_t slot : bidders) {
      if (slot % kBiddersBetweenStops == 0 && stop_.stop_requested()) break;
      if (!state_.IsOpenSlot(slot)) continue;
      FindCandidates(slot);
      TakeCandidates(slot);
    }
    return std::move(robbed_);
  }

 private:
  static constexpr std::uint32_t kBiddersBetweenStops = 1024;

  struct Candidate {
    Cost worth = 0;  // Gain less profit: the price at which the slot would be indifferent.
    std::uint32_t person = 0;
    friend bool operator<(const Candidate& a, const Candidate& b) {  // Least on top of a heap.
      return a.worth != b.worth ? b.worth < a.worth : a.person < b.person;
    }
  };

  // The best people who sit elsewhere or nowhere, one more than there are empty places if there are that many.
  void FindCandidates(std::uint32_t slot) {
    const std::size_t wanted = static_cast<std::size_t>(state_.slot(slot).room) + 1;
    candidates_.clear();
    for (std::size_t i = 0;; ++i) {
      const auto* arc = arcs_.OfSlot(slot, i);
      if (arc == nullptr) return;
      const bool is_enough = candidates_.size() == wanted;
      if (is_enough && arc->gain() <= candidates_.front().worth) return;
      const auto& person = state_.person(arc->person());
      const Cost worth = arc->gain() - person.profit;
      if (person.slot == slot || worth <= 0 || (is_enough && worth <= candidates_.front().worth)) continue;
      if (is_enough) {
        std::pop_heap(candidates_.begin(), candidates_.end());
        candidates_.pop_back();
      }
      candidates_.push_back({worth, arc->person()});
      std::push_heap(candidates_.begin(), candidates_.end());
    }
  }

  void TakeCandidates(std::uint32_t slot) {
    Cost level = 0;
    if (candidates_.size() > static_cast<std::size_t>(state_.slot(slot).room)) {
      std::pop_heap(candidates_.begin(), candidates_.end());
      level = candidates_.back().worth;
      candidates_.pop_back();
    }
    state_.LowerPrice(slot, state_.slot(slot).price - level);
    std::sort(candidates_.begin(), candidates_.end());
    for (const Candidate& candidate : candidates_) {
      const std::uint32_t owner = state_.person(candidate.person).slot;
      if (owner != kNoSlot) {
        if (candidate.worth == level) continue;
        state_.Unseat(candidate.person);
        robbed_.push_back(owner);
      }
      state_.SetProfit(candidate.person, state_.person(candidate.person).profit + (candidate.worth - level));
      state_.Seat(candidate.person, slot);
    }
  }

  Arcs& arcs_;
  PairingState<Cost>& state_;
  const std::stop_token& stop_;
  std::vector<Candidate> candidates_;
  std::vector<std::uint32_t> robbed_;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_PLACE_BIDDING_H_
