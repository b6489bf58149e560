// run.json: the claims of a run in figures.  The one place for its keys.
//
// Beyond the keys of the specification it has, for policy stable, `stable` with StableFigures; and round, seed,
// explained, stopped, the goals centres_at_least and kept, the bound of every goal, gap_goal, the first goal whose
// bound is not met, and seal, a checksum of all claims: it finds a change of what the facts cannot contradict, such as
// a weaker bound.  It is no signature.  Behind the seal stands what is told and not claimed: `components` of policy
// best by kind (static, rolling, crossing) with how many of them are solved to the optimum, `crossing_quotas` where
// groups cross: how many, and which of them have a price in the certificate, `withheld` where the audit took something
// out, and `seconds`.

#ifndef SERVICE_CONVERT_RUN_RECORD_H_
#define SERVICE_CONVERT_RUN_RECORD_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/matching/matching.h"
#include "service/convert/barrier_claims.h"

namespace walz {

absl::string_view PolicyName(Policy policy);

// The goals in their order, by the names of run.json, such as `placed_by_tier.0`.
using GoalValues = std::vector<std::pair<std::string, std::int64_t>>;
GoalValues GoalsOf(const Score& score);

// The first goal whose bound is above its value: how far, in millionths of the bound, rounded up.
struct Gap {
  std::string goal;  // Empty if every bound is met.
  std::int64_t millionths = 0;
};
Gap GapOf(const RunOutcome& outcome);
std::string FormatGap(const Gap& gap);  // `0.012500`.

// What run.json says beside the outcome.
struct RunRecord {
  std::string round;
  std::uint64_t seed = 0;
  std::int64_t unmatched = 0;
  std::vector<std::pair<std::string, std::int64_t>> barriers;  // Unmatched apprentices by barrier.
  std::optional<BarrierClaims> reasons;                        // Left out if none.
  std::string explained;                                       // `all`, an apprentice's id, or empty.
  std::string input_hash;
  std::uint64_t certificate_hash = 0;  // Of the bytes of certificate.bin.
};

// A sentence that nobody overlooks, where the audit took something out of the run; else empty.
std::string WithheldText(const RunOutcome& outcome);

std::string RunJson(const RunOutcome& outcome, const RunRecord& record);

// What run.json claims: the outcome without matching and certificate, and `explained` and `input_hash` of the record.
struct RunClaims {
  RunOutcome outcome;
  std::string explained;
  std::string input_hash;
};
absl::StatusOr<RunClaims> ParseRunJson(absl::string_view text);

// Ok if `text` says what `expected` says, key by key, the seal last; `seconds` are not compared.
absl::Status CompareRunJson(absl::string_view text, absl::string_view expected);

}  // namespace walz

#endif  // SERVICE_CONVERT_RUN_RECORD_H_
