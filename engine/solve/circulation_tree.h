// CirculationTree: flow and spanning trees of an assignment network, one tree for each component, below its root.
//
// Thread rule: different components may be worked on at the same time.

#ifndef ENGINE_SOLVE_CIRCULATION_TREE_H_
#define ENGINE_SOLVE_CIRCULATION_TREE_H_

#include <cstdint>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/solve/assignment_network.h"

namespace walz {

// Names an arc of the circulation: an arc of the problem, or a gate of a vertex.
struct ArcName {
  enum class Kind : std::uint8_t { kChoice, kPlainGate, kPayingGate };

  std::uint32_t index = 0;  // Of the problem's arc, or the vertex of the gate.
  Kind kind = Kind::kPlainGate;

  friend bool operator==(const ArcName&, const ArcName&) = default;
};

inline constexpr std::uint32_t kNoArc = 0xffffffffu;

// Flow and tree of all components; each component touches only its own vertices.
struct CirculationTree {
  struct Link {
    Vertex parent = kNoVertex;
    Vertex previous = kNoVertex;  // Of the children of the parent.
    std::uint32_t size = 1;       // Vertices at and below.
    ArcName arc;                  // Between the vertex and its parent.
    bool points_up = true;        // The arc leads from the vertex to its parent.
  };

  // Apart from Link: all that a walk through everything below a vertex reads.
  struct Descent {
    Vertex first_child = kNoVertex;
    Vertex next = kNoVertex;  // Of the children of the parent.
  };

  explicit CirculationTree(const AssignmentNetwork& network);

  // Puts `v` below `parent`, with the arc between them.
  void Hang(Vertex v, Vertex parent, ArcName arc, bool points_up);
  // Puts `v` below `parent`, as its first child.
  void Attach(Vertex v, Vertex parent);
  // REQUIRES: a gate.
  std::int32_t& GateFlow(ArcName arc);
  std::int32_t& paying_flow_of(Vertex person_node) { return paying_flow[person_node - first_person_node]; }

  std::vector<absl::int128> worth;  // Of one unit at the vertex less that at the root.
  std::vector<Link> links;
  std::vector<Descent> descents;
  std::vector<std::int32_t> gate_flow;    // By vertex, through the plain gate.
  std::vector<std::int32_t> paying_flow;  // By vertex minus the first person node.
  std::vector<std::uint32_t> taken_arc;   // By person; kNoArc: left out.
  Vertex first_person_node = 0;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_CIRCULATION_TREE_H_
