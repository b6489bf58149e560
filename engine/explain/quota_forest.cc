#include "engine/explain/quota_forest.h"

#include "engine/matching/nested_groups.h"

namespace walz {

QuotaForest MakeQuotaForest(const std::vector<QuotaLevel>& levels, std::size_t member_count) {
  QuotaForest forest;
  forest.node_of_member.assign(member_count, NestedGroups::kNoNode);
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    const NestedGroups nested = NestGroups(level->group_of, level->can_bind,
                                           static_cast<std::int32_t>(forest.nodes.size()), forest.node_of_member);
    for (std::uint32_t group = 0; group < nested.node_of.size(); ++group) {
      forest.crossing |= level->can_bind[group] && nested.parents[group] == NestedGroups::kCrosses;
      if (nested.node_of[group] == NestedGroups::kNoNode) continue;
      forest.nodes.push_back({nested.parents[group], level->capacities[group]});
      forest.names.push_back({level->quota, group});
    }
  }
  return forest;
}

}  // namespace walz
