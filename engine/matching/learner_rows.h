// LearnerRows: what the rules read of each apprentice of a problem, as one compact row of numbers.
//
// For questions that go over many apprentices: most are turned down, or known not to be among the best, by their row
// alone, which takes up one or two cache lines where the facts that it stands for take up dozens.
//
// A row has, for each requirement that is tabulated and each criterion that reads little of apprentices, the number of
// what it reads, the same in all problems beside the same hosts; and marks (mark.h) for each other requirement and
// each criterion that gives most pairs no points.

#ifndef ENGINE_MATCHING_LEARNER_ROWS_H_
#define ENGINE_MATCHING_LEARNER_ROWS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/matching/kept_verdicts.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/mark.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Where rows have what, and the numbers of what criteria read; for all problems beside the same hosts.
// Thread rule: const methods from any thread.
class LearnerColumns {
 public:
  // `rules` must outlive this object.
  explicit LearnerColumns(const RuleBook& rules);

  const RuleBook& rules() const { return rules_; }
  // Positions in the rulebook; their numbers stand in this order, those of criteria after those of requirements.
  const std::vector<std::size_t>& numbered_requirements() const { return numbered_requirements_; }
  const std::vector<std::size_t>& numbered_criteria() const { return numbered_criteria_; }
  // Likewise for marks.
  const std::vector<std::size_t>& marked_requirements() const { return marked_requirements_; }
  const std::vector<std::size_t>& marked_criteria() const { return marked_criteria_; }
  // The other criteria.
  const std::vector<std::size_t>& single_criteria() const { return single_criteria_; }

  std::size_t number_count() const { return numbered_requirements_.size() + numbered_criteria_.size(); }
  std::size_t mark_count() const { return marked_requirements_.size() + marked_criteria_.size(); }

  // By position in numbered_criteria().
  LearnerNumbers& numbers(std::size_t criterion) const { return *numbers_[criterion]; }

  // What is known of the verdicts on one facet of hosts, by number of what the requirement reads of apprentices.
  using VerdictColumn = std::vector<VerdictCell>;
  // Of a requirement by position in numbered_requirements(), with `facets` its own; has a cell for each number that was
  // given before.  Kept for later questions where those of all facets of hosts would have room.
  std::shared_ptr<VerdictColumn> VerdictsOn(std::size_t requirement, const FacetTable& facets,
                                            std::uint32_t host) const;
  static constexpr std::size_t kKeptBytesMax = std::size_t{16} << 20;  // Of one requirement.

 private:
  struct Kept {
    std::mutex mutex;
    std::vector<std::shared_ptr<VerdictColumn>> columns;  // By facet of hosts; null as long as nobody asked.
  };

  const RuleBook& rules_;
  std::vector<std::size_t> numbered_requirements_;
  std::vector<std::size_t> numbered_criteria_;
  std::vector<std::size_t> marked_requirements_;
  std::vector<std::size_t> marked_criteria_;
  std::vector<std::size_t> single_criteria_;
  std::vector<std::unique_ptr<LearnerNumbers>> numbers_;
  std::vector<std::unique_ptr<Kept>> kept_;  // By position in numbered_requirements_.
};

// Thread rule: immutable.
class LearnerRows {
 public:
  // Of what has no number (shared_numbers.h).
  static constexpr std::uint16_t kUnnumbered = 0xffff;

  // `sieve` is that of the problem.  O(apprentices * rules).
  LearnerRows(const Problem& problem, const Sieve& sieve, const LearnerColumns& columns);

  // By position among the columns' numbers, and among their marks.
  std::uint16_t NumberOf(ApprenticeIndex i, std::size_t column) const { return lines_[LineOf(i, column)][At(column)]; }
  Marks MarksOf(ApprenticeIndex i, std::size_t column) const {
    const std::size_t cell = number_count_ + 2 * column;
    return Marks{NumberOf(i, cell)} << 16 | NumberOf(i, cell + 1);
  }

  // For a row that will be read soon.
  void Prefetch(ApprenticeIndex i) const { __builtin_prefetch(&lines_[i.value * lines_per_row_]); }

 private:
  static constexpr std::size_t kCellsPerLine = 32;
  struct alignas(64) Line : std::array<std::uint16_t, kCellsPerLine> {};

  std::size_t LineOf(ApprenticeIndex i, std::size_t cell) const {
    return i.value * lines_per_row_ + cell / kCellsPerLine;
  }
  static std::size_t At(std::size_t cell) { return cell % kCellsPerLine; }

  std::size_t number_count_;
  std::size_t lines_per_row_;
  std::vector<Line> lines_;
};

// Apprentices beside the hosts of a question.
struct LinkedApprentices {
  const Problem& problem;
  const Sieve& sieve;       // Of the problem,
  const LearnerRows& rows;  // and of both.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_LEARNER_ROWS_H_
