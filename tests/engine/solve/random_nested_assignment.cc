// Makes random nested assignments and looks for faults in results, from the definition alone.
#include "tests/engine/solve/random_nested_assignment.h"

#include <algorithm>
#include <numeric>
#include <random>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

using Random = std::mt19937_64;

std::int32_t Between(Random& random, std::int64_t low, std::int64_t high) {
  return static_cast<std::int32_t>(low +
                                   static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1)));
}

std::int32_t AnyParent(Random& random, int count) { return Between(random, kNoNode, count - 1); }

void AddPersonNodes(const NestedShape& shape, Random& random, NestedAssignmentProblem& problem) {
  std::vector<char> has_least;
  for (int n = 0; n < shape.person_nodes; ++n) {
    NestedAssignmentProblem::PersonNode node{AnyParent(random, n), Between(random, 0, shape.node_capacity_max)};
    const bool is_below_least = node.parent != kNoNode && has_least[static_cast<std::size_t>(node.parent)];
    if (!is_below_least && shape.reward_max > 0 && random() % 2 == 0) {
      node.least = Between(random, 1, shape.node_capacity_max);
      node.reward = Between(random, 0, shape.reward_max);
    }
    has_least.push_back(is_below_least || node.least > 0);
    problem.person_nodes.push_back(node);
  }
  if (shape.person_nodes == 0) return;
  for (int p = 0; p < shape.people; ++p) problem.person_node.push_back(AnyParent(random, shape.person_nodes));
}

void AddArcs(const NestedShape& shape, Random& random, NestedAssignmentProblem& problem) {
  problem.arc_starts.push_back(0);
  for (int p = 0; p < shape.people; ++p) {
    std::vector<std::uint32_t> slots;
    for (int i = 0; i < shape.arcs_a_person; ++i) {
      slots.push_back(static_cast<std::uint32_t>(Between(random, 0, shape.slots - 1)));
    }
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    for (const std::uint32_t slot : slots) {
      problem.arcs.push_back({slot, Between(random, shape.points_min, shape.points_max),
                              static_cast<std::uint32_t>(Between(random, 0, shape.lottery_max))});
      if (shape.has_use) problem.arc_use.push_back(Between(random, 0, 2));
    }
    problem.arc_starts.push_back(problem.arcs.size());
    if (shape.has_kept) problem.kept_slot.push_back(random() % 2 == 0 ? kNoSlot : slots[random() % slots.size()]);
  }
}

// Counts `units` at `node` and all nodes above it.
template <typename Node>
void CountUp(const std::vector<Node>& nodes, std::int32_t node, std::vector<std::int64_t>& counts) {
  for (; node != kNoNode; node = nodes[static_cast<std::size_t>(node)].parent) ++counts[static_cast<std::size_t>(node)];
}

// The end of the person's arcs if it has none to the slot.
std::uint64_t ArcTo(const NestedAssignmentProblem& problem, std::size_t person, std::uint32_t slot) {
  std::uint64_t a = problem.arc_starts[person];
  while (a < problem.arc_starts[person + 1] && problem.arcs[a].slot != slot) ++a;
  return a;
}

}  // namespace

NestedAssignmentProblem RandomNestedAssignment(const NestedShape& shape, std::uint64_t seed) {
  Random random(seed);
  NestedAssignmentProblem problem;
  for (int n = 0; n < shape.slot_nodes; ++n) {
    problem.slot_nodes.push_back({AnyParent(random, n), Between(random, 0, shape.node_capacity_max)});
  }
  for (int s = 0; s < shape.slots; ++s) {
    problem.slots.push_back({Between(random, 0, shape.slot_capacity_max), AnyParent(random, shape.slot_nodes)});
  }
  AddPersonNodes(shape, random, problem);
  AddArcs(shape, random, problem);
  for (int p = 0; p < shape.people; ++p) problem.person_gain.push_back(Between(random, 0, shape.points_max));
  problem.point_unit = 1 + random() % 3;
  problem.kept_unit = shape.has_kept ? Between(random, 0, 4) : 0;
  problem.use_price = shape.has_use ? Between(random, 0, 4) : 0;
  return problem;
}

void MakeUnique(NestedAssignmentProblem& problem, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  constexpr std::int64_t kFine = std::int64_t{1} << 40;
  problem.point_unit *= kFine;
  problem.kept_unit *= kFine;
  problem.use_price *= kFine;
  for (absl::int128& gain : problem.person_gain) gain *= kFine;
  for (auto& node : problem.person_nodes) node.reward *= kFine;
  for (auto& arc : problem.arcs) arc.lottery = static_cast<std::uint32_t>(random());
}

NestedAssignmentStart NearlyAt(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result,
                               std::uint64_t seed) {
  std::mt19937_64 random(seed);
  NestedAssignmentStart start = StartAt(result);
  for (std::vector<absl::int128>* prices : {&start.slot_price, &start.slot_node_price, &start.person_node_price}) {
    for (absl::int128& price : *prices) {
      const bool is_kept = random() % 4 != 0;
      if (!is_kept) price = price * (random() % 3) / 2 + random() % 100 - 50;
    }
    if (seed % 3 == 0) prices->assign(prices->size(), absl::int128{1} << 110);
  }
  for (std::uint32_t& slot : start.slot_of_person) {
    if (random() % 8 == 0) slot = static_cast<std::uint32_t>(random() % problem.slots.size());
  }
  if (seed % 4 == 0) start.slot_of_person.clear();
  if (seed % 5 == 0) start.slot_node_price.clear();
  if (seed % 7 == 0) start.person_node_price.clear();
  start.seats_were_best = seed % 2 == 0;
  return start;
}

absl::int128 ValueAt(const NestedAssignmentProblem& problem, const std::vector<std::uint32_t>& slot_of_person) {
  std::vector<std::int64_t> placed(problem.person_nodes.size(), 0);
  absl::int128 value = 0;
  for (std::size_t p = 0; p < problem.person_count(); ++p) {
    if (slot_of_person[p] == kNoSlot) continue;
    value += GainOf(problem, p, ArcTo(problem, p, slot_of_person[p]));
    if (!problem.person_node.empty()) CountUp(problem.person_nodes, problem.person_node[p], placed);
  }
  for (std::size_t n = 0; n < placed.size(); ++n) {
    value += problem.person_nodes[n].reward * std::min<std::int64_t>(problem.person_nodes[n].least, placed[n]);
  }
  return value;
}

std::string FindFault(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result) {
  std::vector<std::int64_t> slot_count(problem.slots.size(), 0);
  std::vector<std::int64_t> slot_node_count(problem.slot_nodes.size(), 0);
  std::vector<std::int64_t> person_node_count(problem.person_nodes.size(), 0);
  for (std::size_t p = 0; p < problem.person_count(); ++p) {
    const std::uint32_t slot = result.slot_of_person[p];
    if (slot == kNoSlot) continue;
    if (ArcTo(problem, p, slot) == problem.arc_starts[p + 1]) {
      return absl::StrCat("person ", p, " has no arc to slot ", slot);
    }
    ++slot_count[slot];
    CountUp(problem.slot_nodes, problem.slots[slot].node, slot_node_count);
    if (!problem.person_node.empty()) CountUp(problem.person_nodes, problem.person_node[p], person_node_count);
  }
  for (std::size_t s = 0; s < slot_count.size(); ++s) {
    if (slot_count[s] > problem.slots[s].capacity) return absl::StrCat("slot ", s, " is over its capacity");
    if (result.slot_price[s] < 0) return absl::StrCat("slot ", s, " has a negative price");
  }
  for (std::size_t n = 0; n < slot_node_count.size(); ++n) {
    if (slot_node_count[n] > problem.slot_nodes[n].capacity)
      return absl::StrCat("slot node ", n, " is over its capacity");
    if (result.slot_node_price[n] < 0) return absl::StrCat("slot node ", n, " has a negative price");
  }
  for (std::size_t n = 0; n < person_node_count.size(); ++n) {
    const auto& node = problem.person_nodes[n];
    if (person_node_count[n] > node.capacity) return absl::StrCat("person node ", n, " is over its capacity");
    if (result.person_node_price[n] < 0) return absl::StrCat("person node ", n, " has a negative price");
    const absl::int128 reward = result.person_node_reward[n];
    if (reward < 0 || reward > node.reward) return absl::StrCat("person node ", n, " has a reward outside its range");
  }
  return ValueAt(problem, result.slot_of_person) == result.value ? "" : "the value is not the sum of gains and rewards";
}

}  // namespace walz
