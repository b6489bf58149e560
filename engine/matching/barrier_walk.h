// BarrierWalk: what keeps one apprentice after another from the openings, as far as a barrier asks.
//
// Most apprentices have an opening that nothing or one requirement alone refuses.  Of these the requirements that are
// judged on demand are asked only where the others leave an opening; the counts of all that each requirement refuses
// are made for the rest alone.  Thread rule: one thread each; the plan is shared.

#ifndef ENGINE_MATCHING_BARRIER_WALK_H_
#define ENGINE_MATCHING_BARRIER_WALK_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/matching/bitmap.h"
#include "engine/matching/lone_walk.h"
#include "engine/matching/requirement_bitmaps.h"
#include "engine/matching/sieve_plan.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class BarrierWalk {
 public:
  // All must outlive this object.
  BarrierWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan& plan);

  // None if no opening is refused by one requirement alone: then everything must be counted.  Else all but `refused`.
  std::optional<Refusals> RefusalsOf(ApprenticeIndex apprentice);

 private:
  // Requirements from the first on that together leave an opening.
  int PassedOf(ApprenticeIndex apprentice);

  const Problem& problem_;
  const VerdictTables& tables_;
  std::vector<BitmapWord> all_;
  LoneWalk lone_;
  RequirementBitmaps bitmaps_;
  std::vector<std::optional<VerdictRow>> memos_;  // By requirement.
  std::vector<BitmapWord> left_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_BARRIER_WALK_H_
