// LEMON's network simplex on a nested assignment: the peer in tests and benches.  Figures must fit into 64 bits.

#ifndef TESTS_ENGINE_SOLVE_LEMON_REFERENCE_H_
#define TESTS_ENGINE_SOLVE_LEMON_REFERENCE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <absl/numeric/int128.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wdeprecated-copy"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>
#pragma GCC diagnostic pop

#include "engine/solve/nested_assignment.h"

namespace walz {

// The circulation of the problem as LEMON's graph: source, people's side, slots' side, sink; costs are gains negated.
class LemonReference {
 public:
  explicit LemonReference(const NestedAssignmentProblem& problem) {
    const int people = static_cast<int>(problem.person_count());
    const int first_slot = people;
    const int first_person_node = first_slot + static_cast<int>(problem.slots.size());
    const int first_slot_node = first_person_node + static_cast<int>(problem.person_nodes.size());
    const int root = first_slot_node + static_cast<int>(problem.slot_nodes.size());
    const auto above = [root](int first, std::int32_t parent) { return parent == kNoNode ? root : first + parent; };
    for (int p = 0; p < people; ++p) {
      const auto person = static_cast<std::size_t>(p);
      for (std::uint64_t a = problem.arc_starts[person]; a < problem.arc_starts[person + 1]; ++a) {
        Add(p, first_slot + static_cast<int>(problem.arcs[a].slot), 1, GainOf(problem, person, a));
      }
      Add(problem.person_node.empty() ? root : above(first_person_node, problem.person_node[person]), p, 1, 0);
    }
    for (std::size_t s = 0; s < problem.slots.size(); ++s) {
      const auto& slot = problem.slots[s];
      Add(first_slot + static_cast<int>(s), above(first_slot_node, slot.node), slot.capacity, 0);
    }
    for (std::size_t n = 0; n < problem.slot_nodes.size(); ++n) {
      const auto& node = problem.slot_nodes[n];
      Add(first_slot_node + static_cast<int>(n), above(first_slot_node, node.parent), node.capacity, 0);
    }
    for (std::size_t n = 0; n < problem.person_nodes.size(); ++n) {
      const auto& node = problem.person_nodes[n];
      const int from = above(first_person_node, node.parent);
      const int to = first_person_node + static_cast<int>(n);
      const std::int32_t paid = std::min(node.least, node.capacity);
      Add(from, to, paid, node.reward);
      Add(from, to, node.capacity - paid, 0);
    }
    Build(root + 1);
  }

  // Runs LEMON and returns the best value.
  absl::int128 Solve() {
    lemon::NetworkSimplex<lemon::StaticDigraph, int, std::int64_t> simplex(graph_);
    simplex.upperMap(*capacity_).costMap(*cost_).supplyType(simplex.LEQ);
    simplex.run();
    return -absl::int128{simplex.totalCost<std::int64_t>()};
  }

 private:
  struct FlowArc {
    int from;
    int to;
    int capacity;
    std::int64_t cost;
  };

  void Add(int from, int to, int capacity, const absl::int128& gain) {
    flow_arcs_.push_back({from, to, capacity, -static_cast<std::int64_t>(gain)});
  }

  void Build(int vertex_count) {
    std::stable_sort(flow_arcs_.begin(), flow_arcs_.end(),
                     [](const FlowArc& a, const FlowArc& b) { return a.from < b.from; });
    std::vector<std::pair<int, int>> ends;
    for (const FlowArc& arc : flow_arcs_) ends.emplace_back(arc.from, arc.to);
    graph_.build(vertex_count, ends.begin(), ends.end());
    capacity_ = std::make_unique<lemon::StaticDigraph::ArcMap<int>>(graph_);
    cost_ = std::make_unique<lemon::StaticDigraph::ArcMap<std::int64_t>>(graph_);
    for (std::size_t i = 0; i < flow_arcs_.size(); ++i) {
      const lemon::StaticDigraph::Arc arc = lemon::StaticDigraph::arc(static_cast<int>(i));
      (*capacity_)[arc] = flow_arcs_[i].capacity;
      (*cost_)[arc] = flow_arcs_[i].cost;
    }
    flow_arcs_ = {};
  }

  std::vector<FlowArc> flow_arcs_;
  lemon::StaticDigraph graph_;
  std::unique_ptr<lemon::StaticDigraph::ArcMap<int>> capacity_;
  std::unique_ptr<lemon::StaticDigraph::ArcMap<std::int64_t>> cost_;
};

inline absl::int128 LemonValue(const NestedAssignmentProblem& problem) { return LemonReference(problem).Solve(); }

}  // namespace walz

#endif  // TESTS_ENGINE_SOLVE_LEMON_REFERENCE_H_
