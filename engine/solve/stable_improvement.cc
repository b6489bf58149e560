#include "engine/solve/stable_improvement.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace walz {
namespace {

struct Edge {
  std::uint32_t from;
  std::uint32_t to;
};

// Strongly connected components of a digraph with edges sorted by `from`.
class ComponentFinder {
 public:
  ComponentFinder(std::uint32_t node_count, const std::vector<Edge>& edges)
      : edges_(edges), next_(node_count + 1), lowest_(node_count, kUnseen), component_(node_count, kUnseen) {
    for (const Edge& edge : edges) ++next_[edge.from + 1];
    for (std::uint32_t node = 0; node < node_count; ++node) next_[node + 1] += next_[node];
    ends_.assign(next_.begin() + 1, next_.end());
    for (std::uint32_t node = 0; node < node_count; ++node) {
      if (lowest_[node] == kUnseen) Visit(node);
    }
  }

  const std::vector<std::uint32_t>& components() const { return component_; }  // By node.

 private:
  static constexpr std::uint32_t kUnseen = 0xffffffffu;

  void Open(std::uint32_t node) {
    path_.push_back({node, seen_count_});
    open_.push_back(node);
    lowest_[node] = seen_count_++;
  }

  void Visit(std::uint32_t root) {
    Open(root);
    while (!path_.empty()) {
      const auto [node, number] = path_.back();
      if (next_[node] < ends_[node]) {
        const std::uint32_t to = edges_[next_[node]++].to;
        if (lowest_[to] == kUnseen) {
          Open(to);
        } else if (component_[to] == kUnseen) {
          lowest_[node] = std::min(lowest_[node], lowest_[to]);
        }
        continue;
      }
      path_.pop_back();
      if (!path_.empty()) lowest_[path_.back().node] = std::min(lowest_[path_.back().node], lowest_[node]);
      if (lowest_[node] == number) Close(node);
    }
  }

  void Close(std::uint32_t first) {
    std::uint32_t node = kUnseen;
    do {
      node = open_.back();
      open_.pop_back();
      component_[node] = first;
    } while (node != first);
  }

  struct Step {
    std::uint32_t node;
    std::uint32_t number;
  };
  const std::vector<Edge>& edges_;
  std::vector<std::uint64_t> next_;  // The next edge to follow, by node.
  std::vector<std::uint64_t> ends_;
  std::vector<std::uint32_t> lowest_;
  std::vector<std::uint32_t> component_;
  std::vector<Step> path_;
  std::vector<std::uint32_t> open_;
  std::uint32_t seen_count_ = 0;
};

}  // namespace

std::int64_t CountImprovable(const StableMarket& market, const StableAssignment& assignment) {
  const auto nowhere = static_cast<std::uint32_t>(market.slot_count());  // Where the unplaced and free places are.
  constexpr std::uint64_t kNoClass = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::uint64_t> envious_class(market.slot_count(),
                                           kNoClass);  // The best of those who would like it better.
  std::vector<std::int32_t> placed(market.slot_count());
  const auto level_of = [&](std::uint32_t person) {
    const std::uint64_t arc = assignment[person];
    return arc == kNoListing ? std::numeric_limits<std::uint32_t>::max() : market.arcs[arc].level;
  };
  const auto for_each_move = [&](const auto& visit) {
    for (std::uint32_t p = 0; p < market.person_count(); ++p) {
      for (std::uint64_t a = market.arc_starts[p]; a < market.arc_starts[p + 1]; ++a) {
        if (market.arcs[a].level > level_of(p)) break;
        if (a != assignment[p]) visit(p, market.arcs[a], market.arcs[a].level < level_of(p));
      }
    }
  };
  for (const std::uint64_t arc : assignment) {
    if (arc != kNoListing) ++placed[market.arcs[arc].slot];
  }
  for_each_move([&](std::uint32_t, const StableMarket::Arc& arc, bool is_better) {
    if (is_better) envious_class[arc.slot] = std::min(envious_class[arc.slot], arc.key_class());
  });

  std::vector<Edge> edges;
  const auto home_of = [&](std::uint32_t p) {
    return assignment[p] == kNoListing ? nowhere : market.arcs[assignment[p]].slot;
  };
  std::vector<std::pair<std::uint32_t, Edge>> better_moves;
  for_each_move([&](std::uint32_t p, const StableMarket::Arc& arc, bool is_better) {
    if (arc.key_class() > envious_class[arc.slot]) return;
    edges.push_back({home_of(p), arc.slot});
    if (is_better) better_moves.emplace_back(p, edges.back());
  });
  for (std::uint32_t slot = 0; slot < nowhere; ++slot) {
    if (placed[slot] < market.capacities[slot]) edges.push_back({slot, nowhere});
    if (envious_class[slot] == kNoClass) edges.push_back({nowhere, slot});
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.from < b.from; });

  const std::vector<std::uint32_t> component = ComponentFinder(nowhere + 1, edges).components();
  std::int64_t count = 0;
  std::uint32_t last_counted = std::numeric_limits<std::uint32_t>::max();
  for (const auto& [person, move] : better_moves) {
    if (person == last_counted || component[move.from] != component[move.to]) continue;
    last_counted = person;
    ++count;
  }
  return count;
}

}  // namespace walz
