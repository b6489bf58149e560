// What a certificate proves of a matching of policy `best`.

#ifndef ENGINE_MATCHING_AUDIT_BOUND_H_
#define ENGINE_MATCHING_AUDIT_BOUND_H_

#include <cstdint>

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
};

// REQUIRES: `score` is the score of a lawful matching and `value` its value by the certificate's weights.
absl::StatusOr<Proof> ProofOf(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                              const Certificate& certificate, const Score& score, absl::int128 value,
                              const WorkOptions& options);

// No weight is negative or too large to be summed up.
absl::Status AuditWeights(const Weights& weights);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_BOUND_H_
