// The best feasible pairs of one apprentice, or of one opening: most points first, then by id.
//
// Internal to service/app/mirror.  Thread rule: pure functions; BestApprentices belongs to one thread.

#ifndef SERVICE_APP_MIRROR_BEST_PAIRS_H_
#define SERVICE_APP_MIRROR_BEST_PAIRS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/types/span.h>

#include "engine/matching/points_table.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// At most `count` of `feasible`, with their points.
std::vector<std::pair<OpeningIndex, int>> BestOpeningsOf(const Problem& problem, const PointsTable& table,
                                                         ApprenticeIndex apprentice,
                                                         absl::Span<const OpeningIndex> feasible, std::size_t count);

// An apprentice of some problem.
struct RankedApprentice {
  int points = 0;
  const Problem* problem = nullptr;
  ApprenticeIndex index;
};

// The best apprentices of several problems beside the same hosts, for one opening.  Requirements that refuse most for
// the least work come first, as some apprentices of the first problem tell; each distinct facet of a problem's
// apprentices is judged at most once.
class BestApprentices {
 public:
  // `rules` must outlive it.
  BestApprentices(const RuleBook& rules, OpeningIndex opening) : rules_(rules), opening_(opening) {}

  // Counts those of the problem that `keep` keeps, which is asked of feasible ones alone.  `problem` must outlive this
  // object; `sieve` is made of it.
  void Add(const Problem& problem, const Sieve& sieve, absl::FunctionRef<bool(ApprenticeIndex)> keep);

  std::int64_t feasible_count() const { return static_cast<std::int64_t>(ranked_.size()); }
  // At most `count`, most points first, then by id.
  std::vector<RankedApprentice> Take(std::size_t count) &&;

 private:
  const RuleBook& rules_;
  const OpeningIndex opening_;
  std::vector<std::size_t> order_;  // Of requirements; empty before the first apprentice.
  std::vector<RankedApprentice> ranked_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_BEST_PAIRS_H_
