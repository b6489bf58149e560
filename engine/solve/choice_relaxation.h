// ChoiceRelaxation: the linear relaxation of a ChoiceProblem, over a growing set of columns, warm from solve to solve.
//
// Wraps Clp (primal and dual simplex).  Thread rule: not for concurrent use.

#ifndef ENGINE_SOLVE_CHOICE_RELAXATION_H_
#define ENGINE_SOLVE_CHOICE_RELAXATION_H_

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include <absl/types/span.h>

#include "engine/solve/choice_cuts.h"
#include "engine/solve/choice_problem.h"

namespace walz {

class ChoiceRelaxation {
 public:
  // All must outlive this object.
  ChoiceRelaxation(const ChoiceProblem& problem, const ChoiceCuts& cuts, std::stop_token stop);
  ~ChoiceRelaxation();

  bool Has(std::uint32_t column) const { return place_of_[column] != ChoiceProblem::kNone; }
  absl::Span<const std::uint32_t> columns() const { return columns_; }

  // REQUIRES: the relaxation does not have them.
  void AddColumns(absl::Span<const std::uint32_t> columns);
  // Begins at this choice, within the limits, by person.  REQUIRES: the relaxation has its columns, and nothing has
  // been solved.
  void StartAt(absl::Span<const std::uint32_t> column_of);
  // Makes rows of the cuts that have come since the last call.
  void AddCuts();
  // Whether the column may be taken.  REQUIRES: Has(column).
  void Allow(std::uint32_t column, bool is_allowed);
  // Whether the person has to take something.
  void Force(std::uint32_t person, bool is_forced);

  // Solves it; whoever has to take something and cannot, and rows that are missed, cost more than most could gain.
  // False: stopped, or given up; nothing below is known then.
  bool Solve();
  // About what it is worth as it stands: a few steps of the dual method from the last solution.
  double Probe();
  // What the last Solve() found it to be worth.
  double value() const;

  // Of the simplex method, since the beginning.
  std::int64_t steps() const;

  // Prices of rows, and behind them of cuts, times `scale`, rounded.
  void RowPrices(std::int64_t scale, std::vector<std::int64_t>& prices) const;
  // 0..1 of the i-th of columns().
  double ShareOf(std::size_t i) const;

 private:
  class Clp;

  const ChoiceProblem& problem_;
  const ChoiceCuts& cuts_;
  std::stop_token stop_;
  double unit_ = 1;                      // Values are divided by it.
  std::size_t first_column_ = 0;         // Clp's columns from here on are columns_.
  std::vector<std::uint32_t> columns_;   // In the order in which they were added.
  std::vector<std::uint32_t> place_of_;  // By column: its place in columns_, or kNone.
  std::size_t cut_count_ = 0;            // That are rows.
  bool bounds_changed_ = true;
  std::unique_ptr<Clp> clp_;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_CHOICE_RELAXATION_H_
