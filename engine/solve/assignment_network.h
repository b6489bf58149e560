// AssignmentNetwork: a nested assignment as a circulation, with everything dropped that cannot bind, cut into
// components.
//
// Vertices: people, slots, person nodes, slot nodes, and one root for each component.  Each vertex but a root has a
// *gate* to the next kept vertex above it (people's side: above -> vertex; slots' side: vertex -> above) that holds its
// capacity; a person node with least has a second gate that pays the reward.  Closed vertices carry no flow ever.
//
// Thread rule: immutable after construction.

#ifndef ENGINE_SOLVE_ASSIGNMENT_NETWORK_H_
#define ENGINE_SOLVE_ASSIGNMENT_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/types/span.h>

#include "engine/solve/nested_assignment.h"

namespace walz {

using Vertex = std::uint32_t;

inline constexpr Vertex kNoVertex = 0xffffffffu;
inline constexpr std::int32_t kUnbounded = std::numeric_limits<std::int32_t>::max();

class AssignmentNetwork {
 public:
  // The vertices of one component without its root, people first, then slots, then nodes (parents before children).
  struct Component {
    Vertex root = kNoVertex;
    std::size_t person_count = 0;
    absl::Span<const Vertex> vertices;
  };

  explicit AssignmentNetwork(const NestedAssignmentProblem& problem);
  AssignmentNetwork(const AssignmentNetwork&) = delete;
  AssignmentNetwork& operator=(const AssignmentNetwork&) = delete;

  const NestedAssignmentProblem& problem() const { return problem_; }
  std::size_t vertex_count() const { return above_.size() + components_.size(); }
  absl::Span<const Component> components() const { return components_; }  // Most people first.

  Vertex SlotVertex(std::size_t slot) const { return static_cast<Vertex>(first_slot_ + slot); }
  Vertex PersonNodeVertex(std::size_t node) const { return static_cast<Vertex>(first_person_node_ + node); }
  Vertex SlotNodeVertex(std::size_t node) const { return static_cast<Vertex>(first_slot_node_ + node); }
  bool IsPerson(Vertex v) const { return v < first_slot_; }
  bool IsSlot(Vertex v) const { return v >= first_slot_ && v < first_person_node_; }
  bool IsPersonNode(Vertex v) const { return v >= first_person_node_ && v < first_slot_node_; }
  bool IsRoot(Vertex v) const { return v >= above_.size(); }
  bool IsPeoplesSide(Vertex v) const { return IsPerson(v) || IsPersonNode(v); }

  // Whether no node binds in the component: people and slots alone.
  bool IsPlain(const Component& component) const { return component.vertices.back() < first_person_node_; }

  // The vertex behind the gate; kNoVertex if `v` is closed or dropped.
  Vertex above(Vertex v) const { return above_[v]; }
  // What the plain gate of `v` lets through; kUnbounded if it can never bind.
  std::int32_t capacity(Vertex v) const { return capacity_[v]; }
  // What the paying gate of the person node `v` lets through; 0 if it has none.
  std::int32_t paying_capacity(Vertex v) const { return paying_capacity_[v - first_person_node_]; }
  const absl::int128& reward(Vertex v) const { return problem_.person_nodes[v - first_person_node_].reward; }

  // The reward that placing `person` may earn; an arc with gain + reward <= 0 is never taken and joins no component.
  const absl::int128& reward_above(std::size_t person) const;
  // At least every gain + reward, and >= 0: a price at which nobody buys.
  const absl::int128& price_ceiling() const { return price_ceiling_; }

  // Whether anybody would ever take the arc.
  bool IsUseful(std::size_t person, std::uint64_t arc) const;

  // Fetches what is known of the slots of somebody who is looked at next: they lie far apart in memory.
  void FetchSlots(Vertex person, const std::vector<absl::int128>& by_vertex) const {
    for (std::uint64_t a = problem_.arc_starts[person]; a < problem_.arc_starts[person + 1]; ++a) {
      __builtin_prefetch(&by_vertex[SlotVertex(problem_.arcs[a].slot)]);
    }
  }

 private:
  void CloseWhatHasNoRoom();
  void CountArrivals();
  void DropWhatCannotBind();
  void CutIntoComponents();

  const NestedAssignmentProblem& problem_;
  Vertex first_slot_ = 0;
  Vertex first_person_node_ = 0;
  Vertex first_slot_node_ = 0;
  std::vector<Vertex> above_;
  std::vector<std::int32_t> capacity_;
  std::vector<std::int32_t> paying_capacity_;     // By person node.
  std::vector<std::int32_t> least_node_of_node_;  // By person node: the node with least at or above it.
  std::vector<char> closed_;                      // By vertex: no way to the root, or nobody comes.
  std::vector<std::int64_t> arrivals_;            // By vertex: the most that can ever come through.
  std::vector<Vertex> members_;                   // Of all components, one after the other.
  std::vector<Component> components_;
  absl::int128 price_ceiling_ = 0;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_ASSIGNMENT_NETWORK_H_
