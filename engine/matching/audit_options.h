// What all feasible options say together: who can be placed, how far each goal can reach, and what the prices leave to
// everybody.  One pass over all feasible pairs.

#ifndef ENGINE_MATCHING_AUDIT_OPTIONS_H_
#define ENGINE_MATCHING_AUDIT_OPTIONS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/audit_prices.h"
#include "engine/matching/audit_stays.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The most that each goal can reach, whatever the quotas say.
struct Ranges {
  Score score;
  absl::int128 lottery = 0;
  std::array<std::int64_t, kTierCount> pinned_by_tier{};  // Those of score.placed_by_tier who are pinned.
};

// Prices by which pins and tiers alone are counted (count_scale.h).  Any that are not negative prove a bound.
struct CountPrices {
  Weights worths;                      // 0 below the tiers.
  std::vector<absl::int128> of_group;  // By priced group.
};

struct OptionSums {
  Ranges ranges;
  absl::int128 gains = 0;        // Sum over apprentices of max(0, best option's value + reward - prices).
  absl::int128 count_gains = 0;  // The same of pins and tiers alone, at the prices of counts; 0 without such.
  bool amounts_are_one = true;   // Every option uses exactly 1 of each priced group; never so of sums of money.
  std::vector<std::pair<CentreIndex, int>>
      leasts;                   // Centres with a least that enough apprentices with an option reach.
  std::vector<int> day_counts;  // By priced group: days that meet all stays in it; 1 unless its quota is daily and it
                                // has a price without a day.
  std::vector<char> is_used;    // By priced group: an option uses it.
};

// Looks at those alone who are not in `left_out`, by apprentice.
// `reward_of_centre` has an entry for every centre; `counts` may be null.  REQUIRES: no weight or reward is negative or
// too large.
absl::StatusOr<OptionSums> SumUpOptions(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const Weights& weights, const std::vector<absl::int128>& reward_of_centre,
                                        const PriceTable& prices, const CountPrices* counts,
                                        const std::vector<bool>& left_out, const WorkOptions& options);

// The prices of groups that somebody who is not in `left_out` may use; the others bound nothing there.  `table` is of
// `prices`.  Cancelled if it was stopped.
absl::StatusOr<std::vector<Price>> UsedPrices(const Sieve& sieve, const PriceTable& table,
                                              const std::vector<Price>& prices, const std::vector<bool>& left_out,
                                              const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_OPTIONS_H_
