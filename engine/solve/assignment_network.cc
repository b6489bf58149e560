// Builds the circulation of a nested assignment: closes, drops and cuts; linear in the input.
#include "engine/solve/assignment_network.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace walz {
namespace {

// Disjoint sets with path halving; the smaller vertex is the name of its set.
Vertex FindSet(std::vector<Vertex>& parents, Vertex v) {
  while (parents[v] != v) v = parents[v] = parents[parents[v]];
  return v;
}

void JoinSets(std::vector<Vertex>& parents, Vertex a, Vertex b) {
  a = FindSet(parents, a);
  b = FindSet(parents, b);
  if (a != b) parents[std::max(a, b)] = std::min(a, b);
}

const absl::int128 kNoReward = 0;

}  // namespace

AssignmentNetwork::AssignmentNetwork(const NestedAssignmentProblem& problem)
    : problem_(problem),
      first_slot_(static_cast<Vertex>(problem.person_count())),
      first_person_node_(SlotVertex(problem.slots.size())),
      first_slot_node_(PersonNodeVertex(problem.person_nodes.size())) {
  const std::size_t count = first_slot_node_ + problem.slot_nodes.size();
  above_.assign(count, kNoVertex);
  capacity_.assign(count, kUnbounded);
  closed_.assign(count, 0);
  arrivals_.assign(count, 0);
  CloseWhatHasNoRoom();
  CountArrivals();
  DropWhatCannotBind();
  CutIntoComponents();
}

const absl::int128& AssignmentNetwork::reward_above(std::size_t person) const {
  if (problem_.person_node.empty() || problem_.person_node[person] == kNoNode) return kNoReward;
  const std::int32_t node = least_node_of_node_[static_cast<std::size_t>(problem_.person_node[person])];
  return node == kNoNode ? kNoReward : problem_.person_nodes[static_cast<std::size_t>(node)].reward;
}

bool AssignmentNetwork::IsUseful(std::size_t person, std::uint64_t arc) const {
  return !closed_[SlotVertex(problem_.arcs[arc].slot)] && GainOf(problem_, person, arc) + reward_above(person) > 0;
}

void AssignmentNetwork::CloseWhatHasNoRoom() {
  for (std::size_t n = 0; n < problem_.slot_nodes.size(); ++n) {
    const auto& node = problem_.slot_nodes[n];
    closed_[SlotNodeVertex(n)] = node.capacity == 0 || (node.parent != kNoNode &&
                                                        closed_[SlotNodeVertex(static_cast<std::size_t>(node.parent))]);
  }
  for (std::size_t s = 0; s < problem_.slots.size(); ++s) {
    const auto& slot = problem_.slots[s];
    closed_[SlotVertex(s)] =
        slot.capacity == 0 || (slot.node != kNoNode && closed_[SlotNodeVertex(static_cast<std::size_t>(slot.node))]);
  }
  least_node_of_node_.assign(problem_.person_nodes.size(), kNoNode);
  for (std::size_t n = 0; n < problem_.person_nodes.size(); ++n) {
    const auto& node = problem_.person_nodes[n];
    const bool has_parent = node.parent != kNoNode;
    const auto parent = static_cast<std::size_t>(node.parent);
    closed_[PersonNodeVertex(n)] = node.capacity == 0 || (has_parent && closed_[PersonNodeVertex(parent)]);
    least_node_of_node_[n] = has_parent ? least_node_of_node_[parent] : kNoNode;
    if (node.least > 0 && node.reward > 0) least_node_of_node_[n] = static_cast<std::int32_t>(n);
  }
}

void AssignmentNetwork::CountArrivals() {
  for (std::size_t p = 0; p < problem_.person_count(); ++p) {
    const bool has_node = !problem_.person_node.empty() && problem_.person_node[p] != kNoNode;
    const bool may_come = !has_node || !closed_[PersonNodeVertex(static_cast<std::size_t>(problem_.person_node[p]))];
    const absl::int128 reward = reward_above(p);
    std::int64_t useful = 0;
    for (std::uint64_t a = problem_.arc_starts[p]; a < problem_.arc_starts[p + 1]; ++a) {
      const absl::int128 worth = GainOf(problem_, p, a) + reward;
      price_ceiling_ = std::max(price_ceiling_, worth);
      const Vertex slot = SlotVertex(problem_.arcs[a].slot);
      if (!may_come || worth <= 0 || closed_[slot]) continue;
      ++useful;
      ++arrivals_[slot];
    }
    closed_[p] = useful == 0;
    arrivals_[p] = useful > 0;
    if (useful > 0 && has_node) ++arrivals_[PersonNodeVertex(static_cast<std::size_t>(problem_.person_node[p]))];
  }
  for (std::size_t s = 0; s < problem_.slots.size(); ++s) {
    const auto& slot = problem_.slots[s];
    if (slot.node == kNoNode) continue;
    arrivals_[SlotNodeVertex(static_cast<std::size_t>(slot.node))] +=
        std::min<std::int64_t>(arrivals_[SlotVertex(s)], slot.capacity);
  }
  const auto hand_up = [this](const auto& nodes, Vertex first) {
    for (std::size_t n = nodes.size(); n-- > 0;) {
      if (nodes[n].parent == kNoNode) continue;
      arrivals_[first + static_cast<std::size_t>(nodes[n].parent)] +=
          std::min<std::int64_t>(arrivals_[first + n], nodes[n].capacity);
    }
  };
  hand_up(problem_.person_nodes, first_person_node_);
  hand_up(problem_.slot_nodes, first_slot_node_);
  for (std::size_t v = 0; v < closed_.size(); ++v) closed_[v] = closed_[v] || arrivals_[v] == 0;
}

// Sets capacity_ and above_, which is the next kept node above (kNoVertex stands for the root until it has a name).
void AssignmentNetwork::DropWhatCannotBind() {
  const std::size_t person_node_count = problem_.person_nodes.size();
  paying_capacity_.assign(person_node_count, 0);
  std::vector<Vertex> nearest_kept(first_slot_node_ - first_person_node_ + problem_.slot_nodes.size(), kNoVertex);
  const auto place = [&](Vertex v, std::int32_t parent, Vertex first, std::int32_t capacity, bool is_kept) {
    if (parent != kNoNode) above_[v] = nearest_kept[first - first_person_node_ + static_cast<std::size_t>(parent)];
    if (capacity < arrivals_[v]) capacity_[v] = capacity;
    is_kept = is_kept || capacity_[v] != kUnbounded;
    if (v >= first_person_node_) nearest_kept[v - first_person_node_] = is_kept ? v : above_[v];
    if (v >= first_person_node_ && !is_kept) closed_[v] = 1;
  };
  for (std::size_t n = 0; n < person_node_count; ++n) {
    const auto& node = problem_.person_nodes[n];
    const Vertex v = PersonNodeVertex(n);
    const bool pays = least_node_of_node_[n] == static_cast<std::int32_t>(n) && arrivals_[v] > 0;
    place(v, node.parent, first_person_node_, node.capacity, pays);
    if (!pays) continue;
    paying_capacity_[n] = std::min(node.least, node.capacity);
    if (capacity_[v] != kUnbounded) capacity_[v] -= paying_capacity_[n];
  }
  for (std::size_t n = 0; n < problem_.slot_nodes.size(); ++n) {
    const auto& node = problem_.slot_nodes[n];
    place(SlotNodeVertex(n), node.parent, first_slot_node_, node.capacity, false);
  }
  for (std::size_t s = 0; s < problem_.slots.size(); ++s) {
    place(SlotVertex(s), problem_.slots[s].node, first_slot_node_, problem_.slots[s].capacity, true);
  }
  for (std::size_t p = 0; p < problem_.person_count(); ++p) {
    if (!problem_.person_node.empty())
      place(static_cast<Vertex>(p), problem_.person_node[p], first_person_node_, 1, true);
    capacity_[p] = 1;
  }
}

void AssignmentNetwork::CutIntoComponents() {
  const auto count = static_cast<Vertex>(above_.size());
  std::vector<Vertex> sets(count);
  std::iota(sets.begin(), sets.end(), Vertex{0});
  for (Vertex p = 0; p < first_slot_; ++p) {
    if (closed_[p]) continue;
    for (std::uint64_t a = problem_.arc_starts[p]; a < problem_.arc_starts[p + 1]; ++a) {
      if (IsUseful(p, a)) JoinSets(sets, p, SlotVertex(problem_.arcs[a].slot));
    }
  }
  for (Vertex v = 0; v < count; ++v) {
    if (!closed_[v] && above_[v] != kNoVertex) JoinSets(sets, v, above_[v]);
  }
  // Every component holds a person, and people are the smallest vertices: sets are named after their first person.
  std::vector<std::uint32_t> component_of_person(first_slot_, 0);
  std::vector<std::size_t> sizes;
  for (Vertex v = 0; v < count; ++v) {
    if (closed_[v]) continue;
    const Vertex name = FindSet(sets, v);
    if (name == v) {
      component_of_person[v] = static_cast<std::uint32_t>(sizes.size());
      sizes.push_back(0);
    }
    ++sizes[component_of_person[name]];
  }
  std::vector<std::size_t> ends(sizes.size(), 0);
  std::exclusive_scan(sizes.begin(), sizes.end(), ends.begin(), std::size_t{0});
  members_.resize(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}));
  components_.resize(sizes.size());
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    components_[c].root = static_cast<Vertex>(count + c);
    components_[c].vertices = absl::MakeConstSpan(members_).subspan(ends[c], sizes[c]);
  }
  for (Vertex v = 0; v < count; ++v) {
    if (closed_[v]) {
      above_[v] = kNoVertex;
      continue;
    }
    const std::size_t c = component_of_person[FindSet(sets, v)];
    members_[ends[c]++] = v;
    components_[c].person_count += IsPerson(v);
    if (above_[v] == kNoVertex) above_[v] = components_[c].root;
  }
  std::stable_sort(components_.begin(), components_.end(),
                   [](const Component& a, const Component& b) { return a.person_count > b.person_count; });
}

}  // namespace walz
