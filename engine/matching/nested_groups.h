// NestGroups: where the groups of one quota stand among coarser groups that have nodes already.

#ifndef ENGINE_MATCHING_NESTED_GROUPS_H_
#define ENGINE_MATCHING_NESTED_GROUPS_H_

#include <cstdint>
#include <vector>

namespace walz {

struct NestedGroups {
  static constexpr std::int32_t kNoNode = -1;
  static constexpr std::int32_t kUnseen = -2;   // As a parent: the group has no member.
  static constexpr std::int32_t kCrosses = -3;  // As a parent: its members lie in different coarser groups.

  std::vector<std::int32_t> parents;  // By group: the node that all its members lie in, kNoNode, kUnseen or kCrosses.
  std::vector<std::int32_t> node_of;  // By group: numbered from `first_node` by group; kNoNode if it got none.
};

// Gives a node to every wanted group that has members and crosses nothing, and moves `node_of_member` (each member's
// lowest node so far; kNoNode) down to it.  `group_of` is by member, QuotaGroups::kNone for none; `wanted` by group.
// Call it from the coarsest level to the finest.  O(members + groups).  Thread rule: a free function of its arguments.
NestedGroups NestGroups(const std::vector<std::uint32_t>& group_of, const std::vector<bool>& wanted,
                        std::int32_t first_node, std::vector<std::int32_t>& node_of_member);

}  // namespace walz

#endif  // ENGINE_MATCHING_NESTED_GROUPS_H_
