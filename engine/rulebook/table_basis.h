// TableBasis: what the tables of several criteria share, made when the first one asks.
//
// Thread rule: const methods from any thread.

#ifndef ENGINE_RULEBOOK_TABLE_BASIS_H_
#define ENGINE_RULEBOOK_TABLE_BASIS_H_

#include <memory>
#include <mutex>

#include "engine/model/problem.h"
#include "engine/rulebook/distance_table.h"

namespace walz {

class TableBasis {
 public:
  // `problem` must outlive it.
  explicit TableBasis(const Problem& problem) : problem_(problem) {}

  const Problem& problem() const { return problem_; }

  // Lives as long as this object.
  const DistanceTable& distances() const {
    std::call_once(distances_made_, [this] { distances_ = std::make_unique<DistanceTable>(problem_); });
    return *distances_;
  }

 private:
  const Problem& problem_;
  mutable std::once_flag distances_made_;
  mutable std::unique_ptr<const DistanceTable> distances_;
};

}  // namespace walz

#endif  // ENGINE_RULEBOOK_TABLE_BASIS_H_
