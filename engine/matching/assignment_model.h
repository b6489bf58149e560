// AssignmentModel: the static, nested part of a round as a NestedAssignmentProblem, and its prices as a certificate.
//
// Quotas that nest become slots and nodes with the capacity that they have over the whole round (stay_capacity.h); a
// group that crosses another is left out; one weighted quota (the budget) gets a price.  What is left out or rolls
// makes this a relaxation: its optimum bounds every lawful matching.  Thread rule: not for concurrent use.

#ifndef ENGINE_MATCHING_ASSIGNMENT_MODEL_H_
#define ENGINE_MATCHING_ASSIGNMENT_MODEL_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/matching/objective.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/stay_capacity.h"
#include "engine/matching/stay_finder.h"
#include "engine/solve/nested_assignment.h"

namespace walz {

class AssignmentModel {
 public:
  // All arguments must outlive this object.
  AssignmentModel(const Problem& problem, const PairOptions& options, const Objective& objective,
                  const std::vector<QuotaGroups>& quotas, StayFinder& stays);

  struct Solution {
    std::vector<std::uint32_t> opening_of;  // By apprentice; kNoSlot: not placed.
    absl::int128 bound = 0;                 // No lawful matching has a greater value.
    Certificate certificate;
    bool stopped = false;
  };
  // Solves the relaxation, searching the best price of the weighted quota if it binds.
  Solution Solve(const WorkOptions& work);

 private:
  // One level of a forest: a quota's groups, or the centres with a least.
  struct Level {
    std::optional<std::size_t> quota;       // Position in quotas; none: the centres with a least.
    std::vector<std::uint32_t> group_of;    // By member; kNone.
    std::vector<GroupCapacity> capacities;  // By group.
    std::vector<bool> wanted;               // By group: can bind, or has a least.
    std::vector<std::int32_t> node_of;      // By group; kNoNode if it has none.
  };
  struct NodeName {
    std::size_t level;
    std::uint32_t group;
  };

  void AddSlots();
  void AddPeople();
  void AddWeightedQuota();
  Level QuotaLevel(std::size_t quota, std::size_t member_count) const;
  Level LeastLevel() const;
  // Gives nodes to all wanted groups that nest; levels are finest first.  Returns each member's lowest node.
  template <typename Node>
  std::vector<std::int32_t> MakeForest(std::vector<Level>& levels, std::size_t member_count, std::vector<Node>& nodes,
                                       std::vector<NodeName>& names);
  std::int64_t UseOf(const std::vector<std::uint32_t>& opening_of) const;
  Certificate CertificateOf(const NestedAssignmentResult& result) const;

  const Problem& problem_;
  const PairOptions& options_;
  const Objective& objective_;
  const std::vector<QuotaGroups>& quotas_;
  StayFinder& stays_;

  NestedAssignmentProblem network_;
  std::optional<std::size_t> slot_quota_;  // The quota whose groups are the openings themselves.
  std::vector<Level> host_levels_;
  std::vector<Level> sender_levels_;
  std::vector<NodeName> slot_node_names_;
  std::vector<NodeName> person_node_names_;
  std::optional<std::size_t> weighted_quota_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_ASSIGNMENT_MODEL_H_
