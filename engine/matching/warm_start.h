// WarmStart: what is known of the optimum of an earlier round of nearly the same facts, by stable names.
//
// It makes the search shorter and never changes what is found: not the placements, not the score, not the bound, not
// whether it is proven.  So it may be old, of other facts, incomplete or wrong.
//
// With `touched` it does more, for a question about a run: parts that are too large to be solved as a whole begin at
// the earlier placements and are improved only around what was touched.  What is proven to be the best is the same all
// the same; elsewhere people move because of what was touched, and not because a search took another way.

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

// By apprentice; none: was not placed, or where it was is gone.
using EarlierPlacements = std::vector<std::optional<LastPlacement>>;

struct WarmStart {
  struct GroupPrice {
    std::string quota;       // Quota::name.
    std::string group;       // Quota::label.
    absl::int128 price = 0;  // Of its use over the whole round, by `weights`.
  };
  struct EarlierPlacement {
    std::string apprentice;
    std::string opening;
    DayRange stay;
  };
  // Somebody whom the prices' relaxation seated elsewhere than it was placed.
  struct EarlierSeat {
    std::string apprentice;
    std::string opening;  // Empty: nowhere.
  };
  // Ids of those whose facts are not those of the earlier round, or that did not exist in it.
  struct Touched {
    bool everything = false;  // Too much to be named.
    std::vector<std::string> apprentices;
    std::vector<std::string> openings;
  };

  Weights weights;  // What the prices are counted in.
  std::vector<GroupPrice> prices;
  std::vector<EarlierPlacement> placements;
  std::optional<std::vector<EarlierSeat>> seats;  // None: not known.
  std::optional<Touched> touched;
};

// Of an outcome of `problem` in memory.  O(prices + placements).
WarmStart WarmStartOf(const Problem& problem, const RuleBook& rules, const RunOutcome& outcome);

// The prices of the start by quota and group of the present problem, counted in `weights`; 0 where it knows none.
std::vector<std::vector<absl::int128>> PricesOf(const WarmStart& start, const Problem& problem,
                                                const std::vector<QuotaGroups>& quotas, const Weights& weights);

// Where the relaxation of the start seated everybody, as far as known; else where it was placed, by the start, else by
// the last run.
std::vector<std::optional<OpeningIndex>> SeatsOf(const WarmStart& start, const Problem& problem);

// As far as the start knows.
EarlierPlacements PlacementsOf(const WarmStart& start, const Problem& problem);

}  // namespace walz

#endif  // ENGINE_MATCHING_WARM_START_H_
