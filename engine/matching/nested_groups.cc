#include "engine/matching/nested_groups.h"

#include <cstddef>

#include "engine/matching/quota_groups.h"

namespace walz {

NestedGroups NestGroups(const std::vector<std::uint32_t>& group_of, const std::vector<bool>& wanted,
                        std::int32_t first_node, std::vector<std::int32_t>& node_of_member) {
  NestedGroups nested;
  nested.parents.assign(wanted.size(), NestedGroups::kUnseen);
  for (std::size_t member = 0; member < node_of_member.size(); ++member) {
    const std::uint32_t group = group_of[member];
    if (group == QuotaGroups::kNone) continue;
    std::int32_t& parent = nested.parents[group];
    if (parent == NestedGroups::kUnseen) parent = node_of_member[member];
    if (parent != node_of_member[member]) parent = NestedGroups::kCrosses;
  }
  nested.node_of.assign(wanted.size(), NestedGroups::kNoNode);
  for (std::size_t group = 0; group < wanted.size(); ++group) {
    const bool nests = nested.parents[group] >= NestedGroups::kNoNode;
    if (wanted[group] && nests) nested.node_of[group] = first_node++;
  }
  for (std::size_t member = 0; member < node_of_member.size(); ++member) {
    const std::uint32_t group = group_of[member];
    if (group == QuotaGroups::kNone || nested.node_of[group] == NestedGroups::kNoNode) continue;
    node_of_member[member] = nested.node_of[group];
  }
  return nested;
}

}  // namespace walz
