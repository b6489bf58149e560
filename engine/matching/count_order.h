// CountsAreBest: whether a solution of the greatest value also has the best counts of pins and tiers, where its weights
// do not outweigh each other by enough to say so of themselves (objective.h).
//
// Prices of such a solution are taken apart into counts and a rest (count_scale.h).  If the counts put everybody's
// choices in the same order by the weights and in the scale of counts, and rests cannot turn it, then the same solution
// meets the same prices in the scale of counts, which outweighs enough: so its counts are the best of the flow.
// Asks no option: the order of prices that openings and people have is enough.

#ifndef ENGINE_MATCHING_COUNT_ORDER_H_
#define ENGINE_MATCHING_COUNT_ORDER_H_

#include <cstdint>
#include <vector>

#include "engine/matching/matching.h"
#include "engine/matching/objective.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/quota_groups.h"

namespace walz {

// REQUIRES: the priced groups of each side nest, everybody with an option counts once, and some matching's value meets
// the bound of these prices.  `senders` of the prices are those of senders' groups.  O(n log n), n people and openings.
bool CountsAreBest(const Problem& problem, const Objective& objective, const OptionReach& reach,
                   const std::vector<QuotaGroups>& quotas, const Pricing& pricing, std::int64_t senders);

}  // namespace walz

#endif  // ENGINE_MATCHING_COUNT_ORDER_H_
