// The door of the exact solver: checks, what nodes bind and what they do not, prices read off the tree, and the dual
// bound.
#include "engine/solve/nested_assignment.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/base/check.h"
#include "engine/base/parallel.h"
#include "engine/solve/assignment_network.h"
#include "engine/solve/pairing.h"
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

 private:
  const Progress& progress_;
  const std::int64_t total_;
  const std::thread::id caller_ = std::this_thread::get_id();
  std::atomic<std::int64_t> done_{0};
  std::int64_t next_ = 0;
};

// The toll of a gate is what its room is worth to those before it.
void ReadPrices(const AssignmentNetwork& network, const CirculationTree& tree, NestedAssignmentResult& result) {
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
    result.slot_price.push_back(price(network.SlotVertex(s), problem.slots[s].capacity));
  }
  for (std::size_t n = 0; n < problem.slot_nodes.size(); ++n) {
    result.slot_node_price.push_back(price(network.SlotNodeVertex(n), problem.slot_nodes[n].capacity));
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
    result.person_node_price.push_back(toll);
    result.person_node_reward.push_back(reward);
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

// Tells of everybody with an arc.
void SolveWithoutNodes(const NestedAssignmentProblem& problem, const NestedAssignmentStart& start,
                       const WorkOptions& options, NestedAssignmentResult& result) {
  std::int64_t people = 0;
  for (std::size_t p = 0; p < problem.person_count(); ++p) people += problem.arc_starts[p] < problem.arc_starts[p + 1];
  PeopleDone done(options.progress, people);
  result.slot_of_person.assign(problem.person_count(), kNoSlot);
  result.slot_price.assign(problem.slots.size(), 0);
  const auto add = [&done](std::int64_t count) { done.Add(count); };
  result.stopped = !FindBestPairing(problem, {}, start, options, add, result);
}

// The components in which no node binds together, as one pairing.
PairingPart PartWithoutNodes(const AssignmentNetwork& network) {
  const NestedAssignmentProblem& problem = network.problem();
  PairingPart part;
  part.has_person.assign(problem.person_count(), 0);
  part.capacities.assign(problem.slots.size(), 0);
  for (const AssignmentNetwork::Component& component : network.components()) {
    if (!network.IsPlain(component)) continue;
    for (const Vertex v : component.vertices) {
      if (network.IsPerson(v)) {
        part.has_person[v] = 1;
      } else {
        const std::size_t slot = v - network.SlotVertex(0);
        part.capacities[slot] = problem.slots[slot].capacity;
      }
    }
  }
  return part;
}

void SolveWithNodes(const NestedAssignmentProblem& problem, const NestedAssignmentStart& start,
                    const WorkOptions& options, NestedAssignmentResult& result) {
  const AssignmentNetwork network(problem);
  CirculationTree tree(network);
  std::atomic<bool> stopped{false};
  std::vector<const AssignmentNetwork::Component*> components;
  std::int64_t people = 0;
  for (const AssignmentNetwork::Component& component : network.components()) {
    if (!network.IsPlain(component)) components.push_back(&component);
    people += static_cast<std::int64_t>(component.person_count);
  }
  PeopleDone done(options.progress, people);
  ParallelFor(components.size(), 1, options.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      if (!TreeSimplex(network, *components[c], tree).Solve(options.stop)) stopped = true;
      done.Add(static_cast<std::int64_t>(components[c]->person_count));
    }
  });
  result.slot_of_person.assign(problem.person_count(), kNoSlot);
  for (std::size_t p = 0; p < problem.person_count(); ++p) {
    if (tree.taken_arc[p] != kNoArc) result.slot_of_person[p] = problem.arcs[tree.taken_arc[p]].slot;
  }
  ReadPrices(network, tree, result);
  if (components.size() < network.components().size()) {
    const auto add = [&done](std::int64_t count) { done.Add(count); };
    if (!FindBestPairing(problem, PartWithoutNodes(network), start, options, add, result)) stopped = true;
  }
  result.stopped = stopped;
}

}  // namespace

NestedAssignmentResult SolveNestedAssignment(const NestedAssignmentProblem& problem, const WorkOptions& options,
                                             const NestedAssignmentStart& start) {
  CheckPeople(problem);
  CheckNodes(problem);
  WALZ_CHECK(start.slot_price.empty() || start.slot_price.size() == problem.slots.size());
  WALZ_CHECK(start.slot_of_person.empty() || start.slot_of_person.size() == problem.person_count());
  NestedAssignmentResult result;
  if (problem.person_nodes.empty() && problem.slot_nodes.empty()) {
    SolveWithoutNodes(problem, start, options, result);
  } else {
    SolveWithNodes(problem, start, options, result);
  }
  result.value = ValueOf(problem, result.slot_of_person);
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
