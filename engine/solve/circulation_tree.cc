#include "engine/solve/circulation_tree.h"

#include <utility>

namespace walz {
namespace {

// The price of slots that are closed: nothing that anybody gains reaches it, and sums with it do not overflow.
const absl::int128 kNever = -(absl::int128{1} << 125);

}  // namespace

CirculationTree::CirculationTree(const AssignmentNetwork& network)
    : worth(network.vertex_count(), 0),
      links(network.vertex_count()),
      descents(network.vertex_count()),
      gate_flow(network.vertex_count(), 0),
      paying_flow(network.problem().person_nodes.size(), 0),
      taken_arc(network.problem().person_count(), kNoArc),
      first_person_node(network.PersonNodeVertex(0)) {
  for (std::size_t s = 0; s < network.problem().slots.size(); ++s) {
    const Vertex v = network.SlotVertex(s);
    if (network.above(v) == kNoVertex) worth[v] = kNever;
  }
}

void CirculationTree::Hang(Vertex v, Vertex parent, ArcName arc, bool points_up) {
  links[v].arc = arc;
  links[v].points_up = points_up;
  Attach(v, parent);
}

void CirculationTree::Attach(Vertex v, Vertex parent) {
  links[v].parent = parent;
  links[v].previous = kNoVertex;
  const Vertex next = std::exchange(descents[parent].first_child, v);
  descents[v].next = next;
  if (next != kNoVertex) links[next].previous = v;
}

std::int32_t& CirculationTree::GateFlow(ArcName arc) {
  if (arc.kind == ArcName::Kind::kPlainGate) return gate_flow[arc.index];
  return paying_flow[arc.index - first_person_node];
}

}  // namespace walz
