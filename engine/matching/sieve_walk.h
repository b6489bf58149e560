// SieveWalk: finds the feasible openings of one apprentice after another and reuses what the last one shares.
//
// The bitmaps of a plan are ANDed level by level; a level is computed anew only where a row at or above it changed.
// What survives is then filtered by the requirements that are judged on demand, and by the sparse ones.
// Thread rule: one thread each; the plan is shared.

#ifndef ENGINE_MATCHING_SIEVE_WALK_H_
#define ENGINE_MATCHING_SIEVE_WALK_H_

#include <cstdint>
#include <vector>

#include <absl/types/span.h>

#include "engine/matching/sieve_plan.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class SieveWalk {
 public:
  // All must outlive this object.
  SieveWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan& plan);

  // Ascending; valid until the next call.
  absl::Span<const OpeningIndex> FeasibleOf(ApprenticeIndex apprentice);

 private:
  struct BitmapLevel {
    const FacetTable* facets;
    const BitmapRows* rows;
    std::uint32_t row;                      // Of the last apprentice.
    std::vector<BitmapWord> words;          // Own, where this level refuses something.
    absl::Span<const BitmapWord> feasible;  // The AND of all levels up to this one.
    bool empty = false;                     // Nothing is feasible.
  };
  struct MemoLevel {
    const FacetTable* facets;
    VerdictRow row;
    std::vector<OpeningIndex> feasible;
  };

  bool UpdateBitmaps(ApprenticeIndex apprentice);  // Whether survivors_ changed.
  absl::Span<const OpeningIndex> Filter(ApprenticeIndex apprentice, bool changed);
  absl::Span<const OpeningIndex> Except(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible);

  const Problem& problem_;
  const RuleBook& rules_;
  std::vector<BitmapWord> all_;  // Every opening.
  std::vector<BitmapLevel> bitmap_levels_;
  std::vector<MemoLevel> memo_levels_;
  bool started_ = false;
  std::vector<OpeningIndex> survivors_;  // Of all bitmap levels.
  std::vector<OpeningIndex> excepted_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_SIEVE_WALK_H_
