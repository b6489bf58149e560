// NestedBidding: people bid for places below nodes on both sides, the quick beginning of a nested assignment.
//
// Everybody goes where it gains most at today's prices and says up to which price that stays so: where the second best
// is as good, and a step more.  Whoever comes to something full (a slot, or a node above it; the innermost counts)
// takes the place of whoever there has the lowest limit, and has to pay as much: so hosts keep the greatest limits that
// their capacities allow, prices only rise, and limits stay true.  Of people below a full node of theirs those with the
// greatest gain at today's prices may bid; each gives up at a gain that the best of those who wait would have.
// The step is wide first; then all leave, prices go back by some steps, and a narrower one follows.
//
// The solver's weights put whole levels between two people, and prices would have to climb them; here one level of
// person_gain is worth at most as much as the greatest points (PointScale).  Lotteries and rewards of leasts are not
// looked at.  So the seats are lawful and nearly the best, but prove nothing: TreeSimplex goes on from there.
//
// Source: D. P. Bertsekas, The auction algorithm (1988), with its epsilon scaling; that hosts with capacities in each
// other can hold bids like this: A. S. Kelso, V. P. Crawford, Job matching, coalition formation, and gross substitutes
// (1982), for the greedy sets of a laminar matroid.  Complexity: a bid looks at one person's choices as far as one
// could still be the best, and at the nodes above their slots, and costs O(log people) for each node; at most 100 bids
// a person, in practice about 20.  Memory: 8 bytes a choice, about 150 a person and 100 a slot.
//
// Thread rule: free functions of their arguments.

#ifndef ENGINE_SOLVE_NESTED_BIDDING_H_
#define ENGINE_SOLVE_NESTED_BIDDING_H_

#include "engine/base/stop.h"
#include "engine/solve/nested_assignment.h"

namespace walz {

// Fills in what `result` says of people who have a choice, who sit nowhere so far, and of slots and nodes that they
// make dear.  Stopped, it leaves off: the seats are lawful.  The result does not depend on thread_count.
void BidBelowNodes(const NestedAssignmentProblem& problem, SlotChoices choices, const WorkOptions& options,
                   NestedAssignmentResult& result);

}  // namespace walz

#endif  // ENGINE_SOLVE_NESTED_BIDDING_H_
