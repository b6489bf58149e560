// NestedAssignment: people choose slots under nested capacities on both sides, at the greatest sum of gains, with
// proof.
//
// Problem.  Each person p takes at most one slot s along one of its arcs.  A person counts 1 in every node above it in
// the person forest, a taken slot counts 1 in itself and in every node above it in the slot forest.  With
//   gain(p, a)  = person_gain[p] + points * point_unit + [slot is kept_slot[p]] * kept_unit + lottery - use * use_price
//   earned(n)   = reward(n) * min(least(n), people placed below n)          for person nodes n with least > 0
// find an assignment within all capacities with the greatest  value = sum of gains + sum of earned.
// Nobody has to be placed: leaving a person out is worth 0, so an arc that costs more than it earns is never taken.
//
// Proof.  The result carries prices >= 0 of slots and nodes and for each n with least a marginal reward r(n) in
// [0, reward(n)] (what one more person below n still earns).  For any such figures, and so for those of a stopped run
// too,
//   value <= bound = sum over slots and nodes of capacity * price
//                  + sum over nodes with least of least * (reward - r)
//                  + sum over people p of max(0, max over arcs a = (p, s) of  gain(p, a) - price(s)
//                        - prices of the nodes above s - prices of the nodes above p + r of the node above p with
//                        least)
// and a run that was not stopped ends with equality: DualBound() == value.
//
// How.  What no node binds is a pairing of people with places: bids from both sides, then shortest alternating paths
// (pairing.h).  Where nodes bind or paths grow long, the rest is a circulation root -> person nodes -> person -> slot
// -> slot nodes -> root, nodes that can never bind dropped, connected components apart, solved by network simplex
// (tree_simplex.h) from where bids (nested_bidding.h), the pairing or an earlier solve stand (tree_planting.h).  Exact,
// and a pure function of the input order.  Memory beyond the input: pairing.h says; for the rest 16 bytes an arc and
// about 400 a person, slot and node.
//
// Thread rule: free functions of their arguments.  The result does not depend on thread_count.

#ifndef ENGINE_SOLVE_NESTED_ASSIGNMENT_H_
#define ENGINE_SOLVE_NESTED_ASSIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/stop.h"

namespace walz {

inline constexpr std::uint32_t kNoSlot = 0xffffffffu;
inline constexpr std::int32_t kNoNode = -1;

struct NestedAssignmentProblem {
  struct Arc {
    std::uint32_t slot = 0;
    std::int32_t points = 0;
    std::uint32_t lottery = 0;
  };
  struct Slot {
    std::int32_t capacity = 0;    // >= 0.
    std::int32_t node = kNoNode;  // In slot_nodes.
  };
  struct SlotNode {
    std::int32_t parent = kNoNode;  // Stands before its children.
    std::int32_t capacity = 0;      // >= 0.
  };
  struct PersonNode {
    std::int32_t parent = kNoNode;  // Stands before its children.
    std::int32_t capacity = 0;      // >= 0.
    std::int32_t least = 0;         // >= 0; > 0 only where no node above has least > 0.
    absl::int128 reward = 0;        // >= 0; for each of the first `least` people placed below.
  };

  std::size_t person_count() const { return person_gain.size(); }

  std::vector<absl::int128> person_gain;  // One for each person.
  std::vector<std::uint64_t> arc_starts;  // Arcs of person p: arc_starts[p] .. arc_starts[p + 1]; person_count + 1.
  std::vector<Arc> arcs;                  // Fewer than 2^32 - 1; no slot twice for one person.
  std::vector<std::int32_t> arc_use;      // One for each arc, or empty: no use.
  std::vector<std::uint32_t> kept_slot;   // One for each person, kNoSlot for none; or empty.
  std::vector<std::int32_t> person_node;  // One for each person, kNoNode for none; or empty.
  std::vector<PersonNode> person_nodes;
  std::vector<Slot> slots;
  std::vector<SlotNode> slot_nodes;
  absl::int128 point_unit = 1;
  absl::int128 kept_unit = 0;
  absl::int128 use_price = 0;
};

// REQUIRES of the caller: fewer than 2^22 people; every |gain| and reward at most 2^100.
inline absl::int128 GainOf(const NestedAssignmentProblem& problem, std::size_t person, std::uint64_t arc_index) {
  const NestedAssignmentProblem::Arc& arc = problem.arcs[arc_index];
  absl::int128 gain = problem.person_gain[person] + problem.point_unit * arc.points + arc.lottery;
  if (!problem.kept_slot.empty() && problem.kept_slot[person] == arc.slot) gain += problem.kept_unit;
  if (!problem.arc_use.empty()) gain -= problem.use_price * problem.arc_use[arc_index];
  return gain;
}

struct NestedAssignmentResult {
  std::vector<std::uint32_t> slot_of_person;  // kNoSlot: left out.
  std::vector<absl::int128> slot_price;       // All prices are >= 0.
  std::vector<absl::int128> slot_node_price;
  std::vector<absl::int128> person_node_price;
  std::vector<absl::int128> person_node_reward;  // r of the proof; 0 for nodes without least.
  absl::int128 value = 0;
  bool stopped = false;  // Lawful, but perhaps not the best; the bound holds all the same.
};

// Where a solve may begin: figures of an earlier, similar problem, best its prices and its assignment together.  They
// change how long a solve takes, never what it is worth; where the optimum is unique, not the assignment either.
struct NestedAssignmentStart {
  // One for each slot or node, or empty; what is out of range is moved into it.  Without prices of slots nothing else
  // is read.
  std::vector<absl::int128> slot_price;
  std::vector<absl::int128> slot_node_price;
  std::vector<absl::int128> person_node_price;
  std::vector<std::uint32_t> slot_of_person;  // One for each person, or empty; what no longer fits is left out.
  // The seats were the best at these prices.  Then whoever still fits keeps its seat though something better may have
  // come: a few steps each, where an empty place would draw people from all around.
  bool seats_were_best = false;
};

// Nothing costs anything; proves nothing.
inline NestedAssignmentResult NobodyPlaced(const NestedAssignmentProblem& problem) {
  NestedAssignmentResult result;
  result.slot_of_person.assign(problem.person_count(), kNoSlot);
  result.slot_price.assign(problem.slots.size(), 0);
  result.slot_node_price.assign(problem.slot_nodes.size(), 0);
  result.person_node_price.assign(problem.person_nodes.size(), 0);
  result.person_node_reward.assign(problem.person_nodes.size(), 0);
  return result;
}

inline NestedAssignmentStart StartAt(const NestedAssignmentResult& result) {
  return {result.slot_price, result.slot_node_price, result.person_node_price, result.slot_of_person, !result.stopped};
}

// Stops the process (WALZ_CHECK) if the problem is not as stated above; what it cannot check cheaply is the caller's
// word. Progress: stage "assign", people of finished components.
NestedAssignmentResult SolveNestedAssignment(const NestedAssignmentProblem& problem, const WorkOptions& options,
                                             const NestedAssignmentStart& start = {});

// A slot that a person may take.
struct SlotChoice {
  std::uint32_t slot = 0;
  std::int32_t points = 0;

  // The greatest points first.
  friend bool operator<(const SlotChoice& a, const SlotChoice& b) {
    return a.points != b.points ? a.points > b.points : a.slot < b.slot;
  }
};
using SlotChoices = std::vector<std::vector<SlotChoice>>;  // By person, in any order.

// What bids alone find (nested_bidding.h): lawful, mostly within a hundredth of the best, in a fraction of the
// time.  The prices bound, but prove nothing to be the best.  Choices stand for the problem's arcs, which are not
// looked at, and may be many: a bid looks no further than what could still be the best.  Lotteries, kept slots and uses
// count nothing, and `value` is left at 0.
NestedAssignmentResult BidForNestedAssignment(const NestedAssignmentProblem& problem, SlotChoices choices,
                                              const WorkOptions& options);

// The right side of the proof: no lawful assignment is worth more.
absl::int128 DualBound(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result);

}  // namespace walz

#endif  // ENGINE_SOLVE_NESTED_ASSIGNMENT_H_
