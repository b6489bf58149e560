// LoneWalk: finds, for one apprentice after another, the openings that exactly one requirement refuses.
//
// Goes through the bitmaps of a plan level by level and keeps two sets of openings: those refused by none so far and
// those refused by one; a level is computed anew only where a row at or above it changed.  What is left in either set
// is then judged by the requirements that are judged on demand, and by the sparse ones, and dropped at its second
// refusal.  Thread rule: one thread each; the plan is shared.

#ifndef ENGINE_MATCHING_LONE_WALK_H_
#define ENGINE_MATCHING_LONE_WALK_H_

#include <cstdint>
#include <vector>

#include <absl/types/span.h>

#include "engine/matching/bitmap.h"
#include "engine/matching/sieve_plan.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class LoneWalk {
 public:
  // All must outlive this object.  Looks at the openings of `within` alone.
  LoneWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan& plan,
           absl::Span<const BitmapWord> within);

  // By opening, ascending; valid until the next call.
  absl::Span<const LoneRefusal> RefusalsOf(ApprenticeIndex apprentice);
  // How many openings nothing refuses to the last apprentice.
  std::int64_t feasible_count() const { return feasible_count_; }

 private:
  static constexpr std::uint32_t kNobody = 0xffffffffu;
  struct Level {
    std::size_t requirement;
    const FacetTable* facets;
    const BitmapRows* rows;
    std::uint32_t row;              // Of the last apprentice.
    std::vector<BitmapWord> none;   // Of the words looked at: refused by no level up to this one.
    std::vector<BitmapWord> alone;  // Refused by one.
  };
  struct Memo {
    std::size_t requirement;
    const FacetTable* facets;
    VerdictRow row;
  };
  struct Candidate {
    OpeningIndex opening;
    std::uint32_t refuser;  // Position in the rulebook; kNobody so far.
  };

  void UpdateLevels(ApprenticeIndex apprentice);
  std::uint32_t RefuserAmongLevels(OpeningIndex opening) const;
  void AskMemos(ApprenticeIndex apprentice);
  void AskSparse(ApprenticeIndex apprentice);

  const Problem& problem_;
  const RuleBook& rules_;
  std::vector<std::uint32_t> words_;  // Positions of the words of `within` that are not empty.
  std::vector<BitmapWord> within_;    // These words.
  std::vector<BitmapWord> nothing_;   // As many empty words.
  std::vector<Level> levels_;         // By bitmap_order.
  std::vector<Memo> memos_;           // By memo_order.
  bool started_ = false;
  std::vector<Candidate> survivors_;  // Of all levels.
  std::vector<Candidate> candidates_;
  std::vector<LoneRefusal> lone_;
  std::int64_t feasible_count_ = 0;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_LONE_WALK_H_
