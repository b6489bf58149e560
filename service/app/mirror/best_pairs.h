// The best feasible apprentices of one opening: most points first, then by id.
//
// Internal to service/app/mirror.  Thread rule: BestApprentices belongs to one thread.

#ifndef SERVICE_APP_MIRROR_BEST_PAIRS_H_
#define SERVICE_APP_MIRROR_BEST_PAIRS_H_

#include <cstdint>
#include <vector>

#include <absl/functional/function_ref.h>

#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// An apprentice of some problem.
struct RankedApprentice {
  int points = 0;
  const Problem* problem = nullptr;
  ApprenticeIndex index;
};

// The best apprentices of several problems beside the same hosts, for one opening.  Requirements that refuse most for
// the least work come first, as some apprentices of the first problem tell; each distinct facet of a problem's
// apprentices is judged at most once.  Who cannot come among the best any more, whatever the remaining criteria give,
// is not weighed in full.
class BestApprentices {
 public:
  // Keeps at most `count`.  `rules` must outlive it; weights are those of `round`.
  // REQUIRES: some requirement is tabulated.
  BestApprentices(const RuleBook& rules, const Round& round, OpeningIndex opening, std::size_t count);

  // Counts those of the problem that `keep` keeps, which is asked of feasible ones alone.  `problem` must outlive this
  // object; `sieve` is made of it.
  void Add(const Problem& problem, const Sieve& sieve, absl::FunctionRef<bool(ApprenticeIndex)> keep);

  // Counts those of another one for the same opening, which has looked at other apprentices.
  void Join(BestApprentices other);

  std::int64_t feasible_count() const { return feasible_count_; }
  // Most points first, then by id.
  std::vector<RankedApprentice> Take() &&;

 private:
  struct Weighed {
    const Criterion* criterion;
    int weight;
    int rest;  // What those after it can give at most.
  };

  void Weigh(const Problem& problem, const ApprenticeView& apprentice, const OpeningView& host);
  void Keep(const RankedApprentice& ranked);

  const RuleBook& rules_;
  const OpeningIndex opening_;
  const std::size_t count_;
  std::vector<Weighed> criteria_;    // What can give most first.
  std::vector<std::size_t> order_;   // Of tabulated requirements; empty before the first apprentice.
  std::vector<std::size_t> sparse_;  // The other requirements.
  std::int64_t feasible_count_ = 0;
  std::vector<RankedApprentice> best_;  // A heap, the last of them at its front.
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_BEST_PAIRS_H_
