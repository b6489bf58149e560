// PlaceFlow: people at slots under nested capacities on both sides, as a flow that can be augmented: how many can be
// placed at once, and what can reach what along alternating paths.
//
// Vertices: people, slots, people's nodes (such as centres), slots' nodes (such as companies), a source and a sink.
// Each vertex but these two has a gate from (people's side) or to (slots' side) the vertex above it, with a capacity;
// a person's is 1.  A person may be at one slot of its list.  One more person can be placed exactly if a path leads
// from the source to the sink through what is not used up and back along what is used (Ford, Fulkerson 1956).
//
// Memory: 4 bytes an option and direction, about 40 a vertex.  Thread rule: const methods from any thread.

#ifndef ENGINE_EXPLAIN_PLACE_FLOW_H_
#define ENGINE_EXPLAIN_PLACE_FLOW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/types/span.h>

namespace walz {

using FlowVertex = std::uint32_t;
inline constexpr FlowVertex kNoFlowVertex = 0xffffffffu;

// Rows of numbers, one after another.
struct NumberRows {
  std::vector<std::uint64_t> starts = {0};
  std::vector<std::uint32_t> values;
  absl::Span<const std::uint32_t> Of(std::size_t i) const {
    return absl::Span<const std::uint32_t>(values).subspan(starts[i], starts[i + 1] - starts[i]);
  }
  std::size_t size() const { return starts.size() - 1; }
};

// What does not change while people are moved.
struct PlaceGraph {
  struct Node {
    std::int32_t parent = -1;   // Position among the nodes of its side, before this one; -1: none.
    std::int64_t capacity = 0;  // >= 0.
  };
  NumberRows options;                         // By person: slots, ascending.
  std::vector<std::int64_t> slot_capacities;  // By slot, >= 0.
  std::vector<std::int32_t> node_of_person;   // In people_nodes; -1: none.
  std::vector<std::int32_t> node_of_slot;     // In slot_nodes; -1: none.
  std::vector<Node> people_nodes;
  std::vector<Node> slot_nodes;
};

class PlaceFlow {
 public:
  // Once `stop` asks, what is said and moved means nothing, but ends soon; copies hear it, too.
  PlaceFlow(PlaceGraph graph, std::stop_token stop);

  bool stopped() const { return stop_.stop_requested(); }
  // The same, asked once in a while: of searches and passes, whose steps look at some thousands of numbers at most.
  bool IsTimeToEnd(std::size_t step) const { return step % 256 == 0 && stopped(); }

  std::size_t person_count() const { return shape_->graph.options.size(); }
  std::size_t slot_count() const { return shape_->graph.slot_capacities.size(); }
  FlowVertex SlotVertex(std::size_t slot) const { return static_cast<FlowVertex>(person_count() + slot); }
  FlowVertex PeopleNodeVertex(std::size_t node) const {
    return static_cast<FlowVertex>(person_count() + slot_count() + node);
  }
  FlowVertex SlotNodeVertex(std::size_t node) const {
    return static_cast<FlowVertex>(person_count() + slot_count() + shape_->graph.people_nodes.size() + node);
  }
  FlowVertex source() const { return shape_->source; }
  FlowVertex sink() const { return shape_->source + 1; }
  std::size_t vertex_count() const { return std::size_t{shape_->source} + 2; }
  bool IsPerson(FlowVertex v) const { return v < person_count(); }
  // Slots and their nodes, whose gates lead to what is above them.
  bool IsHostsSide(FlowVertex v) const { return IsSlot(v) || (v >= shape_->first_slot_node && v < shape_->source); }
  bool IsSlot(FlowVertex v) const { return v >= person_count() && v < person_count() + slot_count(); }
  FlowVertex above(FlowVertex v) const { return shape_->above[v]; }
  // Where a unit more at the gate of v leaves and arrives.
  struct GateEnds {
    FlowVertex tail;
    FlowVertex head;
  };
  GateEnds EndsOf(FlowVertex v) const { return IsHostsSide(v) ? GateEnds{v, above(v)} : GateEnds{above(v), v}; }
  std::int64_t flow(FlowVertex v) const { return flow_[v]; }          // Through the gate of v.
  std::int64_t capacity(FlowVertex v) const { return capacity_[v]; }  // Of the gate of v.

  std::int64_t placed() const { return placed_; }
  // kNoFlowVertex: at no slot.
  FlowVertex SlotOf(std::size_t person) const { return slot_of_[person]; }
  absl::Span<const std::uint32_t> OptionsOf(std::size_t person) const { return shape_->graph.options.Of(person); }
  // Whose option the slot is, ascending.
  absl::Span<const std::uint32_t> PeopleOf(std::size_t slot) const { return shape_->people_of.Of(slot); }
  std::vector<std::uint32_t> PeopleAt(std::size_t slot) const;

  // Puts the person, who is nowhere, at the slot.  REQUIRES: it fits; the slot is one of the person's list.
  void Place(std::size_t person, std::size_t slot);
  // Moves people along augmenting paths until nobody more can be placed.
  void Maximise();

  // What is added for a question: options beside those of the graph, and room at gates.
  void AddOption(std::size_t person, std::size_t slot);
  void AddRoom(FlowVertex v, std::int64_t more) { capacity_[v] += more; }
  // Takes all added options away.  REQUIRES: nobody uses one.
  void ForgetOptions();

  // One step of a path: from a vertex to one that its residual arcs lead to.
  struct Search {
    std::vector<FlowVertex> next;  // By vertex: the neighbour it was found from; kNoFlowVertex: not found.
    bool Found(FlowVertex v) const { return next[v] != kNoFlowVertex; }
  };
  // All that the source reaches; all that reaches the sink.  A vertex that begins a search is its own neighbour.
  Search FromSource() const;
  Search ToSink() const;

  // Whether a residual arc leads from one vertex to the other.  REQUIRES: one did at some time.
  bool MayStep(FlowVertex from, FlowVertex to) const;
  // Pushes one unit along a path of residual arcs, and takes it back.
  void Push(absl::Span<const FlowVertex> path);
  void Pull(absl::Span<const FlowVertex> path);

  // Calls visit(w) for every w that a residual arc leads to from v, or from which one leads to v, until it returns
  // true; says whether it did.
  template <typename Visit>
  bool AnySuccessor(FlowVertex v, const Visit& visit) const;
  template <typename Visit>
  bool AnyPredecessor(FlowVertex v, const Visit& visit) const;

 private:
  struct Shape {
    PlaceGraph graph;
    FlowVertex source = 0;
    std::vector<FlowVertex> above;
    NumberRows below;      // By people's node, slots' node, source, sink (vertex - first_node_): who is below it.
    NumberRows people_of;  // By slot: whose option it is.
    FlowVertex first_node = 0;
    FlowVertex first_slot_node = 0;
  };
  using Added = absl::flat_hash_map<FlowVertex, std::vector<FlowVertex>>;

  bool IsPeoplesSide(FlowVertex v) const {
    return IsPerson(v) || (v >= shape_->first_node && v < shape_->first_slot_node);
  }
  bool HasRoom(FlowVertex v) const { return flow_[v] < capacity_[v]; }
  // Whether every gate from that of v up to source or sink has room.
  bool HasRoomUp(FlowVertex v) const;
  // Whether nothing is left but the way up: a slot with room, all above it having room, too; a person who is nowhere,
  // likewise.
  bool LeadsToSink(FlowVertex v) const { return IsSlot(v) && HasRoomUp(v); }
  bool ComesFromSource(FlowVertex v) const { return IsPerson(v) && HasRoomUp(v); }
  // That way, downwards: source or sink, .. , what is above v.
  std::vector<FlowVertex> WayDownTo(FlowVertex v) const;
  // Whether there is less to look at from the people who are nowhere than from the slots with room.
  bool LessWaits() const;
  // Pushes units from the source (to the sink) through all that is below it, or through all people (slots); each vertex
  // is visited once, whoever comes first.  Says whether one got through.
  template <bool kForward>
  bool PushPhase(bool from_members);
  // Pushes one unit through `start` if it gets through; visits what `from` does not name yet.
  template <bool kForward>
  bool PushFrom(FlowVertex start, std::vector<FlowVertex>& from);
  // The gate between two neighbours that are no person and slot, and by how much a step changes its flow.
  std::pair<FlowVertex, int> GateOf(FlowVertex from, FlowVertex to) const;
  void Step(FlowVertex from, FlowVertex to);
  void Attach(FlowVertex person, FlowVertex slot);
  void Detach(FlowVertex person);

  // The columns of `rows`: by value, the positions of the rows that hold it, ascending.
  NumberRows Transposed(const NumberRows& rows, std::size_t value_count) const;

  std::stop_token stop_;
  std::shared_ptr<const Shape> shape_;  // Shared by copies.
  std::vector<std::int64_t> capacity_;  // By vertex: of its gate.
  std::vector<std::int64_t> flow_;
  std::vector<FlowVertex> slot_of_;  // By person.
  // The people at a slot as a list: first of the slot, next and previous of the person.
  std::vector<FlowVertex> first_at_, next_at_, previous_at_;
  std::int64_t placed_ = 0;
  std::vector<char> has_added_;  // By person and slot vertex.
  Added added_slots_;            // By person.
  Added added_people_;           // By slot vertex.
};

template <typename Visit>
bool PlaceFlow::AnySuccessor(FlowVertex v, const Visit& visit) const {
  const Shape& shape = *shape_;
  if (IsPerson(v)) {
    for (const std::uint32_t slot : shape.graph.options.Of(v)) {
      if (SlotVertex(slot) != slot_of_[v] && visit(SlotVertex(slot))) return true;
    }
    if (has_added_[v] != 0) {
      for (const FlowVertex slot : added_slots_.find(v)->second) {
        if (slot != slot_of_[v] && visit(slot)) return true;
      }
    }
    return flow_[v] > 0 && visit(shape.above[v]);
  }
  if (IsSlot(v)) {
    if (HasRoom(v) && visit(shape.above[v])) return true;
    for (FlowVertex person = first_at_[v - person_count()]; person != kNoFlowVertex; person = next_at_[person]) {
      if (visit(person)) return true;
    }
    return false;
  }
  const absl::Span<const std::uint32_t> below = shape.below.Of(v - shape.first_node);
  if (v == shape.source || v < shape.first_slot_node) {
    for (const FlowVertex w : below) {
      if (HasRoom(w) && visit(w)) return true;
    }
    return v != shape.source && flow_[v] > 0 && visit(shape.above[v]);
  }
  if (v == sink()) return false;
  if (HasRoom(v) && visit(shape.above[v])) return true;
  for (const FlowVertex w : below) {
    if (flow_[w] > 0 && visit(w)) return true;
  }
  return false;
}

template <typename Visit>
bool PlaceFlow::AnyPredecessor(FlowVertex v, const Visit& visit) const {
  const Shape& shape = *shape_;
  if (IsPerson(v)) {
    return slot_of_[v] != kNoFlowVertex ? visit(slot_of_[v]) : flow_[v] == 0 && visit(shape.above[v]);
  }
  if (IsSlot(v)) {
    for (const FlowVertex person : shape.people_of.Of(v - person_count())) {
      if (slot_of_[person] != v && visit(person)) return true;
    }
    if (has_added_[v] != 0) {
      for (const FlowVertex person : added_people_.find(v)->second) {
        if (slot_of_[person] != v && visit(person)) return true;
      }
    }
    return flow_[v] > 0 && visit(shape.above[v]);
  }
  if (v == shape.source) return false;
  const absl::Span<const std::uint32_t> below = shape.below.Of(v - shape.first_node);
  if (v == sink() || v >= shape.first_slot_node) {
    for (const FlowVertex w : below) {
      if (HasRoom(w) && visit(w)) return true;
    }
    return v != sink() && flow_[v] > 0 && visit(shape.above[v]);
  }
  if (HasRoom(v) && visit(shape.above[v])) return true;
  for (const FlowVertex w : below) {
    if (flow_[w] > 0 && visit(w)) return true;
  }
  return false;
}

}  // namespace walz

#endif  // ENGINE_EXPLAIN_PLACE_FLOW_H_
