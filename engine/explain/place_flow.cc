#include "engine/explain/place_flow.h"

#include <algorithm>
#include <utility>

namespace walz {
PlaceFlow::PlaceFlow(PlaceGraph graph, std::stop_token stop) : stop_(std::move(stop)) {
  auto shape = std::make_shared<Shape>();
  shape->graph = std::move(graph);
  const PlaceGraph& given = shape->graph;
  const std::size_t people = given.options.size();
  const std::size_t slots = given.slot_capacities.size();
  shape->first_node = static_cast<FlowVertex>(people + slots);
  shape->first_slot_node = static_cast<FlowVertex>(shape->first_node + given.people_nodes.size());
  shape->source = static_cast<FlowVertex>(shape->first_slot_node + given.slot_nodes.size());
  const FlowVertex sink = shape->source + 1;
  const auto people_node = [&](std::int32_t node) {
    return node < 0 ? shape->source : static_cast<FlowVertex>(shape->first_node + static_cast<FlowVertex>(node));
  };
  const auto slot_node = [&](std::int32_t node) {
    return node < 0 ? sink : static_cast<FlowVertex>(shape->first_slot_node + static_cast<FlowVertex>(node));
  };
  capacity_.assign(people, 1);
  for (std::size_t i = 0; i < people; ++i) shape->above.push_back(people_node(given.node_of_person[i]));
  for (std::size_t i = 0; i < slots; ++i) {
    shape->above.push_back(slot_node(given.node_of_slot[i]));
    capacity_.push_back(given.slot_capacities[i]);
  }
  for (const PlaceGraph::Node& node : given.people_nodes) {
    shape->above.push_back(people_node(node.parent));
    capacity_.push_back(node.capacity);
  }
  for (const PlaceGraph::Node& node : given.slot_nodes) {
    shape->above.push_back(slot_node(node.parent));
    capacity_.push_back(node.capacity);
  }
  NumberRows above;
  for (const FlowVertex v : shape->above) {
    above.values.push_back(v - shape->first_node);
    above.starts.push_back(above.values.size());
  }
  shape->below = Transposed(above, std::size_t{sink} + 1 - shape->first_node);
  shape->people_of = Transposed(given.options, slots);
  flow_.assign(capacity_.size(), 0);
  slot_of_.assign(people, kNoFlowVertex);
  next_at_ = previous_at_ = slot_of_;
  first_at_.assign(slots, kNoFlowVertex);
  has_added_.assign(people + slots, 0);
  shape_ = std::move(shape);
}

NumberRows PlaceFlow::Transposed(const NumberRows& rows, std::size_t value_count) const {
  NumberRows columns;
  columns.starts.assign(value_count + 1, 0);
  for (std::size_t row = 0; row < rows.size() && !IsTimeToEnd(row); ++row) {
    for (const std::uint32_t value : rows.Of(row)) ++columns.starts[value + 1];
  }
  for (std::size_t i = 0; i < value_count; ++i) columns.starts[i + 1] += columns.starts[i];
  columns.values.resize(columns.starts.back());
  std::vector<std::uint64_t> at(columns.starts.begin(), columns.starts.end() - 1);
  for (std::size_t row = 0; row < rows.size() && !IsTimeToEnd(row); ++row) {
    for (const std::uint32_t value : rows.Of(row)) columns.values[at[value]++] = static_cast<std::uint32_t>(row);
  }
  return columns;
}

std::vector<std::uint32_t> PlaceFlow::PeopleAt(std::size_t slot) const {
  std::vector<std::uint32_t> people;
  for (FlowVertex person = first_at_[slot]; person != kNoFlowVertex; person = next_at_[person]) {
    people.push_back(person);
  }
  std::sort(people.begin(), people.end());
  return people;
}

void PlaceFlow::Attach(FlowVertex person, FlowVertex slot) {
  FlowVertex& first = first_at_[slot - person_count()];
  slot_of_[person] = slot;
  previous_at_[person] = kNoFlowVertex;
  next_at_[person] = first;
  if (first != kNoFlowVertex) previous_at_[first] = person;
  first = person;
}

void PlaceFlow::Detach(FlowVertex person) {
  const FlowVertex slot = slot_of_[person];
  const FlowVertex next = next_at_[person];
  const FlowVertex previous = previous_at_[person];
  (previous == kNoFlowVertex ? first_at_[slot - person_count()] : next_at_[previous]) = next;
  if (next != kNoFlowVertex) previous_at_[next] = previous;
  slot_of_[person] = kNoFlowVertex;
}

std::pair<FlowVertex, int> PlaceFlow::GateOf(FlowVertex from, FlowVertex to) const {
  const bool peoples_side = from == source() || (from != sink() && IsPeoplesSide(from));
  const bool downwards = from == source() || from == sink() || (to != source() && to != sink() && above(to) == from);
  const FlowVertex gate = downwards ? to : from;
  return {gate, peoples_side == downwards ? 1 : -1};
}

bool PlaceFlow::MayStep(FlowVertex from, FlowVertex to) const {
  if (IsPerson(from) && IsSlot(to)) return slot_of_[from] != to;
  if (IsSlot(from) && IsPerson(to)) return slot_of_[to] == from;
  const auto [gate, more] = GateOf(from, to);
  return more > 0 ? HasRoom(gate) : flow_[gate] > 0;
}

void PlaceFlow::Step(FlowVertex from, FlowVertex to) {
  if (IsPerson(from) && IsSlot(to)) return Attach(from, to);
  if (IsSlot(from) && IsPerson(to)) return Detach(to);
  const auto [gate, more] = GateOf(from, to);
  flow_[gate] += more;
}

void PlaceFlow::Push(absl::Span<const FlowVertex> path) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) Step(path[i], path[i + 1]);
  ++placed_;
}

void PlaceFlow::Pull(absl::Span<const FlowVertex> path) {
  for (std::size_t i = path.size(); i-- > 1;) Step(path[i], path[i - 1]);
  --placed_;
}

void PlaceFlow::Place(std::size_t person, std::size_t slot) {
  std::vector<FlowVertex> path;
  for (FlowVertex v = static_cast<FlowVertex>(person); v != source(); v = above(v)) path.push_back(v);
  path.push_back(source());
  std::reverse(path.begin(), path.end());
  for (FlowVertex v = SlotVertex(slot); v != sink(); v = above(v)) path.push_back(v);
  path.push_back(sink());
  Push(path);
}

bool PlaceFlow::HasRoomUp(FlowVertex v) const {
  for (; v != source() && v != sink(); v = above(v)) {
    if (!HasRoom(v)) return false;
  }
  return true;
}

std::vector<FlowVertex> PlaceFlow::WayDownTo(FlowVertex v) const {
  std::vector<FlowVertex> way;
  while (v != source() && v != sink()) way.push_back(v = above(v));
  std::reverse(way.begin(), way.end());
  return way;
}

bool PlaceFlow::LessWaits() const {
  std::uint64_t waiting = 0;
  std::uint64_t leading = 0;
  for (std::size_t i = 0; i < person_count(); ++i) waiting += flow_[i] == 0 ? OptionsOf(i).size() : 0;
  for (std::size_t i = 0; i < slot_count(); ++i) leading += HasRoomUp(SlotVertex(i)) ? PeopleOf(i).size() : 0;
  return waiting <= leading;
}

template <bool kForward>
bool PlaceFlow::PushFrom(FlowVertex start, std::vector<FlowVertex>& from) {
  const FlowVertex goal = kForward ? sink() : source();
  // What is above the start is on the path already.
  std::vector<FlowVertex> path_start = WayDownTo(start);
  for (const FlowVertex v : path_start) from[v] = v;
  std::vector<FlowVertex> queue = {start};
  from[start] = start;
  for (std::size_t head = 0; head < queue.size() && !IsTimeToEnd(head); ++head) {
    const FlowVertex v = queue[head];
    const auto visit = [&](FlowVertex w) {
      if (from[w] != kNoFlowVertex) return false;
      from[w] = v;
      queue.push_back(w);
      return w == goal || (kForward ? LeadsToSink(w) : ComesFromSource(w));
    };
    if (!(kForward ? AnySuccessor(v, visit) : AnyPredecessor(v, visit))) continue;
    // From the goal back to the start, and on up.
    std::vector<FlowVertex> path = WayDownTo(queue.back());
    path.push_back(queue.back());
    while (path.back() != start) path.push_back(from[path.back()]);
    path.insert(path.end(), path_start.rbegin(), path_start.rend());
    if (kForward) std::reverse(path.begin(), path.end());
    from[goal] = kNoFlowVertex;  // Others may come there, too.
    Push(path);
    return true;
  }
  return false;
}

template <bool kForward>
bool PlaceFlow::PushPhase(bool from_members) {
  std::vector<FlowVertex> from(vertex_count(), kNoFlowVertex);
  bool more = false;
  const auto push_from = [&](FlowVertex start) {
    if (from[start] == kNoFlowVertex && !stopped() && HasRoomUp(start) && PushFrom<kForward>(start, from)) more = true;
  };
  const FlowVertex first = kForward ? 0 : SlotVertex(0);
  const std::size_t count = kForward ? person_count() : slot_count();
  if (from_members) {
    for (std::size_t i = 0; i < count; ++i) push_from(static_cast<FlowVertex>(first + i));
  } else {
    for (const FlowVertex v : shape_->below.Of((kForward ? source() : sink()) - shape_->first_node)) push_from(v);
  }
  return more;
}

void PlaceFlow::Maximise() {
  // Phases from the members of a side place nearly all; a phase from all that is below its end, in which nobody gets
  // through, is the proof.
  for (bool from_members = true; !stopped();) {
    const bool more = LessWaits() ? PushPhase<true>(from_members) : PushPhase<false>(from_members);
    if (!more && !from_members) return;
    from_members = more;
  }
}

void PlaceFlow::AddOption(std::size_t person, std::size_t slot) {
  added_slots_[static_cast<FlowVertex>(person)].push_back(SlotVertex(slot));
  added_people_[SlotVertex(slot)].push_back(static_cast<FlowVertex>(person));
  has_added_[person] = has_added_[SlotVertex(slot)] = 1;
}

void PlaceFlow::ForgetOptions() {
  for (const auto& [person, slots] : added_slots_) has_added_[person] = 0;
  for (const auto& [slot, people] : added_people_) has_added_[slot] = 0;
  added_slots_.clear();
  added_people_.clear();
}

PlaceFlow::Search PlaceFlow::FromSource() const {
  Search search{std::vector<FlowVertex>(vertex_count(), kNoFlowVertex)};
  search.next[source()] = source();
  std::vector<FlowVertex> queue = {source()};
  for (std::size_t head = 0; head < queue.size() && !IsTimeToEnd(head); ++head) {
    const FlowVertex v = queue[head];
    AnySuccessor(v, [&](FlowVertex w) {
      if (search.Found(w)) return false;
      search.next[w] = v;
      queue.push_back(w);
      return false;
    });
  }
  return search;
}

PlaceFlow::Search PlaceFlow::ToSink() const {
  Search search{std::vector<FlowVertex>(vertex_count(), kNoFlowVertex)};
  search.next[sink()] = sink();
  std::vector<FlowVertex> queue = {sink()};
  for (std::size_t head = 0; head < queue.size() && !IsTimeToEnd(head); ++head) {
    const FlowVertex v = queue[head];
    AnyPredecessor(v, [&](FlowVertex w) {
      if (search.Found(w)) return false;
      search.next[w] = v;
      queue.push_back(w);
      return false;
    });
  }
  return search;
}

}  // namespace walz
