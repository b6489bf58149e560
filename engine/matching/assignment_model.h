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

// What an option costs at the prices of a solution: its apprentice's toll and its opening's, and what it uses of the
// weighted quota.  No lawful matching is worth more than  constant + sum over apprentices of max(0, the best option's
// value - tolls - use * use_price).
struct Tolls {
  std::vector<absl::int128> of_opening;
  std::vector<absl::int128> of_apprentice;  // Less than 0 where a reward is more than the prices.
  absl::int128 constant = 0;
  absl::int128 use_price = 0;
};

class AssignmentModel {
 public:
  // All arguments must outlive this object.  `capacities` by quota, over all options there are.
  AssignmentModel(const Problem& problem, const Objective& objective, const std::vector<QuotaGroups>& quotas,
                  const std::vector<GroupCapacities>& capacities, StayFinder& stays);

  // Lets people choose from `options` alone, which may be some of all.  O(options).
  void SetOptions(const PairOptions& options);

  // The best assignment by the options that were set, if a unit of the weighted quota costs `use_price`.
  NestedAssignmentResult Solve(absl::int128 use_price, const NestedAssignmentStart& start, const WorkOptions& work);

  // Of the last Solve, as far as the options that were set go: a bound, what the weighted quota is used, proof.
  absl::int128 BoundOf(const NestedAssignmentResult& result) const;
  std::int64_t UseOf(const NestedAssignmentResult& result) const;
  Tolls TollsOf(const NestedAssignmentResult& result) const;
  Certificate CertificateOf(const NestedAssignmentResult& result) const;

  // Nobody placed, at these prices by quota and group (empty: none), as far as the model has such groups.
  NestedAssignmentResult NobodyAt(const std::vector<std::vector<absl::int128>>& prices) const;

  // What the weighted quota allows in all; none if there is no such quota.
  std::optional<std::int64_t> use_limit() const;
  // What an option uses of it.  `stays` is the calling thread's own.
  std::int32_t UseOfOption(ApprenticeIndex apprentice, OpeningIndex opening, StayFinder& stays) const;

  // The group can bind, but crosses others: the relaxation does without it.
  bool IsLeftOut(std::size_t quota, std::uint32_t group) const;

 private:
  // One level of a forest: a quota's groups, or the centres with a least.
  struct Level {
    std::optional<std::size_t> quota;     // Position in quotas; none: the centres with a least.
    std::vector<std::uint32_t> group_of;  // By member; kNone.
    GroupCapacities capacities;           // By group.
    std::vector<bool> wanted;             // By group: can bind, or has a least.
    std::vector<std::int32_t> node_of;    // By group; kNoNode if it has none.
  };
  struct NodeName {
    std::size_t level;
    std::uint32_t group;
  };

  void AddSlots(const std::vector<GroupCapacities>& capacities);
  void AddPeople(const std::vector<GroupCapacities>& capacities);
  void FindWeightedQuota();
  Level QuotaLevel(std::size_t quota, const GroupCapacities& capacities, std::size_t member_count) const;
  Level LeastLevel() const;
  // Gives nodes to all wanted groups that nest; levels are finest first.  Returns each member's lowest node.
  template <typename Node>
  std::vector<std::int32_t> MakeForest(std::vector<Level>& levels, std::size_t member_count, std::vector<Node>& nodes,
                                       std::vector<NodeName>& names);

  const Problem& problem_;
  const Objective& objective_;
  const std::vector<QuotaGroups>& quotas_;
  StayFinder& stays_;

  NestedAssignmentProblem network_;
  std::optional<std::size_t> slot_quota_;
  std::vector<Level> host_levels_;
  std::vector<Level> sender_levels_;
  std::vector<NodeName> slot_node_names_;
  std::vector<NodeName> person_node_names_;
  std::optional<std::size_t> weighted_quota_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_ASSIGNMENT_MODEL_H_
