// People ask down their lists; a full slot keeps its best in a heap with the worst of them on top, and the worst key
// apart, so that most refusals cost one look.  Slots ask down theirs; a person keeps the best arc.
#include "engine/solve/deferred_acceptance.h"

#include <algorithm>
#include <limits>

#include "engine/base/check.h"

namespace walz {
namespace {

constexpr std::uint32_t kNobody = 0xffffffffu;
constexpr std::size_t kStepsBetweenLooks = 4096;  // Fractions of a millisecond.
constexpr std::uint32_t kPeopleBetweenWords = 16'384;

void CheckMarket(const StableMarket& market) {
  WALZ_CHECK(!market.arc_starts.empty() && market.arc_starts.back() == market.arcs.size());
  for (const std::int32_t capacity : market.capacities) WALZ_CHECK(capacity >= 0);
}

// Starts of each slot's part of an array, with `size_of(slot)` entries each.
template <typename SizeOf>
std::vector<std::uint64_t> StartsOf(const StableMarket& market, const SizeOf& size_of) {
  std::vector<std::uint64_t> starts(market.slot_count() + 1);
  for (std::size_t slot = 0; slot < market.slot_count(); ++slot) starts[slot + 1] = starts[slot] + size_of(slot);
  return starts;
}

std::vector<std::uint32_t> CountArcs(const StableMarket& market) {
  std::vector<std::uint32_t> counts(market.slot_count());
  for (const StableMarket::Arc& arc : market.arcs) {
    WALZ_CHECK(arc.slot < counts.size());
    ++counts[arc.slot];
  }
  return counts;
}

// Whom the slots hold for now.
class HeldPeople {
 public:
  explicit HeldPeople(const StableMarket& market) : worst_(market.slot_count(), kNotFull) {
    const std::vector<std::uint32_t> arc_counts = CountArcs(market);
    starts_ = StartsOf(market, [&](std::size_t slot) {
      return std::min(arc_counts[slot], static_cast<std::uint32_t>(market.capacities[slot]));
    });
    held_.resize(starts_.back());
    counts_.resize(market.slot_count());
    for (std::size_t slot = 0; slot < market.slot_count(); ++slot) {
      if (market.capacities[slot] == 0) worst_[slot] = 0;
    }
  }

  bool Refuses(std::uint32_t slot, std::uint64_t key) const { return key >= worst_[slot]; }

  // Takes the person in; returns who has to go, or nobody.  REQUIRES: !Refuses(slot, key).
  std::uint32_t TakeIn(std::uint32_t slot, std::uint64_t key, std::uint32_t person) {
    Held* const first = held_.data() + starts_[slot];
    const auto places = static_cast<std::uint32_t>(starts_[slot + 1] - starts_[slot]);
    std::uint32_t& count = counts_[slot];
    std::uint32_t sent_away = kNobody;
    if (count == places) {
      sent_away = first->person;
      std::pop_heap(first, first + places);
      first[places - 1] = {key, person};
    } else {
      first[count++] = {key, person};
    }
    std::push_heap(first, first + count);
    if (count == places) worst_[slot] = first->key;
    return sent_away;
  }

 private:
  static constexpr std::uint64_t kNotFull = std::numeric_limits<std::uint64_t>::max();

  struct Held {
    std::uint64_t key;
    std::uint32_t person;

    friend bool operator<(const Held& a, const Held& b) { return a.key < b.key; }
  };

  std::vector<std::uint64_t> worst_;   // By slot: the key of the worst of a full slot; people from it on are refused.
  std::vector<std::uint64_t> starts_;  // Of each slot's places in held_.
  std::vector<std::uint32_t> counts_;
  std::vector<Held> held_;  // A heap for each slot.
};

// Every slot's arcs in its own order.
struct SlotLists {
  struct Entry {
    std::uint64_t key;
    std::uint64_t arc;
  };
  std::vector<std::uint64_t> starts;
  std::vector<Entry> entries;
};

SlotLists ListsOf(const StableMarket& market) {
  SlotLists lists;
  const std::vector<std::uint32_t> arc_counts = CountArcs(market);
  lists.starts = StartsOf(market, [&](std::size_t slot) { return arc_counts[slot]; });
  std::vector<std::uint64_t> next(lists.starts.begin(), lists.starts.end() - 1);
  lists.entries.resize(market.arcs.size());
  for (std::uint64_t a = 0; a < market.arcs.size(); ++a) {
    lists.entries[next[market.arcs[a].slot]++] = {market.arcs[a].key, a};
  }
  return lists;
}

// The person of each arc is found by its list; a slot knows the arc alone.
std::vector<std::uint32_t> PeopleOfArcs(const StableMarket& market) {
  std::vector<std::uint32_t> people(market.arcs.size());
  for (std::uint32_t p = 0; p < market.person_count(); ++p) {
    std::fill(people.begin() + static_cast<std::ptrdiff_t>(market.arc_starts[p]),
              people.begin() + static_cast<std::ptrdiff_t>(market.arc_starts[p + 1]), p);
  }
  return people;
}

}  // namespace

StableAssignment FindPersonOptimalStable(const StableMarket& market, const WorkOptions& work) {
  CheckMarket(market);
  std::vector<std::uint64_t> next_arc(market.arc_starts.begin(), market.arc_starts.end() - 1);
  StableAssignment arc_of(market.person_count(), kNoListing);
  HeldPeople held(market);
  std::size_t step = 0;
  for (std::uint32_t first = 0; first < market.person_count(); ++first) {
    if (first % kPeopleBetweenWords == 0 && work.progress) {
      work.progress("stable", first, static_cast<std::int64_t>(market.person_count()));
    }
    // Whoever is sent away asks next, so at most one person is without an answer.
    std::uint32_t asking = first;
    while (asking != kNobody) {
      if (++step % kStepsBetweenLooks == 0 && work.stop.stop_requested()) return arc_of;
      std::uint64_t arc = next_arc[asking];
      const std::uint64_t end = market.arc_starts[asking + 1];
      while (arc < end && held.Refuses(market.arcs[arc].slot, market.arcs[arc].key)) ++arc;
      next_arc[asking] = arc + 1;
      if (arc == end) break;
      arc_of[asking] = arc;
      asking = held.TakeIn(market.arcs[arc].slot, market.arcs[arc].key, asking);
      if (asking != kNobody) arc_of[asking] = kNoListing;
    }
  }
  return arc_of;
}

StableAssignment FindSlotOptimalStable(const StableMarket& market, const WorkOptions& work) {
  CheckMarket(market);
  SlotLists lists = ListsOf(market);
  const std::vector<std::uint32_t> person_of_arc = PeopleOfArcs(market);
  std::vector<std::uint64_t> next(lists.starts.begin(), lists.starts.end() - 1);
  std::vector<std::int32_t> free = market.capacities;
  StableAssignment arc_of(market.person_count(), kNoListing);
  std::vector<std::uint32_t> asking;  // Slots that have free places and somebody left to ask.
  for (std::uint32_t slot = 0; slot < market.slot_count(); ++slot) {
    if (slot % kStepsBetweenLooks == 0 && work.stop.stop_requested()) return arc_of;
    std::sort(lists.entries.begin() + static_cast<std::ptrdiff_t>(lists.starts[slot]),
              lists.entries.begin() + static_cast<std::ptrdiff_t>(lists.starts[slot + 1]),
              [](const SlotLists::Entry& a, const SlotLists::Entry& b) { return a.key < b.key; });
    asking.push_back(slot);
  }
  for (std::size_t step = 0; !asking.empty(); ++step) {
    if (step % kStepsBetweenLooks == 0 && work.stop.stop_requested()) break;
    const std::uint32_t slot = asking.back();
    if (free[slot] == 0 || next[slot] == lists.starts[slot + 1]) {
      asking.pop_back();
      continue;
    }
    const std::uint64_t arc = lists.entries[next[slot]++].arc;
    std::uint64_t& kept = arc_of[person_of_arc[arc]];
    if (kept <= arc) continue;
    --free[slot];
    if (kept != kNoListing) {
      ++free[market.arcs[kept].slot];
      asking.push_back(market.arcs[kept].slot);
    }
    kept = arc;
  }
  return arc_of;
}

}  // namespace walz
