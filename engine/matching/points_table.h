// PointsTable: the points of one apprentice for many openings, each distinct thing that a criterion reads of openings
// weighed once.
//
// Says what PointsOf says.  Memory: 4 bytes for each opening and criterion that reads little of it.
// Thread rule: immutable.

#ifndef ENGINE_MATCHING_POINTS_TABLE_H_
#define ENGINE_MATCHING_POINTS_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class PointsTable {
 public:
  // `rules` must outlive this object.  O(openings * criteria).
  PointsTable(const Problem& problem, const RuleBook& rules);

  // By position in `openings`.  `problem` is that of the constructor or one that was joined to it.
  std::vector<int> PointsOf(const Problem& problem, ApprenticeIndex apprentice,
                            absl::Span<const OpeningIndex> openings) const;

  // At most `count` of `openings` with their points, most points first, then by index.  Weighs in full only those that
  // may be among them, by what a criterion can give at most.
  std::vector<std::pair<OpeningIndex, int>> BestOf(const Problem& problem, ApprenticeIndex apprentice,
                                                   absl::Span<const OpeningIndex> openings, std::size_t count) const;

 private:
  class Weighing;
  struct Column {
    const Criterion* criterion;
    int weight;
    std::uint32_t host_count;
  };

  std::vector<Column> numbered_;        // Criteria that cannot tell all openings apart; by host_count.
  std::vector<Column> single_;          // The others.
  std::vector<std::uint32_t> numbers_;  // By opening, then by position in numbered_.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_POINTS_TABLE_H_
