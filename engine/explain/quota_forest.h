// QuotaForest: the quotas of one side as nested nodes with capacities over the whole round, as far as they nest.
//
// A group whose members do not all lie in the same coarser group crosses and is left out; what is left bounds from
// above what fits.  Thread rule: immutable.

#ifndef ENGINE_EXPLAIN_QUOTA_FOREST_H_
#define ENGINE_EXPLAIN_QUOTA_FOREST_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/explain/place_flow.h"
#include "engine/matching/quota_groups.h"

namespace walz {

// One quota's groups over the members of a side (openings or apprentices).
struct QuotaLevel {
  std::uint32_t quota = 0;               // Position in RuleBook::quotas.
  std::vector<std::uint32_t> group_of;   // By member; QuotaGroups::kNone.
  std::vector<std::int64_t> capacities;  // By group, in placements over the round.
  std::vector<bool> can_bind;            // By group: whether it is ever full.
};

struct QuotaForest {
  struct Name {
    std::uint32_t quota;
    std::uint32_t group;  // Dense, as QuotaGroups numbers it.
  };
  std::vector<PlaceGraph::Node> nodes;
  std::vector<Name> names;                   // By node.
  std::vector<std::int32_t> node_of_member;  // The lowest node; -1: none.
  bool crossing = false;                     // A group that can bind was left out.
};

// `levels` from the finest to the coarsest.
QuotaForest MakeQuotaForest(const std::vector<QuotaLevel>& levels, std::size_t member_count);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_QUOTA_FOREST_H_
