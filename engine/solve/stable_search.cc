#include "engine/solve/stable_search.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace walz {
namespace {

constexpr std::size_t kPeopleMax = 24;  // Of a component worth a search; above, the steps would hardly ever do.

// What the people placed so far ask of a slot, and who is there.
struct SlotState {
  std::int32_t placed = 0;
  std::uint64_t worst_class = 0;                                        // Of those placed; 0 if nobody is.
  std::uint64_t class_max = std::numeric_limits<std::uint64_t>::max();  // Somebody left out would block above it.
  bool must_fill = false;
  bool is_there = false;  // Whether it stands in `slots` of the search.
};

class ComponentSearch {
 public:
  // `people` are all of a component.
  ComponentSearch(const StableMarket& market, const std::vector<std::uint32_t>& people, int steps_max,
                  std::vector<SlotState>& states, StableAssignment& best)
      : market_(market), people_(people), steps_left_(steps_max), states_(states), best_(best) {
    for (const std::uint32_t p : people_) {
      best_size_ += best_[p] == kNoListing ? 0 : 1;
      now_.push_back(kNoListing);
      for (std::uint64_t a = market_.arc_starts[p]; a < market_.arc_starts[p + 1]; ++a) {
        const std::uint32_t slot = market_.arcs[a].slot;
        if (!states_[slot].is_there) slots_.push_back(slot);
        states_[slot].is_there = true;
      }
    }
    std::int64_t places = 0;
    for (const std::uint32_t slot : slots_) places += market_.capacities[slot];
    size_max_ = static_cast<std::size_t>(std::min<std::int64_t>(places, static_cast<std::int64_t>(people_.size())));
  }
  ~ComponentSearch() {
    for (const std::uint32_t slot : slots_) states_[slot] = {};
  }
  ComponentSearch(const ComponentSearch&) = delete;
  ComponentSearch& operator=(const ComponentSearch&) = delete;

  void Run() { Extend(0, 0); }

 private:
  bool IsOver() const { return steps_left_ <= 0 || best_size_ == size_max_; }

  // Every slot that the person at `index` likes better than `level` must be full of people of no worse class.
  // Says whether that can still be; the states from before are kept for Undo.
  bool Demand(std::uint32_t person, std::uint64_t end, std::vector<std::pair<std::uint32_t, SlotState>>& before) {
    for (std::uint64_t a = market_.arc_starts[person]; a < end; ++a) {
      SlotState& state = states_[market_.arcs[a].slot];
      before.emplace_back(market_.arcs[a].slot, state);
      state.must_fill = true;
      state.class_max = std::min(state.class_max, market_.arcs[a].key_class());
      if (state.placed > 0 && state.worst_class > state.class_max) return false;
    }
    return true;
  }

  bool IsStable() const {
    return std::all_of(slots_.begin(), slots_.end(), [&](std::uint32_t slot) {
      return !states_[slot].must_fill || states_[slot].placed == market_.capacities[slot];
    });
  }

  void Extend(std::size_t index, std::size_t size) {
    if (size + (people_.size() - index) <= best_size_ || --steps_left_ <= 0) return;
    if (index == people_.size()) {
      if (!IsStable()) return;
      best_size_ = size;
      for (std::size_t i = 0; i < people_.size(); ++i) best_[people_[i]] = now_[i];
      return;
    }
    const std::uint32_t person = people_[index];
    const std::uint64_t end = market_.arc_starts[person + 1];
    for (std::uint64_t arc = market_.arc_starts[person]; arc <= end && !IsOver(); ++arc) Try(index, size, arc, end);
  }

  // `arc` == `end`: the person stays without.
  void Try(std::size_t index, std::size_t size, std::uint64_t arc, std::uint64_t end) {
    const std::uint32_t person = people_[index];
    std::uint64_t better_end = arc;
    while (arc < end && better_end > market_.arc_starts[person] &&
           market_.arcs[better_end - 1].level == market_.arcs[arc].level) {
      --better_end;
    }
    std::vector<std::pair<std::uint32_t, SlotState>> before;
    bool is_possible = Demand(person, better_end, before);
    if (is_possible && arc < end) {
      const StableMarket::Arc& taken = market_.arcs[arc];
      SlotState& state = states_[taken.slot];
      before.emplace_back(taken.slot, state);
      is_possible = state.placed < market_.capacities[taken.slot] && taken.key_class() <= state.class_max;
      ++state.placed;
      state.worst_class = std::max(state.worst_class, taken.key_class());
    }
    if (is_possible) {
      now_[index] = arc < end ? arc : kNoListing;
      Extend(index + 1, size + (arc < end ? 1 : 0));
    }
    for (auto at = before.rbegin(); at != before.rend(); ++at) states_[at->first] = at->second;
  }

  const StableMarket& market_;
  const std::vector<std::uint32_t>& people_;
  int steps_left_;
  std::vector<SlotState>& states_;  // By slot of the market; as it was when the search is over.
  StableAssignment& best_;
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint64_t> now_;  // Arcs of people_.
  std::size_t best_size_ = 0;
  std::size_t size_max_ = 0;
};

// The people of each connected component, ascending; people who list nobody are left out.
std::vector<std::vector<std::uint32_t>> ComponentsOf(const StableMarket& market) {
  std::vector<std::uint32_t> parent(market.slot_count());
  std::iota(parent.begin(), parent.end(), std::uint32_t{0});
  const auto root_of = [&](std::uint32_t slot) {
    while (parent[slot] != slot) slot = parent[slot] = parent[parent[slot]];
    return slot;
  };
  const auto first_slot_of = [&](std::uint32_t p) { return market.arcs[market.arc_starts[p]].slot; };
  for (std::uint32_t p = 0; p < market.person_count(); ++p) {
    for (std::uint64_t a = market.arc_starts[p]; a < market.arc_starts[p + 1]; ++a) {
      parent[root_of(market.arcs[a].slot)] = root_of(first_slot_of(p));
    }
  }
  std::vector<std::vector<std::uint32_t>> by_root(market.slot_count());
  for (std::uint32_t p = 0; p < market.person_count(); ++p) {
    if (market.arc_starts[p] < market.arc_starts[p + 1]) by_root[root_of(first_slot_of(p))].push_back(p);
  }
  return by_root;
}

}  // namespace

void EnlargeSmallComponents(const StableMarket& market, int steps_max, const WorkOptions& work,
                            StableAssignment& assignment) {
  std::vector<SlotState> states(market.slot_count());
  for (const std::vector<std::uint32_t>& people : ComponentsOf(market)) {
    if (people.empty() || people.size() > kPeopleMax) continue;
    if (work.stop.stop_requested()) return;
    ComponentSearch(market, people, steps_max, states, assignment).Run();
  }
}

}  // namespace walz
