#include "engine/explain/quota_forest.h"

namespace walz {
namespace {

constexpr std::int32_t kNoNode = -1;
constexpr std::int32_t kUnseen = -2;
constexpr std::int32_t kCrosses = -3;

// By group: the node that all its members lie in, or kUnseen, or kCrosses.
std::vector<std::int32_t> ParentsOf(const QuotaLevel& level, const std::vector<std::int32_t>& node_of_member) {
  std::vector<std::int32_t> parents(level.capacities.size(), kUnseen);
  for (std::size_t member = 0; member < node_of_member.size(); ++member) {
    const std::uint32_t group = level.group_of[member];
    if (group == QuotaGroups::kNone) continue;
    std::int32_t& parent = parents[group];
    if (parent == kUnseen) parent = node_of_member[member];
    if (parent != node_of_member[member]) parent = kCrosses;
  }
  return parents;
}

}  // namespace

QuotaForest MakeQuotaForest(const std::vector<QuotaLevel>& levels, std::size_t member_count) {
  QuotaForest forest;
  forest.node_of_member.assign(member_count, kNoNode);
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    const std::vector<std::int32_t> parents = ParentsOf(*level, forest.node_of_member);
    std::vector<std::int32_t> node_of(parents.size(), kNoNode);
    for (std::uint32_t group = 0; group < parents.size(); ++group) {
      if (!level->can_bind[group] || parents[group] == kUnseen) continue;
      if (parents[group] == kCrosses) {
        forest.crossing = true;
        continue;
      }
      node_of[group] = static_cast<std::int32_t>(forest.nodes.size());
      forest.nodes.push_back({parents[group], level->capacities[group]});
      forest.names.push_back({level->quota, group});
    }
    for (std::size_t member = 0; member < member_count; ++member) {
      const std::uint32_t group = level->group_of[member];
      if (group != QuotaGroups::kNone && node_of[group] != kNoNode) forest.node_of_member[member] = node_of[group];
    }
  }
  return forest;
}

}  // namespace walz
