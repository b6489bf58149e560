// BulkPoints: the weighted points of many pairs, saying exactly what PointsOf says of each.
//
// Thread rule: const methods from any thread.

#ifndef ENGINE_RULEBOOK_BULK_POINTS_H_
#define ENGINE_RULEBOOK_BULK_POINTS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "engine/rulebook/table_basis.h"

namespace walz {

class BulkPoints {
 public:
  // `problem` must outlive this object.  O((apprentices + openings) * criteria with a weight).
  BulkPoints(const Problem& problem, const RuleBook& rules, int thread_count);

  // Makes points[i] the points of the pair with openings[i].  `openings` ascend.
  void Of(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, std::vector<std::int32_t>& points) const;

 private:
  struct Weighted {
    int weight;
    std::unique_ptr<PointTable> table;
  };
  std::unique_ptr<const TableBasis> basis_;  // Outlives the tables.
  std::vector<Weighted> tables_;
};

}  // namespace walz

#endif  // ENGINE_RULEBOOK_BULK_POINTS_H_
