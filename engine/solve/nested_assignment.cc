// The door of the exact solver: checks, what nodes bind and what they do not, prices read off the tree, and the dual
// bound.
#include "engine/solve/nested_assignment.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/parallel.h"
#include "engine/solve/assignment_network.h"
#include "engine/solve/circulation_tree.h"
#include "engine/solve/nested_bidding.h"
#include "engine/solve/pairing.h"
#include "engine/solve/sorted_choices.h"
#include "engine/solve/tree_planting.h"
#include "engine/solve/tree_simplex.h"

namespace walz {
namespace {

constexpr std::size_t kPeopleMax = std::size_t{1} << 22;
constexpr std::int64_t kProgressSteps = 200;
const absl::int128 kGainMax = absl::int128{1} << 100;
const absl::int128 kBoundMax = absl::int128{1} << 126;

absl::int128 Positive(const absl::int128& x) { return x > 0 ? x : absl::int128{0}; }

bool IsBelow(std::int32_t node, std::size_t count) {
  return node == kNoNode || (node >= 0 && static_cast<std::size_t>(node) < count);
}

bool IsModest(const absl::int128& x) { return -kGainMax <= x && x <= kGainMax; }

void CheckPeople(const NestedAssignmentProblem& problem) {
  const std::size_t count = problem.person_count();
  WALZ_CHECK(count < kPeopleMax);
  WALZ_CHECK(problem.arc_starts.size() == count + 1);
  WALZ_CHECK(problem.arc_starts[0] == 0 && problem.arc_starts[count] == problem.arcs.size());
  WALZ_CHECK(problem.arcs.size() < kNoArc);
  WALZ_CHECK(problem.arc_use.empty() || problem.arc_use.size() == problem.arcs.size());
  WALZ_CHECK(problem.kept_slot.empty() || problem.kept_slot.size() == count);
  WALZ_CHECK(problem.person_node.empty() || problem.person_node.size() == count);
  for (std::size_t p = 0; p < count; ++p) {
    WALZ_CHECK(problem.arc_starts[p] <= problem.arc_starts[p + 1]);
    WALZ_CHECK(IsModest(problem.person_gain[p]));
  }
  for (const std::int32_t node : problem.person_node) WALZ_CHECK(IsBelow(node, problem.person_nodes.size()));
  for (const auto& arc : problem.arcs) WALZ_CHECK(arc.slot < problem.slots.size());
}

void CheckNodes(const NestedAssignmentProblem& problem) {
  std::vector<char> has_least(problem.person_nodes.size(), 0);
  for (std::size_t n = 0; n < problem.person_nodes.size(); ++n) {
    const auto& node = problem.person_nodes[n];
    WALZ_CHECK(IsBelow(node.parent, n) && node.capacity >= 0 && node.least >= 0);
    WALZ_CHECK(node.reward >= 0 && node.reward <= kGainMax);
    const bool is_below_least = node.parent != kNoNode && has_least[static_cast<std::size_t>(node.parent)];
    WALZ_CHECK(node.least == 0 || !is_below_least);
    has_least[n] = node.least > 0 || is_below_least;
  }
  for (std::size_t n = 0; n < problem.slot_nodes.size(); ++n) {
    WALZ_CHECK(IsBelow(problem.slot_nodes[n].parent, n) && problem.slot_nodes[n].capacity >= 0);
  }
  for (const auto& slot : problem.slots) {
    WALZ_CHECK(slot.capacity >= 0 && IsBelow(slot.node, problem.slot_nodes.size()));
  }
  WALZ_CHECK(IsModest(problem.point_unit) && IsModest(problem.kept_unit) && IsModest(problem.use_price));
}

void CheckProblem(const NestedAssignmentProblem& problem, const NestedAssignmentStart& start) {
  CheckPeople(problem);
  CheckNodes(problem);
  WALZ_CHECK(start.slot_price.empty() || start.slot_price.size() == problem.slots.size());
  WALZ_CHECK(start.slot_node_price.empty() || start.slot_node_price.size() == problem.slot_nodes.size());
  WALZ_CHECK(start.person_node_price.empty() || start.person_node_price.size() == problem.person_nodes.size());
  WALZ_CHECK(start.slot_of_person.empty() || start.slot_of_person.size() == problem.person_count());
}

// Tells of the people of finished components, from the calling thread only.
class PeopleDone {
 public:
  PeopleDone(const Progress& progress, std::int64_t total) : progress_(progress), total_(total) {}

  void Add(std::int64_t count) {
    const std::int64_t done = done_.fetch_add(count) + count;
    if (progress_ == nullptr || std::this_thread::get_id() != caller_ || done < next_) return;
    progress_("assign", done, total_);
    next_ = done + std::max<std::int64_t>(1, total_ / kProgressSteps);
  }

  void AddAll() { Add(total_ - done_.load()); }

 private:
  const Progress& progress_;
  const std::int64_t total_;
  const std::thread::id caller_ = std::this_thread::get_id();
  std::atomic<std::int64_t> done_{0};
  std::int64_t next_ = 0;
};

// The toll of a gate is what its room is worth to those before it.  Of the slots only those with `is_of_tree`, by
// vertex.
void ReadPrices(const AssignmentNetwork& network, const CirculationTree& tree, const std::vector<char>& is_of_tree,
                NestedAssignmentResult& result) {
  const NestedAssignmentProblem& problem = network.problem();
  const absl::int128 ceiling = network.price_ceiling();
  const auto price = [&](Vertex v, std::int32_t capacity) {
    if (capacity == 0) return ceiling;
    const Vertex above = network.above(v);
    if (above == kNoVertex || network.capacity(v) == kUnbounded) return absl::int128{0};
    const absl::int128 rise = tree.worth[above] - tree.worth[v];
    return std::min(ceiling, Positive(network.IsPeoplesSide(v) ? -rise : rise));
  };
  for (std::size_t s = 0; s < problem.slots.size(); ++s) {
    const Vertex v = network.SlotVertex(s);
    if (is_of_tree[v] || network.above(v) == kNoVertex) result.slot_price[s] = price(v, problem.slots[s].capacity);
  }
  for (std::size_t n = 0; n < problem.slot_nodes.size(); ++n) {
    result.slot_node_price[n] = price(network.SlotNodeVertex(n), problem.slot_nodes[n].capacity);
  }
  for (std::size_t n = 0; n < problem.person_nodes.size(); ++n) {
    const auto& node = problem.person_nodes[n];
    const Vertex v = network.PersonNodeVertex(n);
    absl::int128 toll = price(v, node.capacity);
    absl::int128 reward = node.least > 0 ? node.reward : absl::int128{0};
    if (network.above(v) != kNoVertex && network.paying_capacity(v) > 0) {
      const absl::int128 rise = tree.worth[v] - tree.worth[network.above(v)];
      if (node.least >= node.capacity) {
        // Everybody who fits in earns the reward: the price takes it back.
        toll = std::min(ceiling, Positive(rise + reward));
      } else {
        reward = std::min(reward, Positive(-rise));
      }
    }
    result.person_node_price[n] = toll;
    result.person_node_reward[n] = reward;
  }
}

absl::int128 ValueOf(const NestedAssignmentProblem& problem, const std::vector<std::uint32_t>& slot_of_person) {
  absl::int128 value = 0;
  std::vector<std::int32_t> placed(problem.person_nodes.size(), 0);
  for (std::size_t p = 0; p < slot_of_person.size(); ++p) {
    if (slot_of_person[p] == kNoSlot) continue;
    std::uint64_t taken = problem.arc_starts[p];
    while (problem.arcs[taken].slot != slot_of_person[p]) ++taken;
    value += GainOf(problem, p, taken);
    if (!problem.person_node.empty() && problem.person_node[p] != kNoNode) {
      ++placed[static_cast<std::size_t>(problem.person_node[p])];
    }
  }
  for (std::size_t n = placed.size(); n-- > 0;) {
    const auto& node = problem.person_nodes[n];
    value += node.reward * std::min(node.least, placed[n]);
    if (node.parent != kNoNode) placed[static_cast<std::size_t>(node.parent)] += placed[n];
  }
  return value;
}

using Components = std::vector<const AssignmentNetwork::Component*>;

// Solves the components by network simplex, from `start`, as the last that there is to do.
void FindBestTrees(const AssignmentNetwork& network, const Components& components, const NestedAssignmentStart& start,
                   const WorkOptions& options, PeopleDone& done, NestedAssignmentResult& result) {
  const NestedAssignmentProblem& problem = network.problem();
  CirculationTree tree(network);
  std::vector<char> is_of_tree(network.vertex_count(), 0);
  for (const AssignmentNetwork::Component* component : components) {
    for (const Vertex v : component->vertices) is_of_tree[v] = 1;
  }
  std::atomic<bool> stopped{false};
  if (!components.empty()) {  // Planting looks at all arcs.
    TreePlanting planting(network, start, options, tree);
    ParallelFor(components.size(), 1, options.thread_count, [&](std::size_t first, std::size_t last) {
      for (std::size_t c = first; c < last; ++c) {
        TreeSimplex simplex(network, *components[c], options.thread_count, tree);
        if (!planting.Plant(*components[c]) || !simplex.Solve(options.stop)) stopped = true;
        if (!network.IsPlain(*components[c])) done.Add(static_cast<std::int64_t>(components[c]->person_count));
      }
    });
  }
  done.AddAll();
  for (std::size_t p = 0; p < problem.person_count(); ++p) {
    const std::uint32_t arc = tree.taken_arc[p];
    if (is_of_tree[p]) result.slot_of_person[p] = arc == kNoArc ? kNoSlot : problem.arcs[arc].slot;
  }
  ReadPrices(network, tree, is_of_tree, result);
  if (stopped) result.stopped = true;
}

Components AllComponents(const AssignmentNetwork& network) {
  Components components;
  for (const AssignmentNetwork::Component& component : network.components()) components.push_back(&component);
  return components;
}

void SolveWithoutNodes(const NestedAssignmentProblem& problem, const NestedAssignmentStart& start,
                       const WorkOptions& options, NestedAssignmentResult& result) {
  std::int64_t people = 0;
  for (std::size_t p = 0; p < problem.person_count(); ++p) people += problem.arc_starts[p] < problem.arc_starts[p + 1];
  PeopleDone done(options.progress, people);
  const auto add = [&done](std::int64_t count) { done.Add(count); };
  const PairingEnd end = FindBestPairing(problem, {}, start, options, add, result);
  if (end == PairingEnd::kStopped) result.stopped = true;
  if (end != PairingEnd::kLongPaths) return;
  const AssignmentNetwork network(problem);
  FindBestTrees(network, AllComponents(network), StartAt(result), options, done, result);
}

// These components as one pairing.
PairingPart PartOf(const AssignmentNetwork& network, const Components& components) {
  const NestedAssignmentProblem& problem = network.problem();
  PairingPart part;
  part.has_person.assign(problem.person_count(), 0);
  part.capacities.assign(problem.slots.size(), 0);
  for (const AssignmentNetwork::Component* component : components) {
    for (const Vertex v : component->vertices) {
      if (network.IsPerson(v)) part.has_person[v] = 1;
      if (!network.IsSlot(v)) continue;
      const std::size_t slot = v - network.SlotVertex(0);
      part.capacities[slot] = problem.slots[slot].capacity;
    }
  }
  return part;
}

// Where nodes bind the simplex begins at what bids find, unless the caller knows something better.
void SolveWithNodes(const NestedAssignmentProblem& problem, const NestedAssignmentStart& start,
                    const WorkOptions& options, NestedAssignmentResult& result) {
  const AssignmentNetwork network(problem);
  Components plain;
  Components others;
  std::int64_t people = 0;
  for (const AssignmentNetwork::Component* component : AllComponents(network)) {
    (network.IsPlain(*component) ? plain : others).push_back(component);
    people += static_cast<std::int64_t>(component->person_count);
  }
  PeopleDone done(options.progress, people);
  PairingEnd end = PairingEnd::kBest;
  if (!plain.empty()) {
    const auto add = [&done](std::int64_t count) { done.Add(count); };
    end = FindBestPairing(problem, PartOf(network, plain), start, options, add, result);
  }
  if (end == PairingEnd::kStopped) result.stopped = true;
  const bool knows_better = !start.slot_price.empty();
  if (!knows_better) BidBelowNodes(problem, ChoicesOf(network, others, options), options, result);
  if (end == PairingEnd::kLongPaths) others.insert(others.end(), plain.begin(), plain.end());
  FindBestTrees(network, others, knows_better ? start : StartAt(result), options, done, result);
}

}  // namespace

NestedAssignmentResult SolveNestedAssignment(const NestedAssignmentProblem& problem, const WorkOptions& options,
                                             const NestedAssignmentStart& start) {
  CheckProblem(problem, start);
  NestedAssignmentResult result = NobodyPlaced(problem);
  if (problem.person_nodes.empty() && problem.slot_nodes.empty()) {
    SolveWithoutNodes(problem, start, options, result);
  } else {
    SolveWithNodes(problem, start, options, result);
  }
  result.value = ValueOf(problem, result.slot_of_person);
  return result;
}

NestedAssignmentResult BidForNestedAssignment(const NestedAssignmentProblem& problem, SlotChoices choices,
                                              const WorkOptions& options) {
  CheckNodes(problem);
  WALZ_CHECK(choices.size() == problem.person_count());
  NestedAssignmentResult result = NobodyPlaced(problem);
  BidBelowNodes(problem, std::move(choices), options, result);
  result.stopped = options.stop.stop_requested();
  return result;
}

absl::int128 DualBound(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result) {
  absl::int128 bound = 0;
  const auto add = [&bound](const absl::int128& term) { bound = std::min(kBoundMax, bound + term); };
  std::vector<absl::int128> person_toll(problem.person_nodes.size());
  std::vector<absl::int128> slot_node_toll(problem.slot_nodes.size());
  std::vector<absl::int128> slot_toll(problem.slots.size());
  for (std::size_t n = 0; n < problem.person_nodes.size(); ++n) {
    const auto& node = problem.person_nodes[n];
    add(result.person_node_price[n] * node.capacity + (node.reward - result.person_node_reward[n]) * node.least);
    person_toll[n] = result.person_node_price[n] - result.person_node_reward[n];
    if (node.parent != kNoNode) person_toll[n] += person_toll[static_cast<std::size_t>(node.parent)];
  }
  for (std::size_t n = 0; n < problem.slot_nodes.size(); ++n) {
    const auto& node = problem.slot_nodes[n];
    add(result.slot_node_price[n] * node.capacity);
    slot_node_toll[n] = result.slot_node_price[n];
    if (node.parent != kNoNode) slot_node_toll[n] += slot_node_toll[static_cast<std::size_t>(node.parent)];
  }
  for (std::size_t s = 0; s < problem.slots.size(); ++s) {
    add(result.slot_price[s] * problem.slots[s].capacity);
    slot_toll[s] = result.slot_price[s];
    if (problem.slots[s].node != kNoNode)
      slot_toll[s] += slot_node_toll[static_cast<std::size_t>(problem.slots[s].node)];
  }
  for (std::size_t p = 0; p < problem.person_count(); ++p) {
    absl::int128 best = 0;
    const bool has_node = !problem.person_node.empty() && problem.person_node[p] != kNoNode;
    const absl::int128 toll = has_node ? person_toll[static_cast<std::size_t>(problem.person_node[p])] : 0;
    for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
      best = std::max(best, GainOf(problem, p, a) - slot_toll[problem.arcs[a].slot] - toll);
    }
    add(best);
  }
  return bound;
}

}  // namespace walz
