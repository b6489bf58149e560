#include "engine/solve/large_stable.h"

#include <algorithm>
#include <tuple>

namespace walz {
namespace {

constexpr std::size_t kStepsBetweenLooks = 4096;  // Some milliseconds.
constexpr std::uint32_t kPeopleBetweenWords = 16'384;
constexpr std::uint32_t kNobody = 0xffffffffu;

class LargeStableFinder {
 public:
  explicit LargeStableFinder(const StableMarket& market)
      : market_(market),
        is_crossed_out_(market.arcs.size()),
        people_(market.person_count()),
        slots_(market.slot_count()),
        arc_of_(market.person_count(), kNoListing) {}

  StableAssignment Run(const WorkOptions& work) {
    std::size_t step = 0;
    for (std::uint32_t first = 0; first < market_.person_count(); ++first) {
      if (first % kPeopleBetweenWords == 0 && work.progress) {
        work.progress("stable", first, static_cast<std::int64_t>(market_.person_count()));
      }
      OpenLevel(first, market_.arc_starts[first]);
      for (std::uint32_t asking = first; asking != kNobody; asking = AskOnce(asking)) {
        if (++step % kStepsBetweenLooks == 0 && work.stop.stop_requested()) return std::move(arc_of_);
      }
    }
    return std::move(arc_of_);
  }

 private:
  struct Person {
    std::uint64_t level_end = 0;  // Of the level that is asked now.
    std::uint64_t next = 0;       // The first arc of the level that may not be crossed out.
    std::uint64_t next_free = 0;  // The first arc of the level whose slot may have free places.
    std::uint32_t times_placed = 0;
    bool has_precedence = false;
  };
  // Entries that were left behind (times_placed differs) are dropped when they come up.
  struct Entry {
    std::uint64_t key;
    std::uint32_t person;
    std::uint32_t times_placed;
    bool has_precedence;

    auto order() const { return std::tuple(key >> StableMarket::kLotteryBits, !has_precedence, key); }
    friend bool operator<(const Entry& a, const Entry& b) { return a.order() < b.order(); }
  };
  struct Slot {
    std::int32_t placed = 0;
    std::vector<Entry> held;     // A heap, the worst on top.
    std::vector<Entry> movable;  // Among them, those who may have another slot of the same level with free places.
  };

  bool IsFull(std::uint32_t slot) const { return slots_[slot].placed >= market_.capacities[slot]; }
  bool IsHeld(const Entry& entry, std::uint32_t slot) const {
    return people_[entry.person].times_placed == entry.times_placed && arc_of_[entry.person] != kNoListing &&
           market_.arcs[arc_of_[entry.person]].slot == slot;
  }

  void OpenLevel(std::uint32_t p, std::uint64_t first) {
    Person& person = people_[p];
    person.next = person.next_free = person.level_end = first;
    const std::uint64_t end = market_.arc_starts[p + 1];
    while (person.level_end < end && market_.arcs[person.level_end].level == market_.arcs[first].level) {
      ++person.level_end;
    }
  }

  // Full slots stay full, so the search goes on where it ended.
  bool FindFree(Person& person) {
    while (person.next_free < person.level_end && IsFull(market_.arcs[person.next_free].slot)) ++person.next_free;
    return person.next_free < person.level_end;
  }

  // The slot to ask next: of the best level left, one with free places before others; none: all have refused, twice.
  std::uint64_t FavouriteOf(std::uint32_t p) {
    Person& person = people_[p];
    for (;;) {
      if (FindFree(person)) return person.next_free;
      while (person.next < person.level_end && is_crossed_out_[person.next]) ++person.next;
      if (person.next < person.level_end) return person.next;
      if (person.level_end < market_.arc_starts[p + 1]) {
        OpenLevel(p, person.level_end);
        continue;
      }
      if (person.has_precedence) return kNoListing;
      person.has_precedence = true;
      std::fill(is_crossed_out_.begin() + static_cast<std::ptrdiff_t>(market_.arc_starts[p]),
                is_crossed_out_.begin() + static_cast<std::ptrdiff_t>(market_.arc_starts[p + 1]), false);
      OpenLevel(p, market_.arc_starts[p]);
    }
  }

  // Returns who asks next, or nobody.
  std::uint32_t AskOnce(std::uint32_t asking) {
    const std::uint64_t arc = FavouriteOf(asking);
    if (arc == kNoListing) return kNobody;
    const std::uint32_t s = market_.arcs[arc].slot;
    Slot& slot = slots_[s];
    std::uint32_t sent_away = kNobody;
    if (IsFull(s)) {
      sent_away = TakeMovable(s);
      if (sent_away == kNobody) {
        const Entry entry{market_.arcs[arc].key, asking, 0, people_[asking].has_precedence};
        DropLeft(s);
        if (slot.held.empty() || !(entry < slot.held.front())) {
          is_crossed_out_[arc] = true;
          return asking;
        }
        sent_away = slot.held.front().person;
        is_crossed_out_[arc_of_[sent_away]] = true;
      }
      arc_of_[sent_away] = kNoListing;
      --slot.placed;
    }
    Take(arc, asking);
    return sent_away;
  }

  void Take(std::uint64_t arc, std::uint32_t p) {
    Slot& slot = slots_[market_.arcs[arc].slot];
    Person& person = people_[p];
    arc_of_[p] = arc;
    ++slot.placed;
    const Entry entry{market_.arcs[arc].key, p, ++person.times_placed, person.has_precedence};
    slot.held.push_back(entry);
    std::push_heap(slot.held.begin(), slot.held.end());
    if (FindFree(person)) slot.movable.push_back(entry);
  }

  void DropLeft(std::uint32_t s) {
    Slot& slot = slots_[s];
    while (!slot.held.empty() && !IsHeld(slot.held.front(), s)) {
      std::pop_heap(slot.held.begin(), slot.held.end());
      slot.held.pop_back();
    }
  }

  // Somebody at the full slot who can go to an equally good one; whoever cannot will not be able to later either.
  std::uint32_t TakeMovable(std::uint32_t s) {
    Slot& slot = slots_[s];
    while (!slot.movable.empty()) {
      const Entry entry = slot.movable.back();
      slot.movable.pop_back();
      if (IsHeld(entry, s) && FindFree(people_[entry.person])) return entry.person;
    }
    return kNobody;
  }

  const StableMarket& market_;
  std::vector<bool> is_crossed_out_;
  std::vector<Person> people_;
  std::vector<Slot> slots_;
  StableAssignment arc_of_;
};

}  // namespace

StableAssignment FindLargeStable(const StableMarket& market, const WorkOptions& work) {
  return LargeStableFinder(market).Run(work);
}

StableMarket FavouringMarket(const StableMarket& market, StableAssignment& assignment) {
  StableMarket favouring = market;
  for (std::uint32_t p = 0; p < market.person_count(); ++p) {
    for (std::uint64_t a = market.arc_starts[p]; a < market.arc_starts[p + 1]; ++a) {
      favouring.arcs[a].key |= assignment[p] == a ? 0 : StableMarket::kNotFavoured;
    }
    if (assignment[p] == kNoListing) continue;
    std::uint64_t first = assignment[p];
    while (first > market.arc_starts[p] && market.arcs[first - 1].level == market.arcs[first].level) --first;
    const auto begin = favouring.arcs.begin();
    std::rotate(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(assignment[p]),
                begin + static_cast<std::ptrdiff_t>(assignment[p]) + 1);
    assignment[p] = first;
  }
  return favouring;
}

}  // namespace walz
