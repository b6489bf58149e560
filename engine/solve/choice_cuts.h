// ChoiceCuts: inequalities that every choice of a ChoiceProblem keeps and its linear relaxation may break.
//
// A cut names rows [first, end) and a person.  Together at most `limit`, the greatest limit of these rows, are the
// amounts of
//   the person's columns that use any of the rows, and all others' columns that use each of them,
// for on a row that the person's column uses, all of them stand.  A relaxation breaks it where it gives somebody
// two halves of stays at one place, one before the other.  With one place these are the cuts of time-indexed
// formulations of one machine (Sousa, Wolsey 1992).
//
// Thread rule: const methods from any thread.

#ifndef ENGINE_SOLVE_CHOICE_CUTS_H_
#define ENGINE_SOLVE_CHOICE_CUTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_set.h>
#include <absl/types/span.h>

#include "engine/solve/choice_problem.h"

namespace walz {

struct ChoiceCut {
  std::uint32_t first;
  std::uint32_t end;
  std::uint32_t person;
  std::int64_t limit;
};

class ChoiceCuts {
 public:
  // `problem` must outlive this object.
  explicit ChoiceCuts(const ChoiceProblem& problem);

  const std::vector<ChoiceCut>& cuts() const { return cuts_; }
  std::uint32_t PersonOf(std::uint32_t column) const { return person_of_[column]; }

  // Whether no amount or limit of these rows is below 0, as cuts need it.
  bool AreFit(std::uint32_t first, std::uint32_t end) const { return unfit_before_[end] == unfit_before_[first]; }
  // How much the column counts in the cut; 0: not at all.
  std::int32_t AmountIn(const ChoiceCut& cut, std::uint32_t column) const;
  // Calls visit(index, amount) of each cut in which the column counts.  O(rows it uses + cuts there and of its person).
  template <typename Visit>
  void ForEachOf(std::uint32_t column, const Visit& visit) const;

  // Adds the cuts that these shares (0..1) of columns break by more than a little, the most broken first, as many as
  // `most`.  Returns how many.  O(rows used by the columns with a share, for each pair of them of one person).
  std::size_t Separate(absl::Span<const std::uint32_t> columns, const std::vector<double>& share_of, std::size_t most);

 private:
  const ChoiceProblem& problem_;
  std::vector<std::uint32_t> person_of_;     // By column.
  std::vector<std::uint32_t> unfit_before_;  // By row: how many before it have an amount or limit below 0.
  std::vector<ChoiceCut> cuts_;
  std::vector<std::vector<std::uint32_t>> cuts_from_;  // By row: cuts whose first row it is.
  std::vector<std::uint32_t> cuts_before_;             // By row: cuts whose first row stands before.
  std::vector<std::vector<std::uint32_t>> cuts_of_;    // By person.
  absl::flat_hash_set<std::pair<std::uint64_t, std::uint32_t>> known_;
};

template <typename Visit>
void ChoiceCuts::ForEachOf(std::uint32_t column, const Visit& visit) const {
  const std::uint32_t person = person_of_[column];
  for (const std::uint32_t cut : cuts_of_[person]) {
    const std::int32_t amount = AmountIn(cuts_[cut], column);
    if (amount > 0) visit(cut, amount);
  }
  for (const ChoiceProblem::Use& use : problem_.UsesOf(column)) {
    if (cuts_before_[use.row + use.count] == cuts_before_[use.row]) continue;
    for (std::uint32_t row = use.row; row < use.row + use.count; ++row) {
      for (const std::uint32_t cut : cuts_from_[row]) {
        if (cuts_[cut].person != person && cuts_[cut].end <= use.row + use.count) visit(cut, use.amount);
      }
    }
  }
}

}  // namespace walz

#endif  // ENGINE_SOLVE_CHOICE_CUTS_H_
