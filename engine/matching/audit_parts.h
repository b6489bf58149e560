// What the parts of a certificate prove, each by its cases.

#ifndef ENGINE_MATCHING_AUDIT_PARTS_H_
#define ENGINE_MATCHING_AUDIT_PARTS_H_

#include <cstdint>
#include <vector>

#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/audit_stays.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/rulebook/bulk_points.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

inline constexpr std::uint32_t kNoPart = 0xffffffffu;

// The part of each apprentice, or kNoPart.  An error if an apprentice stands twice or out of order, or a part is empty.
absl::StatusOr<std::vector<std::uint32_t>> PartOfEach(const Problem& problem, const std::vector<PartProof>& parts);

struct PartBound {
  // Goal by goal the most that the part can reach while the goals above are as its score says; below the first goal
  // where that is more than the score, as `ranges`.
  LevelFigures<std::int64_t> bound{};
  LevelFigures<std::int64_t> ranges{};  // The most there can be whatever the quotas say.
};

// What all parts share: stays and points.
class PartAuditor {
 public:
  // All must outlive this object.
  PartAuditor(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const WorkOptions& options);

  // `score` is that of the part's own placements.  An error if a tree is none, or proves less than the score, or a
  // centre's least could be reached with others.  Cancelled if options.stop asks for it.
  // REQUIRES: PartOfEach() has no complaint.
  absl::StatusOr<PartBound> BoundOf(const PartProof& part, const LevelFigures<std::int64_t>& score) const;

 private:
  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  const WorkOptions& options_;
  const StayBook stays_;
  const BulkPoints points_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_PARTS_H_
