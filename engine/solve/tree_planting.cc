// Seats, prices, and the growth of the tree.
#include "engine/solve/tree_planting.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/parallel.h"

namespace walz {

using absl::int128;

namespace {

constexpr std::size_t kPeopleAtOnce = 1024;  // That a thread takes.

}  // namespace

TreePlanting::TreePlanting(const AssignmentNetwork& network, const NestedAssignmentStart& start,
                           const WorkOptions& options, CirculationTree& tree)
    : network_(network),
      problem_(network.problem()),
      stop_(options.stop),
      thread_count_(options.thread_count),
      tree_(tree),
      worth_(network.vertex_count()),
      ways_(network.vertex_count()),
      arcs_of_slots_(network.problem().slots.size()) {
  const bool has_start = !start.slot_price.empty();
  if (has_start) ReadSlotPrices(start);
  FindWorthOfPeople();
  if (has_start) {
    SeatPeople(start);
    if (!stop_.stop_requested()) SeatWhereBest(start);
  }
  if (stop_.stop_requested()) return;
  FindWorthOfPersonNodes(start);
  ListChildren();
}

void TreePlanting::SeatPeople(const NestedAssignmentStart& start) {
  for (std::size_t p = 0; p < start.slot_of_person.size(); ++p) {
    const std::uint32_t slot = start.slot_of_person[p];
    if (slot == kNoSlot || network_.above(static_cast<Vertex>(p)) == kNoVertex) continue;
    std::uint64_t arc = problem_.arc_starts[p];
    while (arc < problem_.arc_starts[p + 1] && problem_.arcs[arc].slot != slot) ++arc;
    if (arc == problem_.arc_starts[p + 1] || !network_.IsUseful(p, arc)) continue;
    if (!start.seats_were_best && !IsBest(p, arc)) continue;
    if (SeatIfRoom(p, arc)) worth_[p] = GainOf(problem_, p, arc) + worth_[network_.SlotVertex(slot)];
  }
}

void TreePlanting::SeatWhereBest(const NestedAssignmentStart& start) {
  std::vector<int128> toll(start.person_node_price.size());  // With all nodes above.
  for (std::size_t n = 0; n < toll.size(); ++n) {
    const std::int32_t parent = problem_.person_nodes[n].parent;
    toll[n] = start.person_node_price[n] + (parent == kNoNode ? int128{0} : toll[static_cast<std::size_t>(parent)]);
  }
  for (std::size_t p = 0; p < problem_.person_count(); ++p) {
    if (network_.above(static_cast<Vertex>(p)) == kNoVertex || tree_.taken_arc[p] != kNoArc) continue;
    const bool has_toll = !toll.empty() && !problem_.person_node.empty() && problem_.person_node[p] != kNoNode;
    if (worth_[p] <= (has_toll ? toll[static_cast<std::size_t>(problem_.person_node[p])] : int128{0})) continue;
    for (std::uint64_t a = problem_.arc_starts[p]; a < problem_.arc_starts[p + 1]; ++a) {
      if (IsBest(p, a) && SeatIfRoom(p, a)) break;
    }
  }
}

bool TreePlanting::IsBest(std::size_t person, std::uint64_t arc) const {
  const Vertex slot = network_.SlotVertex(problem_.arcs[arc].slot);
  return network_.IsUseful(person, arc) && GainOf(problem_, person, arc) + worth_[slot] >= worth_[person];
}

bool TreePlanting::SeatIfRoom(std::size_t person, std::uint64_t arc) {
  const auto below = static_cast<Vertex>(person);
  const Vertex slot = network_.SlotVertex(problem_.arcs[arc].slot);
  if (!HasRoomAbove(below) || !HasRoomAbove(slot)) return false;
  PassThrough(below);
  PassThrough(slot);
  tree_.taken_arc[person] = static_cast<std::uint32_t>(arc);
  return true;
}

bool TreePlanting::PaysNext(Vertex v) const {
  return network_.IsPersonNode(v) && tree_.paying_flow_of(v) < network_.paying_capacity(v);
}

bool TreePlanting::HasRoomAbove(Vertex v) const {
  for (; !network_.IsRoot(v); v = network_.above(v)) {
    if (!PaysNext(v) && tree_.gate_flow[v] >= network_.capacity(v)) return false;
  }
  return true;
}

void TreePlanting::PassThrough(Vertex v) {
  for (; !network_.IsRoot(v); v = network_.above(v)) {
    ++(PaysNext(v) ? tree_.paying_flow_of(v) : tree_.gate_flow[v]);
  }
}

void TreePlanting::ReadSlotPrices(const NestedAssignmentStart& start) {
  const auto price = [&](const std::vector<int128>& prices, std::size_t i) {
    return prices.empty() ? int128{0} : std::clamp<int128>(prices[i], 0, network_.price_ceiling());
  };
  const auto above = [&](std::int32_t node) {
    return node == kNoNode ? int128{0} : worth_[network_.SlotNodeVertex(static_cast<std::size_t>(node))];
  };
  for (std::size_t n = 0; n < problem_.slot_nodes.size(); ++n) {
    worth_[network_.SlotNodeVertex(n)] = above(problem_.slot_nodes[n].parent) - price(start.slot_node_price, n);
  }
  for (std::size_t s = 0; s < problem_.slots.size(); ++s) {
    worth_[network_.SlotVertex(s)] = above(problem_.slots[s].node) - price(start.slot_price, s);
  }
}

void TreePlanting::FindWorthOfPeople() {
  ParallelFor(problem_.person_count(), kPeopleAtOnce, thread_count_, [this](std::size_t first, std::size_t last) {
    for (std::size_t p = first; p < last; ++p) {
      if (p + 1 < last) network_.FetchSlots(static_cast<Vertex>(p + 1), worth_);
      if (network_.above(static_cast<Vertex>(p)) == kNoVertex) continue;
      bool is_first = true;
      for (std::uint64_t a = problem_.arc_starts[p]; a < problem_.arc_starts[p + 1]; ++a) {
        if (!network_.IsUseful(p, a)) continue;
        const int128 worth = GainOf(problem_, p, a) + worth_[network_.SlotVertex(problem_.arcs[a].slot)];
        if (is_first || worth > worth_[p]) worth_[p] = worth;
        is_first = false;
      }
    }
  });
}

// Where nobody sits below a node, one more is worth as much as the best who might; elsewhere the prices say it.
void TreePlanting::FindWorthOfPersonNodes(const NestedAssignmentStart& start) {
  const Vertex first = network_.PersonNodeVertex(0);
  std::vector<std::optional<int128>> best(problem_.person_nodes.size());
  const auto offer = [&](Vertex v) {
    const Vertex above = network_.above(v);
    if (above == kNoVertex || !network_.IsPersonNode(above)) return;
    const bool pays = network_.IsPersonNode(v) && network_.paying_capacity(v) > 0;
    const int128 worth = pays ? worth_[v] + network_.reward(v) : worth_[v];
    std::optional<int128>& known = best[above - first];
    if (!known || *known < worth) known = worth;
  };
  for (Vertex p = 0; p < problem_.person_count(); ++p) offer(p);
  for (std::size_t n = best.size(); n-- > 0;) {
    const Vertex v = network_.PersonNodeVertex(n);
    if (best[n]) worth_[v] = *best[n];
    offer(v);
  }
  for (std::size_t n = 0; n < best.size(); ++n) {
    const Vertex v = network_.PersonNodeVertex(n);
    if (tree_.gate_flow[v] + tree_.paying_flow[n] == 0) continue;
    worth_[v] = worth_[network_.above(v)];
    if (!start.person_node_price.empty()) {
      worth_[v] += std::clamp<int128>(start.person_node_price[n], 0, network_.price_ceiling());
    }
    if (PaysNext(v)) worth_[v] -= network_.reward(v);
  }
}

void TreePlanting::ListChildren() {
  child_starts_.assign(network_.vertex_count() + 1, 0);
  const auto for_each = [this](const auto& use) {
    for (const AssignmentNetwork::Component& component : network_.components()) {
      std::for_each(component.vertices.begin(), component.vertices.end(), use);
    }
  };
  for_each([this](Vertex v) { ++child_starts_[network_.above(v) + 1]; });
  std::partial_sum(child_starts_.begin(), child_starts_.end(), child_starts_.begin());
  children_.resize(child_starts_.back());
  std::vector<std::uint32_t> ends(child_starts_.begin(), child_starts_.end() - 1);
  for_each([&](Vertex v) { children_[ends[network_.above(v)]++] = v; });
}

// Looks from the vertices that have just been hung for ways by which others could be.
class TreePlanting::Growth {
 public:
  Growth(TreePlanting& planting, const AssignmentNetwork::Component& component)
      : planting_(planting), network_(planting.network_), tree_(planting.tree_), component_(component) {}

  bool Grow() {
    ways()[component_.root].is_hung = true;
    hung_.push_back(component_.root);
    ListArcs();
    for (std::size_t looked = 0; looked < hung_.size() || HangNearest();) {
      if (hung_.size() % kHungBetweenStops == 0 && planting_.stop_.stop_requested()) return false;
      if (looked < hung_.size()) LookFrom(hung_[looked++]);
    }
    WALZ_CHECK(IsGrown());
    for (std::size_t i = hung_.size(); i-- > 1;) {
      tree_.links[tree_.links[hung_[i]].parent].size += tree_.links[hung_[i]].size;
    }
    return true;
  }

 private:
  static constexpr std::size_t kHungBetweenStops = 256;

  using Kind = ArcName::Kind;
  using Candidate = std::pair<int128, Vertex>;

  struct PersonArc {
    Vertex person = 0;
    std::uint32_t arc = 0;
  };

  std::vector<Way>& ways() { return planting_.ways_; }
  bool IsGrown() const { return hung_.size() == component_.vertices.size() + 1; }

  // By slot, those that people who are not hung might take; the best of each alone, until it takes more.
  void ListArcs() {
    std::vector<std::vector<PersonArc>> found((component_.person_count + kPeopleAtOnce - 1) / kPeopleAtOnce);
    ParallelFor(component_.person_count, kPeopleAtOnce, planting_.thread_count_,
                [&](std::size_t first, std::size_t last) {
                  FindArcs(component_.vertices.subspan(first, last - first), found[first / kPeopleAtOnce]);
                });
    const auto for_each_arc = [&](const auto& use) {
      for (const std::vector<PersonArc>& arcs : found) {
        for (const PersonArc arc : arcs) use(planting_.arcs_of_slots_[planting_.problem_.arcs[arc.arc].slot], arc);
      }
    };
    const auto for_each_slot = [&](const auto& use) {
      for (const Vertex v : component_.vertices.subspan(component_.person_count)) {
        if (network_.IsSlot(v)) use(planting_.arcs_of_slots_[v - network_.SlotVertex(0)]);
      }
    };
    for_each_slot([](ArcRange& range) { range = {}; });
    for_each_arc([](ArcRange& range, PersonArc) { ++range.end; });
    std::uint32_t count = 0;
    for_each_slot([&](ArcRange& range) {
      range.first = count;
      count += std::exchange(range.end, count);
    });
    arcs_.resize(count);
    for_each_arc([&](ArcRange& range, PersonArc arc) { arcs_[range.end++] = arc; });
  }

  void FindArcs(absl::Span<const Vertex> people, std::vector<PersonArc>& found) const {
    const NestedAssignmentProblem& problem = planting_.problem_;
    for (std::size_t i = 0; i < people.size(); ++i) {
      const Vertex p = people[i];
      if (i + 1 < people.size()) network_.FetchSlots(people[i + 1], planting_.worth_);
      if (planting_.ways_[p].is_hung) continue;
      for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
        const bool is_listed = takes_more_ ? network_.IsUseful(p, a) : planting_.IsBest(p, a);
        if (is_listed) found.push_back({p, static_cast<std::uint32_t>(a)});
      }
    }
  }

  void Hang(Vertex v) {
    Way& way = ways()[v];
    way.is_hung = true;
    tree_.Hang(v, way.parent, way.arc, way.points_up);
    tree_.worth[v] = tree_.worth[way.parent] + way.gain;
    hung_.push_back(v);
  }

  // False if there is none.
  bool HangNearest() {
    if (IsGrown()) return false;
    if (!takes_more_ && (candidates_.empty() || candidates_.top().first > 0)) {
      takes_more_ = true;
      ListArcs();
      for (std::size_t i = 0, count = hung_.size(); i < count; ++i) {
        if (network_.IsSlot(hung_[i])) LookAtPeopleOf(hung_[i]);
      }
    }
    while (!candidates_.empty()) {
      const auto [loss, v] = candidates_.top();
      candidates_.pop();
      if (ways()[v].is_hung) continue;
      Hang(v);
      return true;
    }
    return false;
  }

  // An arc whose flow can go both ways must be in the tree, so it is taken at once.
  void Offer(Vertex v, const Way& way, bool is_free) {
    Way& known = ways()[v];
    if (known.is_hung) return;
    const int128 step = planting_.worth_[v] - way.gain - planting_.worth_[way.parent];
    const int128 loss = ways()[way.parent].loss + std::max<int128>(0, step);
    if (!is_free && known.parent != kNoVertex && known.loss <= loss) return;
    known = way;
    known.loss = loss;
    if (is_free) {
      Hang(v);
    } else {
      candidates_.emplace(loss, v);
    }
  }

  void LookFrom(Vertex u) {
    const auto& children = planting_.children_;
    for (std::uint32_t i = planting_.child_starts_[u]; i < planting_.child_starts_[u + 1]; ++i) {
      LookAtGates(children[i], /*from_above=*/true);
    }
    if (u == component_.root) return;
    if (network_.above(u) != component_.root) LookAtGates(u, /*from_above=*/false);
    if (network_.IsSlot(u)) LookAtPeopleOf(u);
    const std::uint32_t taken = network_.IsPerson(u) ? tree_.taken_arc[u] : kNoArc;
    if (taken == kNoArc) return;
    const NestedAssignmentProblem& problem = planting_.problem_;
    Offer(network_.SlotVertex(problem.arcs[taken].slot),
          {0,
           -GainOf(problem, u, taken),
           u,
           {taken, Kind::kChoice},
           /*points_up=*/false},
          /*is_free=*/true);
  }

  void LookAtPeopleOf(Vertex slot) {
    const ArcRange range = planting_.arcs_of_slots_[slot - network_.SlotVertex(0)];
    constexpr std::uint32_t kAhead = 8;  // So far ahead people and their arcs are fetched.
    for (std::uint32_t i = range.first; i < range.end; ++i) {
      if (i + kAhead < range.end) {
        __builtin_prefetch(&ways()[arcs_[i + kAhead].person]);
        __builtin_prefetch(&planting_.problem_.arcs[arcs_[i + kAhead].arc]);
      }
      const auto [person, arc] = arcs_[i];
      if (ways()[person].is_hung) continue;
      Offer(person,
            {0,
             GainOf(planting_.problem_, person, arc),
             slot,
             {arc, Kind::kChoice},
             /*points_up=*/true},
            tree_.taken_arc[person] == arc);
    }
  }

  void LookAtGates(Vertex v, bool from_above) {
    LookAtGate(v, {v, Kind::kPlainGate}, network_.capacity(v), 0, from_above);
    if (!network_.IsPersonNode(v) || network_.paying_capacity(v) == 0) return;
    LookAtGate(v, {v, Kind::kPayingGate}, network_.paying_capacity(v), network_.reward(v), from_above);
  }

  // Offers the gate to its lower end or to its upper one, whichever is not hung.
  void LookAtGate(Vertex v, ArcName gate, std::int32_t capacity, const int128& gain, bool from_above) {
    const Vertex above = network_.above(v);
    const std::int32_t flow = tree_.GateFlow(gate);
    const bool points_up = network_.IsPeoplesSide(v) != from_above;
    if (points_up ? flow >= capacity : flow == 0) return;
    Offer(from_above ? v : above, {0, points_up ? gain : -gain, from_above ? above : v, gate, points_up},
          0 < flow && flow < capacity);
  }

  TreePlanting& planting_;
  const AssignmentNetwork& network_;
  CirculationTree& tree_;
  const AssignmentNetwork::Component& component_;
  std::vector<PersonArc> arcs_;  // By slot.
  bool takes_more_ = false;      // Than the best arcs.
  std::vector<Vertex> hung_;
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates_;
};

bool TreePlanting::Plant(const AssignmentNetwork::Component& component) {
  return !stop_.stop_requested() && Growth(*this, component).Grow();
}

}  // namespace walz
