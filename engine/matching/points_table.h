// PointsTable: the points of one apprentice for many openings, each distinct thing that a criterion reads of openings
// weighed once.
//
// Says what PointsOf says.  Memory: 4 bytes for each opening and criterion that reads little of it.
// Thread rule: immutable.

#ifndef ENGINE_MATCHING_POINTS_TABLE_H_
#define ENGINE_MATCHING_POINTS_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/numeric/int128.h>
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

  // What the points for an opening are worth, and what it is worth besides.
  struct Worth {
    absl::int128 of_point = 1;  // > 0.
    absl::FunctionRef<absl::int128(OpeningIndex)> besides;
  };
  struct Ranked {
    OpeningIndex opening;
    int points = 0;
    absl::int128 worth = 0;
  };
  class Ranking;
  // At most `count` of `openings`, most points first, then by index.
  std::vector<Ranked> BestOf(const Problem& problem, ApprenticeIndex apprentice,
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

// Openings by their worth, greatest first, then by id, one after another: weighs in full only those that may be
// next, by what a criterion can give at most.  Thread rule: not for concurrent use.
class PointsTable::Ranking {
 public:
  // As for PointsOf; `table` and `problem` must outlive this object.
  Ranking(const PointsTable& table, const Problem& problem, ApprenticeIndex apprentice,
          absl::Span<const OpeningIndex> openings, const Worth& worth);
  ~Ranking();

  // Nothing: there is none left.
  std::optional<Ranked> Next();

 private:
  // An opening that is not weighed in full yet, or just so.
  struct Candidate {
    absl::int128 bound;  // Its worth, were the rest worth the most there is.
    OpeningIndex opening;
    std::uint32_t id_rank;
    std::uint32_t weighed_count;  // Columns of those that are weighed one by one.
    int points;                   // So far.
  };
  struct IsWorse {
    bool operator()(const Candidate& a, const Candidate& b) const {
      return a.bound != b.bound ? a.bound < b.bound : b.id_rank < a.id_rank;
    }
  };

  const PointsTable& table_;
  const absl::int128 of_point_;
  std::vector<std::size_t> later_;  // Columns that are weighed one by one; what can give most first.
  std::unique_ptr<Weighing> weighing_;
  std::vector<Candidate> heap_;  // The best bound first.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_POINTS_TABLE_H_
