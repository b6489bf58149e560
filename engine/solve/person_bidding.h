// PersonBidding: people bid for what is plentiful, the quick beginning of a best pairing on that side.
//
// Everybody out goes to the slot that is worth most at today's prices and says up to which price that stays so: where
// the second best is as good.  A full slot keeps those with the highest limits and costs as much as all of them would
// pay; whoever has to go looks around again.  Prices only rise, so limits stay true, and with them laws 1 and 2 of
// pairing_state.h.  Only full slots cost anything.  Whoever would raise nothing stays out, and bids are counted, so
// ties end too; what stays out is left to PairingSearch.
//
// Source: D. P. Bertsekas, The auction algorithm (1988), with epsilon 0 and places of one price.  Complexity: a bid
// looks at the arcs of one person, and costs O(log places).
//
// Thread rule: one thread.

#ifndef ENGINE_SOLVE_PERSON_BIDDING_H_
#define ENGINE_SOLVE_PERSON_BIDDING_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/solve/pairing_state.h"

namespace walz {

// Arcs as in pairing_search.h.
template <typename Cost, typename Arcs>
class PersonBidding {
 public:
  // All arguments must outlive this object.  REQUIRES: nobody sits anywhere yet.
  PersonBidding(const Arcs& arcs, PairingState<Cost>& state, const std::stop_token& stop)
      : arcs_(arcs), state_(state), stop_(stop), claims_(state.slot_count()) {}

  // One bid of each of `people`, who sit nowhere; returns those who had to go and may bid again.  Moves prices and
  // seats, not profits.  Stopped, it leaves off.
  std::vector<std::uint32_t> BidOnce(const std::vector<std::uint32_t>& people) {
    outbid_.clear();
    for (const std::uint32_t person : people) {
      if (person % kBiddersBetweenStops == 0 && stop_.stop_requested()) break;
      FindBest(person);
      if (best_slot_ != kNoSlot) Claim(best_slot_, {best_limit_, person});
    }
    return std::move(outbid_);
  }

 private:
  static constexpr std::uint32_t kBiddersBetweenStops = 1024;

  struct Claimant {
    Cost limit = 0;  // The slot stays the best for the person up to this price.
    std::uint32_t person = 0;
    friend bool operator<(const Claimant& a, const Claimant& b) {  // Least on top of a heap.
      return a.limit != b.limit ? b.limit < a.limit : a.person < b.person;
    }
  };

  // Of equally good slots one with room.
  void FindBest(std::uint32_t person) {
    Cost best = 0;
    Cost second = 0;
    bool has_room = false;
    best_slot_ = kNoSlot;
    arcs_.ForEachOfPerson(person, [&](std::uint32_t slot, const Cost& gain) {
      const auto& looked_at = state_.slot(slot);
      const Cost worth = gain - looked_at.price;
      if (worth <= second) return;
      const bool is_better = worth > best || (worth == best && !has_room && looked_at.room > 0);
      second = is_better ? best : worth;
      if (!is_better) return;
      best = worth;
      best_slot_ = slot;
      has_room = looked_at.room > 0;
    });
    if (best_slot_ != kNoSlot) best_limit_ = state_.slot(best_slot_).price + (best - second);
  }

  void Claim(std::uint32_t slot, const Claimant& claimant) {
    std::vector<Claimant>& claims = claims_[slot];
    if (state_.slot(slot).room > 0) {
      Sit(slot, claimant);
      return;
    }
    if (claims.empty()) return;  // No capacity at all.
    const Claimant lowest = claims.front();
    const bool gives_way = lowest.limit < claimant.limit;
    if (gives_way) {
      std::pop_heap(claims.begin(), claims.end());
      claims.pop_back();
      state_.Unseat(lowest.person);
      Sit(slot, claimant);
    }
    const Cost level = claims.front().limit;
    if (gives_way || level > state_.slot(slot).price) outbid_.push_back(gives_way ? lowest.person : claimant.person);
    state_.SetPrice(slot, level);
  }

  void Sit(std::uint32_t slot, const Claimant& claimant) {
    std::vector<Claimant>& claims = claims_[slot];
    claims.push_back(claimant);
    std::push_heap(claims.begin(), claims.end());
    state_.Seat(claimant.person, slot);
  }

  const Arcs& arcs_;
  PairingState<Cost>& state_;
  const std::stop_token& stop_;
  std::vector<std::vector<Claimant>> claims_;  // By slot, a heap: whoever sits there.
  std::vector<std::uint32_t> outbid_;
  std::uint32_t best_slot_ = kNoSlot;
  Cost best_limit_ = 0;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_PERSON_BIDDING_H_
