// AuditMarketOf: a market and an assignment as the auditor's plain arrays.

#ifndef TESTS_SUPPORT_AUDIT_MARKET_OF_H_
#define TESTS_SUPPORT_AUDIT_MARKET_OF_H_

#include "engine/matching/audit_market.h"
#include "engine/solve/stable_market.h"

namespace walz {

// REQUIRES: the low bits of a person's keys are the same in all its arcs.
inline AuditMarket AuditMarketOf(const StableMarket& market, const StableAssignment& assignment) {
  AuditMarket audit;
  audit.options.resize(market.person_count());
  audit.draw.resize(market.person_count());
  audit.own.resize(market.person_count(), AuditMarket::kNone);
  audit.places.assign(market.capacities.begin(), market.capacities.end());
  for (std::size_t p = 0; p < market.person_count(); ++p) {
    const std::uint64_t first = market.arc_starts[p];
    for (std::uint64_t a = first; a < market.arc_starts[p + 1]; ++a) {
      const StableMarket::Arc& arc = market.arcs[a];
      audit.options[p].push_back({arc.slot, arc.level, arc.key_class()});
      audit.draw[p] = arc.key % (std::uint64_t{1} << StableMarket::kLotteryBits);
    }
    if (assignment[p] != kNoListing) audit.own[p] = static_cast<std::int32_t>(assignment[p] - first);
  }
  return audit;
}

}  // namespace walz

#endif  // TESTS_SUPPORT_AUDIT_MARKET_OF_H_
