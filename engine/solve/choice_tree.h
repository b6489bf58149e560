// SolveChoice: the best choice of a ChoiceProblem, with a proof that anybody can follow.
//
// Branch and bound (Land, Doig 1960) on whether a person takes one of some columns.  Each node is bounded by a linear
// relaxation that sees only the columns it needs (column generation; Gilmore, Gomory 1961): all are priced exactly, in
// whole numbers, and prices that prove enough end the node whether or not the relaxation was solved to its end.  The
// node of the greatest bound is next, but each is followed down to a whole choice first.  What remains is a tree whose
// leaves have prices; the greatest of their bounds is a bound of all.
//
// Relaxations are solved by Clp (one thread); what it says in floating point decides where to look, never what holds.
// Work is bounded by counts: the result is a pure function of problem, start and limits, unless stopped.
// Thread rule: a free function of its arguments.

#ifndef ENGINE_SOLVE_CHOICE_TREE_H_
#define ENGINE_SOLVE_CHOICE_TREE_H_

#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

#include "engine/solve/choice_cuts.h"
#include "engine/solve/choice_problem.h"

namespace walz {

// Prices of rows are multiples of 1 / kChoicePriceScale: divisible by what small vertices divide by.
inline constexpr std::int64_t kChoicePriceScale = 5040;

// Of a row, or of a cut, which stand behind the rows; times kChoicePriceScale; > 0.
using RowPrice = std::pair<std::uint32_t, std::int64_t>;

struct ChoiceNode {
  static constexpr std::uint32_t kNone = 0xffffffffu;
  bool is_leaf() const { return takes == kNone; }

  // Of an inner node: whether `person` takes one of the columns [first, last).  Children stand behind their parent.
  std::uint32_t person = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t takes = kNone;
  std::uint32_t refuses = kNone;
  std::vector<RowPrice> prices;  // Of a leaf; by row.
};

struct ChoiceResult {
  std::vector<std::uint32_t>
      column_of;           // By person; ChoiceProblem::kNone.  Empty: no choice within the limits is known.
  std::int64_t value = 0;  // Of that.
  std::int64_t bound = 0;  // No choice is worth more.
  bool stopped = false;
  std::vector<ChoiceNode> nodes;  // [0] is the root.
  std::vector<ChoiceCut> cuts;
};

struct ChoiceLimits {
  // >= 1.  Below the root only choices count as better whose value is so much more, rounded down to multiples.
  std::int64_t grain = 1;
  std::int64_t nodes_max = 300;
  std::int64_t solves_max = 3000;   // Of relaxations, in all.
  std::int64_t steps_max = 30'000;  // Of the simplex method, in all.
};

// `start` is a choice within the limits, by person, or empty.
// REQUIRES: no sum of limits or values, or limits * values, has more than 2^46.
ChoiceResult SolveChoice(const ChoiceProblem& problem, const std::vector<std::uint32_t>& start,
                         const ChoiceLimits& limits, const std::stop_token& stop);

}  // namespace walz

#endif  // ENGINE_SOLVE_CHOICE_TREE_H_
