// The score of a matching, counted afresh from its placements.

#ifndef ENGINE_MATCHING_AUDIT_SCORE_H_
#define ENGINE_MATCHING_AUDIT_SCORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Centres with a fair least, ascending.
std::vector<std::pair<CentreIndex, int>> LeastsOf(const Problem& problem);

Score CountScore(const Problem& problem, const RuleBook& rules, const Matching& matching);

// `claimed` says of every level what `counted` says; `what` names it in the error.
absl::Status AuditScore(const Score& claimed, const Score& counted);

// `pins_kept 1, placed by tier 0 3 0 ..`: for words.
std::string ScoreText(const Score& score);

// The sum of the lottery numbers of the placements, each shifted as the weights say.  REQUIRES: the shift is 0..31.
std::uint64_t LotterySumOf(const Problem& problem, const Weights& weights, const Matching& matching);

// What the weights make of a score; an error if it is too large to count.
// REQUIRES: no weight is negative.
absl::StatusOr<absl::int128> ValueOf(const Weights& weights, const Score& score, std::uint64_t lottery_sum);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_SCORE_H_
