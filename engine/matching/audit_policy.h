// The properties that `stable` and `serial` promise, judged by the preferences alone.

#ifndef ENGINE_MATCHING_AUDIT_POLICY_H_
#define ENGINE_MATCHING_AUDIT_POLICY_H_

#include <cstdint>
#include <optional>
#include <tuple>

#include <absl/status/status.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// How an apprentice likes an opening: less is better.  By wish (rank, then opening before company before country, the
// unwished last), then more points, then the greater lottery number of the pair, then the opening's id.
using ApprenticeTaste = std::tuple<std::int64_t, int, int, std::int64_t, std::uint32_t>;
ApprenticeTaste TasteOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening);

// REQUIRES of all: `matching` is lawful.
// `figures` may be null: then stability alone is judged.
absl::Status AuditStable(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                         const StableFigures* figures, const WorkOptions& options);
absl::Status AuditSerial(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                         const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_POLICY_H_
