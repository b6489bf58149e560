// SieveWalk: finds the feasible openings of one apprentice after another and reuses what the last one shares.
//
// The bitmaps of a plan that neighbours share are ANDed level by level; a level is computed anew only where a row at or
// above it changed.  The others are ANDed at once.  What survives is then filtered by the requirements that are judged
// on demand, and by the sparse ones.
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

// Writes those that are feasible to `out`, which may be where `openings` begin; how many they are.
// Calls fetch(opening) some openings ahead of is_feasible(opening): what is known of them lies far apart in memory.
template <typename Fetch, typename IsFeasible>
std::size_t KeepFeasible(absl::Span<const OpeningIndex> openings, const Fetch& fetch, const IsFeasible& is_feasible,
                         OpeningIndex* out) {
  constexpr std::size_t kAhead = 16;
  // Written always and kept at times: what is left of many is hard to foretell.
  std::size_t count = 0;
  for (std::size_t i = 0; i < openings.size(); ++i) {
    if (i + kAhead < openings.size()) fetch(openings[i + kAhead]);
    const OpeningIndex opening = openings[i];
    out[count] = opening;
    count += is_feasible(opening) ? 1 : 0;
  }
  return count;
}

class SieveWalk {
 public:
  // All must outlive this object.
  SieveWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan& plan);

  // Ascending; valid until the next call.
  absl::Span<const OpeningIndex> FeasibleOf(ApprenticeIndex apprentice);

 private:
  struct RowOfLast {
    const FacetTable* facets;  // Null where rows are by apprentice.
    const BitmapRows* rows;
    std::uint32_t row = 0xffffffffu;  // Of the last apprentice.

    // Whether the apprentice has another one.
    bool MoveTo(ApprenticeIndex apprentice) {
      const std::uint32_t before = row;
      row = rows->RowOf(facets == nullptr ? apprentice.value : facets->LearnerFacetOf(apprentice));
      return row != before;
    }
  };
  struct SharedLevel {
    RowOfLast of;
    std::vector<BitmapWord> words;          // Own, where this level refuses something.
    absl::Span<const BitmapWord> feasible;  // The AND of all levels up to this one.
    bool empty = false;                     // Nothing is feasible.
  };
  // Some openings, ascending, where there is room for all.
  struct Left {
    std::vector<OpeningIndex> openings;
    std::size_t count = 0;

    absl::Span<const OpeningIndex> span() const { return absl::MakeConstSpan(openings).first(count); }
  };
  struct MemoLevel {
    const FacetTable* facets;
    VerdictRow row;
    Left feasible;
  };

  bool UpdateBitmaps(ApprenticeIndex apprentice);  // Whether survivors_ changed.
  bool UpdateShared(ApprenticeIndex apprentice);   // Whether a level changed.
  void FindSurvivors();
  absl::Span<const OpeningIndex> Filter(ApprenticeIndex apprentice, bool changed);
  absl::Span<const OpeningIndex> Except(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible);

  const Problem& problem_;
  const RuleBook& rules_;
  std::vector<BitmapWord> all_;  // Every opening.
  std::vector<SharedLevel> shared_levels_;
  std::vector<RowOfLast> own_levels_;
  std::vector<MemoLevel> memo_levels_;
  bool started_ = false;
  std::vector<absl::Span<const BitmapWord>> bitmaps_;  // Of the last apprentice, those that refuse something.
  Left survivors_;                                     // Of all bitmaps.
  std::vector<OpeningIndex> excepted_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_SIEVE_WALK_H_
