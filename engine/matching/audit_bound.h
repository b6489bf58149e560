// What a certificate proves of a matching of policy `best`.

#ifndef ENGINE_MATCHING_AUDIT_BOUND_H_
#define ENGINE_MATCHING_AUDIT_BOUND_H_

#include <cstdint>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// What follows from the prices alone; auditor.h says how.
struct Proof {
  absl::int128 bound = 0;         // No lawful matching has a greater value.
  bool is_optimal_order = false;  // A matching of value `bound` has the greatest Score there is.
  Score score;                    // No lawful matching has a greater Score.
  std::int64_t points = 0;        // The best lawful matching has no more points.
  Score ranges;                   // The most that each goal can reach whatever the quotas say.
};

// Of those who are not in `left_out`, by apprentice, alone.
// REQUIRES: `score` is the score of a lawful matching of theirs and `value` its value by the weights.
absl::StatusOr<Proof> ProofOf(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Pricing& pricing,
                              const std::vector<bool>& left_out, const Score& score, absl::int128 value,
                              const WorkOptions& options);

// One reward for every centre; 0 where there is none.  Only where `reached`, by centre, says so may it be more than its
// share of the weight.
absl::StatusOr<std::vector<absl::int128>> RewardsOf(const Problem& problem, const Pricing& pricing,
                                                    const std::vector<bool>& reached);

// No weight is negative or too large to be summed up.
absl::Status AuditWeights(const Weights& weights);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_BOUND_H_
