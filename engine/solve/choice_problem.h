// ChoiceProblem: people choose at most one column each, within limits, at the greatest sum of values.
//
// The general form of a round: a column is one stay of a person, a row whatever many stays use together (places on a
// day, a budget, a goal that must not be lost).  Integer programming in general, so hard; but the stays of apprentices
// make linear relaxations that are nearly whole, which choice_tree.h makes use of.
//
// Proof.  Prices >= 0 of rows prove, for any choice within the limits,
//   value <= bound = sum of limit * price + sum over people of max(0, max over columns of (value - prices of its uses))
// and where somebody is known to take one of some columns, the 0 falls away and the others do too.
//
// Thread rule: plain data.

#ifndef ENGINE_SOLVE_CHOICE_PROBLEM_H_
#define ENGINE_SOLVE_CHOICE_PROBLEM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/types/span.h>

namespace walz {

struct ChoiceProblem {
  static constexpr std::uint32_t kNone = 0xffffffffu;

  // Of each of the rows [row, row + count).
  struct Use {
    std::uint32_t row;
    std::uint32_t count;
    std::int32_t amount;  // Less than 0: more of the column leaves more of the row.
  };

  std::size_t person_count() const { return person_starts.size() - 1; }
  std::size_t column_count() const { return value.size(); }
  absl::Span<const Use> UsesOf(std::size_t column) const {
    return absl::MakeConstSpan(uses).subspan(use_starts[column], use_starts[column + 1] - use_starts[column]);
  }
  // For the next person, or the next column of the last one.
  void AddPerson() { person_starts.push_back(static_cast<std::uint32_t>(value.size())); }
  void AddColumn(std::uint32_t block_of_column, std::int64_t value_of_column, absl::Span<const Use> uses_of_column) {
    block.push_back(block_of_column);
    value.push_back(value_of_column);
    uses.insert(uses.end(), uses_of_column.begin(), uses_of_column.end());
    use_starts.push_back(static_cast<std::uint32_t>(uses.size()));
    person_starts.back() = static_cast<std::uint32_t>(value.size());
  }

  std::vector<std::int64_t> limits;             // By row; sum of amounts <= limit.
  std::vector<std::uint32_t> person_starts{0};  // Columns of person p: person_starts[p] .. person_starts[p + 1].
  std::vector<std::uint32_t> block;             // By column: columns of one person that are much alike stand together.
  std::vector<std::int64_t> value;              // By column.
  std::vector<std::uint32_t> use_starts{0};     // Uses of column c: use_starts[c] .. use_starts[c + 1].
  std::vector<Use> uses;                        // Each row in one at most of a column.
};

}  // namespace walz

#endif  // ENGINE_SOLVE_CHOICE_PROBLEM_H_
