// WarmStart: what is known of the optimum of an earlier round of nearly the same facts, by stable names.
//
// It makes the search shorter and never changes what is found: not the placements, not the score, not the bound, not
// whether it is proven.  So it may be old, of other facts, incomplete or wrong.

#ifndef ENGINE_MATCHING_WARM_START_H_
#define ENGINE_MATCHING_WARM_START_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/matching/matching.h"
#include "engine/matching/quota_groups.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

struct WarmStart {
  struct GroupPrice {
    std::string quota;       // Quota::name.
    std::string group;       // Quota::label.
    absl::int128 price = 0;  // Of its use over the whole round, by `weights`.
  };
  struct EarlierPlacement {
    std::string apprentice;
    std::string opening;
  };

  Weights weights;  // What the prices are counted in.
  std::vector<GroupPrice> prices;
  std::vector<EarlierPlacement> placements;
};

// Of an outcome of `problem` in memory.  O(prices + placements).
WarmStart WarmStartOf(const Problem& problem, const RuleBook& rules, const RunOutcome& outcome);

// The prices of the start by quota and group of the present problem, counted in `weights`; 0 where it knows none.
std::vector<std::vector<absl::int128>> PricesOf(const WarmStart& start, const Problem& problem,
                                                const std::vector<QuotaGroups>& quotas, const Weights& weights);

// By apprentice of the present problem, of the start, else of the last run; none where neither knows one that exists.
std::vector<std::optional<OpeningIndex>> PlacementsOf(const WarmStart& start, const Problem& problem);

}  // namespace walz

#endif  // ENGINE_MATCHING_WARM_START_H_
