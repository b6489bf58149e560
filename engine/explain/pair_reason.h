// PairReason: why a feasible pair was not chosen: who holds the place, what the place is worth, what would have to
// give.
//
// By the prices of the certificate: in every lawful matching, the pair earns its value, pays the prices of what it
// uses, and what is left falls short of the best that is left to the apprentice elsewhere by `loss`.  So a matching
// with this pair is at least `loss` below the bound (complementary slackness; reduced cost of the option).  Of a
// `stable` run: the chain of rejections (rejection_chain.h).  Of `serial` no more is claimed than who holds the place.
//
// Holds indices alone; PairReasonWords() says it with the ids of those who may be named.

#ifndef ENGINE_EXPLAIN_PAIR_REASON_H_
#define ENGINE_EXPLAIN_PAIR_REASON_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/stop.h"
#include "engine/explain/rejection_chain.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The first goal in which something is lost, and how much of it at least.
struct GoalLoss {
  enum class Goal : std::uint8_t { kNothing, kPin, kPlacement, kLeast, kPoints, kKept, kLottery };
  Goal goal = Goal::kNothing;
  int tier = 0;             // Of kPlacement.
  std::int64_t points = 0;  // Of kPoints, rounded down.
};

struct PairReason {
  std::vector<Placement> holders;         // Of the opening's places, by apprentice.
  std::optional<OpeningIndex> placed_at;  // Where the apprentice is instead.
  bool priced = false;                    // The run has prices that prove something: the next five are set.
  bool bound_met = false;                 // The run is proven best: what is lost is lost from what it is worth.
  absl::int128 price = 0;                 // Of what the pair uses, in the unit of Weights.
  absl::int128 loss = 0;                  // >= 0.
  GoalLoss price_in_goals;
  GoalLoss loss_in_goals;
  // Of a stable run, unless she is pinned or the run claims nothing.
  std::optional<RejectionChain> rejections;
};

// None if the pair is infeasible or chosen.  O(feasible openings of the apprentice + prices + placements); of `stable`
// two passes over all feasible pairs.
std::optional<PairReason> ReasonOfPair(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                       const RunOutcome& outcome, ApprenticeIndex apprentice, OpeningIndex opening,
                                       const WorkOptions& work);

// The part of it that placements say.  Of a pair that was not chosen.
PairReason ReasonOfPlacements(const Matching& matching, ApprenticeIndex apprentice, OpeningIndex opening);

// The part of it that prices say: what the pair uses costs `price`, and leaves the apprentice `loss` less than the best
// of its options, or than nothing.
void SetPrices(const Weights& weights, bool bound_met, absl::int128 price, absl::int128 loss, PairReason& reason);

// One or more clauses, the first about who holds the places, then what such a place is worth and what would have to
// give; names people by id, and only those whom `may_name`
// accepts.
std::string PairReasonWords(const Problem& problem, const PairReason& reason,
                            const std::function<bool(ApprenticeIndex)>& may_name);

// `a placement of tier 1`, `120 points`.
std::string GoalWords(const GoalLoss& loss);

// `O-3 likes A-7 better than A-2`, as above.
std::string RejectionWords(const Problem& problem, const Rejection& step,
                           const std::function<bool(ApprenticeIndex)>& may_name);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_PAIR_REASON_H_
