// TreePlanting: the first tree of a component for TreeSimplex, grown where an earlier assignment and its prices stand.
//
// Whoever of the start still fits, and either sat best or has nothing better by its prices, sits down again; then
// whoever is left, where the prices say that it is best.  Then the tree grows from the root: a vertex is hung where one
// unit more could go from it up to the root, those first for which that costs least by the start's prices, and every
// arc whose flow lies between its bounds is in the tree.  So the tree is strongly feasible whatever the start is; at an
// optimal assignment with its prices it proves the optimum as it stands, and elsewhere the simplex begins a few steps
// for each mistake away.  Arcs that are worth less than another of their person are looked at only for those who cannot
// be hung without a loss.  Without a start nobody sits anywhere, and everybody hangs below the slot that gains most.
//
// Source: E. W. Dijkstra (1959) for the order; Cunningham (1976, see tree_simplex.h) for what the tree must be.
// Complexity: O(arcs * log).  Memory: 16 bytes an arc, about 150 a vertex.
//
// Thread rule: different components may be planted at the same time.

#ifndef ENGINE_SOLVE_TREE_PLANTING_H_
#define ENGINE_SOLVE_TREE_PLANTING_H_

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/stop.h"
#include "engine/solve/assignment_network.h"
#include "engine/solve/circulation_tree.h"

namespace walz {

class TreePlanting {
 public:
  // All must outlive this object; `tree` is untouched so far.
  TreePlanting(const AssignmentNetwork& network, const NestedAssignmentStart& start, const WorkOptions& options,
               CirculationTree& tree);

  // Once for each component.  False if stopped: people sit lawfully, but there is no tree.
  bool Plant(const AssignmentNetwork::Component& component);

 private:
  // The way up that is known so far for a vertex that is not hung yet.
  struct Way {
    absl::int128 loss = 0;  // By the start's prices, on the whole way to the root.
    absl::int128 gain = 0;  // Of the arc, in its own direction.
    Vertex parent = kNoVertex;
    ArcName arc;
    bool points_up = true;
    bool is_hung = false;
  };
  // Of the arcs that a growth has listed.
  struct ArcRange {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
  };
  class Growth;

  // Those who sit where the start says, if they may keep their seats.
  void SeatPeople(const NestedAssignmentStart& start);
  // Those who sit nowhere yet: where the start's prices say that it is best for them, if there is room.
  void SeatWhereBest(const NestedAssignmentStart& start);
  // By the start's prices; of those who keep a seat that is no longer the best, what the seat is worth or more.
  bool IsBest(std::size_t person, std::uint64_t arc) const;
  bool SeatIfRoom(std::size_t person, std::uint64_t arc);
  // Whether the next unit through the gates of `v` would earn the reward.
  bool PaysNext(Vertex v) const;
  bool HasRoomAbove(Vertex v) const;
  void PassThrough(Vertex v);
  void ReadSlotPrices(const NestedAssignmentStart& start);
  void FindWorthOfPeople();
  void FindWorthOfPersonNodes(const NestedAssignmentStart& start);
  void ListChildren();

  const AssignmentNetwork& network_;
  const NestedAssignmentProblem& problem_;
  const std::stop_token stop_;
  const int thread_count_;
  CirculationTree& tree_;
  std::vector<absl::int128> worth_;          // By vertex, by the start's prices.
  std::vector<Way> ways_;                    // By vertex.
  std::vector<ArcRange> arcs_of_slots_;      // By slot, for the growth of its component.
  std::vector<std::uint32_t> child_starts_;  // By vertex, one more at the end: of what follows.
  std::vector<Vertex> children_;             // Whose gate leads to or from the vertex.
};

}  // namespace walz

#endif  // ENGINE_SOLVE_TREE_PLANTING_H_
