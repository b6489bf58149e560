// TreeSimplex: the best circulation of one component by the network simplex method on strongly feasible trees.
//
// A spanning tree holds every arc whose flow lies between its bounds; prices make the arcs of the tree worth exactly 0.
// While some arc off the tree promises a gain, it enters: flow goes round the cycle it closes, the last arc that
// blocks leaves, and the cut-off part of the tree gets new prices.  Off the tree an arc's flow says by itself at which
// bound it stands, so arcs need no memory at all.  Flow is lawful after every step.
// The search for entering arcs scans a block of vertices, keeps the best arc of each in a short list of the most
// promising ones, and lets the best of the list enter, priced anew before every step, until the list is used up.
//
// Source: W. H. Cunningham, A network simplex method (1976), whose leaving rule ends with ties too; candidate lists
// after J. M. Mulvey (1978).  Complexity: no polynomial bound is known for this rule; in practice 2 to 5 steps a
// vertex, each of some hundred looks at arcs and a change of prices in the smaller part of the tree.
//
// Thread rule: different components of one CirculationTree may be solved at the same time.

#ifndef ENGINE_SOLVE_TREE_SIMPLEX_H_
#define ENGINE_SOLVE_TREE_SIMPLEX_H_

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/solve/assignment_network.h"
#include "engine/solve/circulation_tree.h"

namespace walz {

class TreeSimplex {
 public:
  // `network` and `tree` must outlive the solver.  On `thread_count` threads, which never changes a result.
  TreeSimplex(const AssignmentNetwork& network, const AssignmentNetwork::Component& component, int thread_count,
              CirculationTree& tree);

  // From a planted tree (tree_planting.h).  Returns false if stopped before the optimum.
  bool Solve(const std::stop_token& stop);

 private:
  // One unit more on `arc`, or one unit less, is worth `promise` > 0; the push goes `from` -> `to`.
  struct Entering {
    ArcName arc;
    Vertex from = kNoVertex;
    Vertex to = kNoVertex;
    bool adds = true;
    absl::int128 promise = 0;
  };

  Entering FindEntering();
  void FillList();
  std::size_t EndOfBlock() const;
  void LookAt(std::size_t first, std::size_t last, std::vector<Entering>& found) const;
  Entering TakeBestOfList();
  Entering PricedAnew(const Entering& entering) const;
  void LookAtChoices(Vertex person, Entering& best) const;
  void LookAtGates(Vertex v, Entering& best) const;
  void LookAtGate(Vertex v, ArcName arc, std::int32_t capacity, const absl::int128& worth, Entering& best) const;
  void Pivot(const Entering& entering);
  Vertex Join(Vertex a, Vertex b) const;
  std::int32_t Flow(ArcName arc, Vertex person) const;
  std::int32_t Capacity(ArcName arc) const;
  std::int32_t Room(Vertex child, bool upwards) const;
  void Push(ArcName arc, Vertex person, bool adds, std::int32_t units);
  void PushPath(Vertex from, Vertex join, bool upwards, std::int32_t units);
  void Rehang(const Entering& entering, Vertex join, Vertex cut, bool cut_holds_from);
  void Detach(Vertex v);
  void Grow(Vertex v, Vertex below, std::uint32_t size_step);
  void ShiftBelow(Vertex top, const absl::int128& shift);

  const AssignmentNetwork& network_;
  const NestedAssignmentProblem& problem_;
  const AssignmentNetwork::Component& component_;
  const int thread_count_;
  CirculationTree& tree_;
  std::vector<Vertex> parents_;               // Scratch of ShiftBelow.
  std::vector<Entering> list_;                // At most one for each vertex.
  std::vector<std::vector<Entering>> found_;  // Scratch of FillList, by part of the block.
  std::size_t steps_left_ = 0;                // Until the list is filled anew.
  std::size_t cursor_ = 0;                    // Where the next scan begins.
  std::size_t block_size_ = 0;                // Of a scan, in arcs.
};

}  // namespace walz

#endif  // ENGINE_SOLVE_TREE_SIMPLEX_H_
