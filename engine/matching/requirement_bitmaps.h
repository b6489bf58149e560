// RequirementBitmaps: for one apprentice after another, which openings each single requirement leaves.
//
// Keeps the bitmap of the last learner facet of each requirement.  Thread rule: one thread.

#ifndef ENGINE_MATCHING_REQUIREMENT_BITMAPS_H_
#define ENGINE_MATCHING_REQUIREMENT_BITMAPS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <absl/types/span.h>

#include "engine/matching/sieve_plan.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class RequirementBitmaps {
 public:
  // All must outlive this object.  `plan` may be null: then every facet is judged when it is asked for, and
  // kept beside the hosts.
  RequirementBitmaps(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan* plan);

  struct Feasible {
    absl::Span<const BitmapWord> openings;  // Valid until the next call for this requirement.
    std::size_t count = 0;
  };
  Feasible Of(std::size_t requirement, ApprenticeIndex apprentice);

 private:
  struct Judged {
    std::uint32_t learner = std::numeric_limits<std::uint32_t>::max();
    std::vector<BitmapWord> words;
    std::size_t count = 0;
    std::optional<VerdictRow> row;  // Set if the plan has a memo.
  };
  Feasible OfSparse(Judged& judged, const Exceptions& exceptions) const;

  const Problem& problem_;
  const RuleBook& rules_;
  const VerdictTables& tables_;
  const SievePlan* plan_;
  std::vector<Judged> judged_;  // By requirement.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_REQUIREMENT_BITMAPS_H_
