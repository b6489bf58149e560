// The best feasible apprentices of one opening: most points first, then by id.
//
// Internal to service/app/mirror.

#ifndef SERVICE_APP_MIRROR_BEST_PAIRS_H_
#define SERVICE_APP_MIRROR_BEST_PAIRS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/types/span.h>

#include "engine/base/memo_cells.h"
#include "engine/matching/learner_rows.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// One opening beside what apprentices of several problems are: each verdict of a tabulated requirement and the points
// of each criterion are found once for equal facts, when they are first asked for.
// Thread rule: any thread.
class KnownOpening {
 public:
  // All must outlive it.  Requirements that refuse most for the least work come first, as some of the `sample` tell.
  // REQUIRES: some requirement is tabulated, and the sample is not empty.
  KnownOpening(const LearnerColumns& columns, const LinkedApprentices& sample, OpeningIndex opening);

  // Which of them all requirements leave for the opening.  REQUIRES: all are beside the hosts of the sample.
  std::vector<ApprenticeIndex> FeasibleOf(const LinkedApprentices& apprentices);

  // The weighted points of the pair; maybe nothing if they are fewer than what Ask asked for.  `marks` are MarksBeside
  // of the problem.
  std::optional<int> PointsOf(const LinkedApprentices& apprentices, absl::Span<const Marks> marks,
                              ApprenticeIndex i) const;
  std::vector<Marks> MarksBeside(const Problem& problem) const;
  // Nobody wants to know of fewer points.
  void Ask(int least);

 private:
  // A tabulated requirement.
  struct Tested {
    std::size_t column;  // In rows.
    std::size_t requirement;
    std::uint32_t host;                                       // The opening's facet.
    std::shared_ptr<LearnerColumns::VerdictColumn> verdicts;  // By number.
  };
  // A criterion that finds many apprentices alike.
  struct Numbered {
    std::size_t column;
    const Criterion* criterion;
    int weight;
    std::size_t number_count;  // Later ones have no cell.
    MemoCells points;          // By number.
  };
  // Another one.
  struct Single {
    std::optional<std::size_t> marks;  // Column among marks.
    const Criterion* criterion;
    int weight;
  };

  bool Leaves(Tested& tested, const LinkedApprentices& apprentices, ApprenticeIndex i);
  int PointsOf(const Numbered& numbered, const LinkedApprentices& apprentices, ApprenticeIndex i) const;
  void SortByGain(const LinkedApprentices& sample);

  const LearnerColumns& columns_;
  const OpeningIndex opening_;
  const ActionSet accepted_;
  std::vector<Tested> tested_;      // In the order of asking.
  std::vector<Numbered> numbered_;  // What can give most first.
  int numbered_points_max_ = 0;
  std::vector<Single> single_;
  std::atomic<int> least_ = 0;
};

// An apprentice of some problem.
struct RankedApprentice {
  int points = 0;
  const Problem* problem = nullptr;
  ApprenticeIndex index;
};

// The best of those that it was shown.  Who cannot come among them any more, as rows tell, is not weighed in full.
// Thread rule: belongs to one thread.
class BestApprentices {
 public:
  // Keeps at most `count`.
  BestApprentices(KnownOpening& opening, std::size_t count) : opening_(opening), count_(count) {}

  // Counts those that are feasible and that `keep` keeps.  The problem must outlive this object.
  void Add(const LinkedApprentices& apprentices, absl::FunctionRef<bool(ApprenticeIndex)> keep);

  // Counts those of another one for the same opening, which has looked at other apprentices.
  void Join(BestApprentices other);

  std::int64_t feasible_count() const { return feasible_count_; }
  // Most points first, then by id.
  std::vector<RankedApprentice> Take() &&;

 private:
  void Keep(const RankedApprentice& ranked);

  KnownOpening& opening_;
  const std::size_t count_;
  std::int64_t feasible_count_ = 0;
  std::vector<RankedApprentice> best_;  // A heap, the last of them at its front.
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_BEST_PAIRS_H_
