// What the parts of a certificate prove, each by its cases.

#ifndef ENGINE_MATCHING_AUDIT_PARTS_H_
#define ENGINE_MATCHING_AUDIT_PARTS_H_

#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// No apprentice stands twice or out of order, no part is empty.
absl::Status AuditPartMembers(const Problem& problem, const std::vector<PartProof>& parts);

struct PartBound {
  // Goal by goal the most that the part can reach while the goals above are as its score says; below the first goal
  // where that is more than the score, as `ranges`.
  LevelFigures<std::int64_t> bound{};
  LevelFigures<std::int64_t> ranges{};  // The most there can be whatever the quotas say.
};

// `score` is that of the part's own placements.  An error if a tree is none, or proves less than the
// score, or a centre's least could be reached with others.  Cancelled
// if options.stop asks for it. REQUIRES: AuditPartMembers() is satisfied.
absl::StatusOr<PartBound> BoundOfPart(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                      const PartProof& part, const LevelFigures<std::int64_t>& score,
                                      const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_PARTS_H_
