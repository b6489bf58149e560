// Shortage: which slots are short, so that their places should ask for people and not people for their places.
//
// If every arc were worth 1, the best pairing would be a greatest one, and its prices, each 0 or 1, a least cover
// (Koenig 1931): a slot costs 1 where more people want in than there are places, however they are spread.  That is the
// decomposition of A. L. Dulmage, N. S. Mendelsohn, Coverings of bipartite graphs (1958), found by the same searches as
// the best pairing itself, begun where a greedy pass over the people leaves off.  A wrong answer would cost time, never
// the optimum.
//
// Thread rule: one thread.

#ifndef ENGINE_SOLVE_SHORTAGE_H_
#define ENGINE_SOLVE_SHORTAGE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/solve/pairing_search.h"
#include "engine/solve/pairing_state.h"

namespace walz {

// Arcs as in pairing_search.h, every arc with a gain > 0 made worth 1.
template <typename Arcs>
class UnitArcs {
 public:
  class Arc {
   public:
    explicit Arc(std::uint32_t person) : person_(person) {}
    std::int32_t gain() const { return 1; }
    std::uint32_t person() const { return person_; }

   private:
    std::uint32_t person_;
  };

  explicit UnitArcs(Arcs& arcs) : arcs_(arcs) {}

  template <typename F>
  void ForEachOfPerson(std::uint32_t person, F f) const {
    arcs_.ForEachOfPerson(person, [&](std::uint32_t slot, const auto& gain) { f(slot, std::int32_t{gain > 0}); });
  }

  const Arc* OfSlot(std::uint32_t slot, std::size_t index) {
    const auto* arc = arcs_.OfSlot(slot, index);
    if (arc == nullptr) return nullptr;
    arc_ = Arc(arc->person());
    return &arc_;
  }

 private:
  Arcs& arcs_;
  Arc arc_{0};
};

template <typename Arcs>
class Shortage {
 public:
  // `state` tells the rooms; `arcs` must outlive this object.
  template <typename Cost>
  Shortage(Arcs& arcs, const PairingState<Cost>& state, const std::stop_token& stop)
      : arcs_(arcs), units_(state.person_count(), state.slot_count()), stop_(stop) {
    for (std::uint32_t s = 0; s < state.slot_count(); ++s) units_.AddRoom(s, state.slot(s).room);
  }

  // Seats people wherever there is room; returns how many of `people` with an arc were left out.
  std::size_t SeatGreedily(const std::vector<std::uint32_t>& people) {
    for (const std::uint32_t person : people) {
      std::uint32_t found = kNoSlot;
      arcs_.ForEachOfPerson(person, [&](std::uint32_t slot, std::int32_t gain) {
        if (found == kNoSlot && gain > 0 && units_.slot(slot).room > 0) found = slot;
      });
      if (found == kNoSlot) {
        left_out_.push_back(person);
      } else {
        units_.Seat(person, found);
      }
    }
    return left_out_.size();
  }

  // Whether FindShortSlots() has to see the arcs from the slots: there is less room than there are people left out.
  // REQUIRES: SeatGreedily was called.
  bool AsksFromSlots() const {
    std::int64_t room = 0;
    for (std::uint32_t s = 0; s < units_.slot_count(); ++s) room += units_.slot(s).room;
    return room < static_cast<std::int64_t>(left_out_.size());
  }

  // Says by slot whether it is short; stopped, or where paths are long, it says something.  REQUIRES: SeatGreedily was
  // called.
  std::vector<char> FindShortSlots() {
    PairingSearch<std::int32_t, UnitArcs<Arcs>> search(arcs_, units_, stop_);
    if (AsksFromSlots()) {
      AskFromSlots(search);
    } else {
      AskFromPeople(search);
    }
    std::vector<char> is_short(units_.slot_count());
    for (std::uint32_t s = 0; s < units_.slot_count(); ++s) is_short[s] = units_.slot(s).price > 0;
    return is_short;
  }

 private:
  // Whoever sits has no profit and every place costs 1: the few slots with room are open.
  void AskFromSlots(PairingSearch<std::int32_t, UnitArcs<Arcs>>& search) {
    for (std::uint32_t s = 0; s < units_.slot_count(); ++s) units_.SetPrice(s, 1);
    for (std::uint32_t s = 0; s < units_.slot_count(); ++s) {
      while (units_.IsOpenSlot(s)) {
        if (search.IsLong(units_.person_count()) || !search.FillPlace(s)) return;
      }
    }
  }

  // Whoever has an arc has a profit of 1 and nothing costs anything: the few people left out are open.
  void AskFromPeople(PairingSearch<std::int32_t, UnitArcs<Arcs>>& search) {
    for (std::uint32_t p = 0; p < units_.person_count(); ++p)
      units_.SetProfit(p, std::int32_t{units_.person(p).slot != kNoSlot});
    for (const std::uint32_t person : left_out_) {
      std::int32_t profit = 0;
      arcs_.ForEachOfPerson(person, [&](std::uint32_t slot, std::int32_t gain) {
        profit = std::max(profit, gain - units_.slot(slot).price);
      });
      units_.SetProfit(person, profit);
      if (profit > 0 && (search.IsLong(units_.person_count()) || !search.PlacePerson(person))) return;
    }
  }

  UnitArcs<Arcs> arcs_;
  PairingState<std::int32_t> units_;
  const std::stop_token& stop_;
  std::vector<std::uint32_t> left_out_;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_SHORTAGE_H_
