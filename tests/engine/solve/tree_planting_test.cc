// The first tree of the simplex: lawful wherever it starts, and at an optimum the last one.
#include "engine/solve/tree_planting.h"

#include <cstdint>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "engine/solve/circulation_tree.h"
#include "engine/solve/tree_simplex.h"
#include "tests/engine/solve/random_nested_assignment.h"

namespace walz {
namespace {

NestedAssignmentProblem AnyProblem(std::uint64_t seed) {
  std::mt19937_64 random(seed * 31);
  const auto up_to = [&random](int most) { return static_cast<int>(random() % static_cast<std::uint64_t>(most + 1)); };
  NestedShape shape;
  shape.people = 1 + up_to(60);
  shape.slots = 1 + up_to(30);
  shape.arcs_a_person = 1 + up_to(6);
  shape.slot_capacity_max = 1 + up_to(4);
  shape.person_nodes = seed % 4 == 0 ? 0 : up_to(10);
  shape.slot_nodes = seed % 4 == 0 ? 0 : up_to(10);
  shape.node_capacity_max = 1 + up_to(20);
  shape.points_max = 1 + up_to(1000);
  shape.points_min = 0;
  shape.reward_max = up_to(3) * shape.points_max;
  NestedAssignmentProblem problem = RandomNestedAssignment(shape, seed);
  MakeUnique(problem, seed);
  return problem;
}

// Whether one unit more could go from `v` to its parent.
bool HasWayUp(const AssignmentNetwork& network, CirculationTree& tree, Vertex v) {
  const CirculationTree::Link& link = tree.links[v];
  if (link.arc.kind == ArcName::Kind::kChoice) {
    return link.points_up || tree.taken_arc[link.parent] == link.arc.index;
  }
  const Vertex gate = link.arc.index;
  const std::int32_t capacity =
      link.arc.kind == ArcName::Kind::kPlainGate ? network.capacity(gate) : network.paying_capacity(gate);
  const std::int32_t flow = tree.GateFlow(link.arc);
  return link.points_up ? flow < capacity : flow > 0;
}

// Everything of all components below their roots, each vertex with a way up.
void ExpectStronglyFeasible(const AssignmentNetwork& network, CirculationTree& tree) {
  for (const AssignmentNetwork::Component& component : network.components()) {
    for (const Vertex v : component.vertices) {
      EXPECT_TRUE(HasWayUp(network, tree, v)) << v;
      Vertex top = v;
      for (std::size_t steps = 0; top != component.root && steps <= component.vertices.size(); ++steps) {
        top = tree.links[top].parent;
      }
      EXPECT_EQ(top, component.root) << v;
    }
    EXPECT_EQ(tree.links[component.root].size, component.vertices.size() + 1);
  }
}

TEST(TreePlantingTest, WhereverItStartsTheTreeIsStronglyFeasibleAndLeadsToTheOptimum) {
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NestedAssignmentProblem problem = AnyProblem(seed);
    const NestedAssignmentResult best = SolveNestedAssignment(problem, {});
    const AssignmentNetwork network(problem);
    CirculationTree tree(network);
    const NestedAssignmentStart start = seed % 6 == 0 ? NestedAssignmentStart{} : NearlyAt(problem, best, seed);
    TreePlanting planting(network, start, {}, tree);
    for (const AssignmentNetwork::Component& component : network.components()) ASSERT_TRUE(planting.Plant(component));
    ExpectStronglyFeasible(network, tree);
    for (const AssignmentNetwork::Component& component : network.components()) {
      EXPECT_TRUE(TreeSimplex(network, component, 1, tree).Solve({}));
    }
    for (std::size_t p = 0; p < problem.person_count(); ++p) {
      const std::uint32_t arc = tree.taken_arc[p];
      ASSERT_EQ(arc == kNoArc ? kNoSlot : problem.arcs[arc].slot, best.slot_of_person[p]) << p;
    }
  }
}

TEST(TreePlantingTest, AtAnOptimumNoArcPromisesAnything) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    NestedAssignmentProblem problem = AnyProblem(seed);
    for (auto& node : problem.person_nodes) node.least = 0;  // What one more earns is not part of a start.
    const NestedAssignmentResult best = SolveNestedAssignment(problem, {});
    const AssignmentNetwork network(problem);
    CirculationTree tree(network);
    TreePlanting planting(network, StartAt(best), {}, tree);
    for (const AssignmentNetwork::Component& component : network.components()) ASSERT_TRUE(planting.Plant(component));
    for (std::size_t p = 0; p < problem.person_count(); ++p) {
      for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
        if (network.above(static_cast<Vertex>(p)) == kNoVertex || !network.IsUseful(p, a)) continue;
        EXPECT_LE(GainOf(problem, p, a) + tree.worth[network.SlotVertex(problem.arcs[a].slot)], tree.worth[p]);
      }
    }
    for (const AssignmentNetwork::Component& component : network.components()) {
      for (const Vertex v : component.vertices) {
        const absl::int128 step = tree.worth[v] - tree.worth[network.above(v)];
        const absl::int128 worth = network.IsPeoplesSide(v) ? step : -step;
        EXPECT_TRUE(worth <= 0 || tree.gate_flow[v] == network.capacity(v)) << v;
        EXPECT_TRUE(worth >= 0 || tree.gate_flow[v] == 0) << v;
      }
    }
  }
}

}  // namespace
}  // namespace walz
