// The seats of policy `stable`, found from the facts: openings with their places, those that take stays one after
// another by fixed slots.

#ifndef ENGINE_MATCHING_AUDIT_SEATS_H_
#define ENGINE_MATCHING_AUDIT_SEATS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/audit_stays.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

struct AuditSeat {
  OpeningIndex opening;
  std::optional<DayRange> slot;  // None: any stay.
  std::int64_t places = 0;
};

struct AuditSeats {
  std::vector<AuditSeat> seats;      // By opening, then slot.
  std::vector<std::uint32_t> first;  // By opening, and one more.
  std::int64_t rolling_openings = 0;
  std::int64_t fixed_slots = 0;
};

// Two passes over all feasible pairs.  Cancelled if options.stop asks for it.
absl::StatusOr<AuditSeats> FindSeats(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                     const StayBook& stays, const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_SEATS_H_
