// PairReason: why a feasible pair was not chosen: who holds the place, what the place is worth, what would have to
// give.
//
// By the prices of the certificate: in every lawful matching, the pair earns its value, pays the prices of what it
// uses, and what is left falls short of the best that is left to the apprentice elsewhere by `loss`.  So a matching
// with this pair is at least `loss` below the bound (complementary slackness; reduced cost of the option).  Of a
// `stable` run: the chain of rejections.
//
// Holds indices alone; PairReasonWords() says it with or without other people's ids.

#ifndef ENGINE_EXPLAIN_PAIR_REASON_H_
#define ENGINE_EXPLAIN_PAIR_REASON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/numeric/int128.h>

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

// One step of a chain: the host of `opening` likes `holder` better than `rejected`, and is full.
struct Rejection {
  OpeningIndex opening;
  ApprenticeIndex rejected;
  ApprenticeIndex holder;  // The one of its holders whom the host likes least.
};

struct PairReason {
  std::vector<Placement> holders;         // Of the opening's places, by apprentice.
  std::optional<OpeningIndex> placed_at;  // Where the apprentice is instead.
  bool priced = false;                    // The run has a certificate: the next three are set.
  absl::int128 price = 0;                 // Of what the pair uses, in the unit of Weights.
  absl::int128 loss = 0;                  // >= 0.
  GoalLoss price_in_goals;
  GoalLoss loss_in_goals;
  // Of a stable run, if the host rejected her: first this opening; then, each time, the opening that the holder would
  // rather have had, up to one who has what she likes best, or to one who was named before.
  std::vector<Rejection> rejections;
};

// None if the pair is infeasible or chosen.  Stops the process if the certificate cannot prove anything (the auditor
// refuses such a run).  O(feasible openings of the apprentice + prices + placements).
std::optional<PairReason> ReasonOfPair(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                       const RunOutcome& outcome, ApprenticeIndex apprentice, OpeningIndex opening);

enum class Naming : std::uint8_t { kNobody, kEverybody };

// One or more sentences; names no person but by id, and with Naming::kNobody no one at all.
std::string PairReasonWords(const Problem& problem, const PairReason& reason, Naming naming);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_PAIR_REASON_H_
