// PairingSearch: one cheapest alternating path at a time, from whichever side is open.
//
// FillPlace starts at an open slot and ends at a person out, at another slot that gives up a place because its price
// has fallen to 0, or leaves the place empty at price 0.  PlacePerson starts at an open person and ends at a slot with
// room, at another person who gives way with profit 0, or leaves the person out with profit 0.  Each is one run of
// Dijkstra's algorithm over slots, with profit + price - gain as the length of an arc, cut off at the nearest end; then
// prices and profits move so that the path becomes tight.  Both keep laws 1 and 2 of pairing_state.h and close what was
// open, open nothing else, so one call for each open place and person reaches the optimum.
//
// Source: J. Edmonds, R. M. Karp, Theoretical improvements in algorithmic efficiency for network flow problems (1972);
// N. Tomizawa, On some techniques useful for solution of transportation network problems (1971).  Complexity of a call:
// O(arcs of the slots reached + slots reached * log), where arcs beyond the nearest end are never looked at.
//
// Arcs offers ForEachOfPerson(person, f(slot, gain)) and OfSlot(slot, index): the index-th best of the slot's arcs with
// gain > 0, or nullptr at the end.
//
// Thread rule: one thread.

#ifndef ENGINE_SOLVE_PAIRING_SEARCH_H_
#define ENGINE_SOLVE_PAIRING_SEARCH_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/solve/pairing_state.h"

namespace walz {

template <typename Cost, typename Arcs>
class PairingSearch {
 public:
  // All arguments must outlive the search.
  PairingSearch(Arcs& arcs, PairingState<Cost>& state, const std::stop_token& stop)
      : arcs_(arcs), state_(state), stop_(stop), reached_(state.slot_count()) {}

  // False if stopped: then nothing has changed.  REQUIRES: the slot is open.
  bool FillPlace(std::uint32_t slot) {
    Begin();
    best_ = state_.slot(slot).price;
    end_ = {slot, kNobody};
    Reach(slot, 0, kNobody, kNoSlot);
    while (PopNearest()) {
      if (WasStopped()) return false;
      LookForPeople(nearest_.slot, nearest_.distance);
    }
    for (const Nearest& passed : passed_) state_.LowerPrice(passed.slot, best_ - passed.distance);
    MoveTowards(slot);
    return true;
  }

  // False if stopped: then nothing has changed.  REQUIRES: the person is open.
  bool PlacePerson(std::uint32_t person) {
    Begin();
    best_ = state_.person(person).profit;
    end_ = {kNoSlot, person};
    LookForSlots(person, kNoSlot, 0);
    while (PopNearest()) {
      if (WasStopped()) return false;
      for (const std::uint32_t sitting : state_.seats(nearest_.slot)) {
        const Cost leaving = nearest_.distance + state_.person(sitting).profit;
        if (leaving < best_) {
          best_ = leaving;
          end_ = {kNoSlot, sitting};
        }
        LookForSlots(sitting, nearest_.slot, nearest_.distance);
      }
    }
    for (const Nearest& passed : passed_) state_.LowerPrice(passed.slot, passed.distance - best_);
    state_.SetProfit(person, state_.person(person).profit - best_);
    MoveAway(person);
    return true;
  }

  // Whether all searches so far have looked from more slots than is worth while for so many people.
  bool IsLong(std::size_t person_count) const { return steps_ > kStepsAPerson * person_count; }

 private:
  static constexpr std::uint32_t kNobody = 0xffffffffu;
  static constexpr std::uint32_t kStepsBetweenStops = 256;
  static constexpr std::uint64_t kStepsAPerson = 4;  // Where paths are worth while, less than one is needed.

  struct Reached {
    Cost distance = 0;
    std::uint32_t round = 0;  // The search that reached it last.
    std::uint32_t via = 0;    // The person who leaves (FillPlace) or enters (PlacePerson) this slot.
    std::uint32_t from = 0;   // FillPlace: the slot that person goes to.
    bool is_done = false;
  };
  struct Nearest {
    Cost distance = 0;
    std::uint32_t slot = 0;
    friend bool operator<(const Nearest& a, const Nearest& b) { return b.distance < a.distance; }  // Least on top.
  };
  struct End {
    std::uint32_t slot = kNoSlot;
    std::uint32_t person = kNobody;
  };

  void Begin() {
    heap_.clear();
    passed_.clear();
    ++round_;
  }

  bool WasStopped() { return ++steps_ % kStepsBetweenStops == 0 && stop_.stop_requested(); }

  void Reach(std::uint32_t slot, const Cost& distance, std::uint32_t via, std::uint32_t from) {
    Reached& reached = reached_[slot];
    if (reached.round == round_ && (reached.is_done || reached.distance <= distance)) return;
    reached = {distance, round_, via, from, false};
    heap_.push_back({distance, slot});
    std::push_heap(heap_.begin(), heap_.end());
  }

  // False when the nearest slot is not nearer than the nearest end.
  bool PopNearest() {
    while (!heap_.empty() && heap_.front().distance < best_) {
      nearest_ = heap_.front();
      std::pop_heap(heap_.begin(), heap_.end());
      heap_.pop_back();
      Reached& reached = reached_[nearest_.slot];
      if (reached.is_done) continue;
      reached.is_done = true;
      passed_.push_back(nearest_);
      return true;
    }
    return false;
  }

  void LookForPeople(std::uint32_t slot, const Cost& distance) {
    const Cost level = distance + state_.slot(slot).price;
    if (level < best_) {
      best_ = level;
      end_ = {slot, kNobody};
    }
    for (std::size_t i = 0;; ++i) {
      const auto* arc = arcs_.OfSlot(slot, i);
      if (arc == nullptr) return;
      const Cost beyond = level - arc->gain();  // Profits are not negative: no later arc is shorter.
      if (beyond >= best_) return;
      const auto& person = state_.person(arc->person());
      const Cost length = beyond + person.profit;
      if (length >= best_) continue;
      if (person.slot == kNoSlot) {
        best_ = length;
        end_ = {slot, arc->person()};
      } else if (person.slot != slot) {
        Reach(person.slot, length, arc->person(), slot);
      }
    }
  }

  void LookForSlots(std::uint32_t person, std::uint32_t sits_at, const Cost& distance) {
    const Cost level = distance + state_.person(person).profit;
    arcs_.ForEachOfPerson(person, [&](std::uint32_t slot, const Cost& gain) {
      const auto& wished = state_.slot(slot);
      const Cost length = level + wished.price - gain;
      if (length >= best_ || slot == sits_at) return;
      if (wished.room > 0) {
        best_ = length;
        end_ = {slot, person};
      } else {
        Reach(slot, length, person, kNoSlot);
      }
    });
  }

  // The person at the end goes to the last slot of the path; whoever gives way goes one slot back, up to `slot`.
  void MoveTowards(std::uint32_t slot) {
    std::uint32_t entering = end_.person;
    for (std::uint32_t at = end_.slot; at != slot;) {
      const Reached& reached = reached_[at];
      state_.Unseat(reached.via);
      if (entering != kNobody) state_.Seat(entering, at);
      entering = reached.via;
      at = reached.from;
    }
    if (entering != kNobody) state_.Seat(entering, slot);
  }

  // The last person of the path goes to the slot at the end, or out; the person before takes that seat, back to
  // `person`.
  void MoveAway(std::uint32_t person) {
    std::uint32_t to = end_.slot;
    for (std::uint32_t moving = end_.person;; moving = reached_[to].via) {
      const std::uint32_t left = state_.person(moving).slot;
      if (left != kNoSlot) state_.Unseat(moving);
      if (to != kNoSlot) state_.Seat(moving, to);
      if (moving == person) return;
      to = left;
    }
  }

  Arcs& arcs_;
  PairingState<Cost>& state_;
  const std::stop_token& stop_;
  std::vector<Reached> reached_;
  std::vector<Nearest> heap_;
  std::vector<Nearest> passed_;  // Slots nearer than the end, in order.
  Nearest nearest_;
  End end_;
  Cost best_ = 0;  // Distance of the nearest end.
  std::uint32_t round_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_PAIRING_SEARCH_H_
