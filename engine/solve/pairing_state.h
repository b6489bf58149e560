// PairingState: who sits where, what a place costs and what a person earns, while a best pairing is being found.
//
// Two figures stand for the proof (linear programming duality): a price >= 0 of each slot and a profit >= 0 of each
// person.  The searches keep three laws:
//   1. profit(p) + price(s) >= gain(p, s) for every arc: nobody would earn more elsewhere;
//   2. profit(p) + price(s) == gain(p, s) where p sits at s;
//   3. at the end, whoever sits nowhere has profit 0, and a slot with room has price 0.
// A person out with a profit, and a slot with room and a price, are *open*; with nothing open the pairing is the best.
//
// Thread rule: one thread.

#ifndef ENGINE_SOLVE_PAIRING_STATE_H_
#define ENGINE_SOLVE_PAIRING_STATE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/container/inlined_vector.h>

#include "engine/solve/nested_assignment.h"

namespace walz {

// Cost is std::int64_t or absl::int128.
template <typename Cost>
class PairingState {
 public:
  struct Person {
    Cost profit = 0;
    std::uint32_t slot = kNoSlot;
    std::uint32_t seat = 0;  // Where in the list of the slot.
  };
  struct Slot {
    Cost price = 0;
    std::int32_t room = 0;  // Places nobody sits on.
  };
  using Seats = absl::InlinedVector<std::uint32_t, 6>;

  PairingState(std::size_t person_count, std::size_t slot_count)
      : people_(person_count), slots_(slot_count), seats_(slot_count) {}

  std::size_t person_count() const { return people_.size(); }
  std::size_t slot_count() const { return slots_.size(); }
  const Person& person(std::uint32_t person) const { return people_[person]; }
  const Slot& slot(std::uint32_t slot) const { return slots_[slot]; }
  const Seats& seats(std::uint32_t slot) const { return seats_[slot]; }

  bool IsOpenPerson(std::uint32_t person) const {
    return people_[person].slot == kNoSlot && people_[person].profit > 0;
  }
  bool IsOpenSlot(std::uint32_t slot) const { return slots_[slot].room > 0 && slots_[slot].price > 0; }

  void SetProfit(std::uint32_t person, const Cost& profit) { people_[person].profit = profit; }
  void SetPrice(std::uint32_t slot, const Cost& price) { slots_[slot].price = price; }
  void AddRoom(std::uint32_t slot, std::int32_t step) { slots_[slot].room += step; }
  std::uint32_t AddPerson() {
    people_.emplace_back();
    return static_cast<std::uint32_t>(people_.size() - 1);
  }

  // Moves the price down, or up if `fall` is negative; whoever sits there earns the difference.
  void LowerPrice(std::uint32_t slot, const Cost& fall) {
    slots_[slot].price -= fall;
    for (const std::uint32_t person : seats_[slot]) people_[person].profit += fall;
  }

  // REQUIRES: the person sits nowhere and the slot has room.
  void Seat(std::uint32_t person, std::uint32_t slot) {
    people_[person].slot = slot;
    people_[person].seat = static_cast<std::uint32_t>(seats_[slot].size());
    seats_[slot].push_back(person);
    --slots_[slot].room;
  }

  // REQUIRES: the person sits somewhere.
  void Unseat(std::uint32_t person) {
    Person& leaving = people_[person];
    Seats& seats = seats_[leaving.slot];
    const std::uint32_t last = seats.back();
    seats[leaving.seat] = last;
    people_[last].seat = leaving.seat;
    seats.pop_back();
    ++slots_[leaving.slot].room;
    leaving.slot = kNoSlot;
  }

 private:
  std::vector<Person> people_;
  std::vector<Slot> slots_;
  std::vector<Seats> seats_;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_PAIRING_STATE_H_
