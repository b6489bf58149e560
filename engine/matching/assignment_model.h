// AssignmentModel: the static, nested part of a round as a NestedAssignmentProblem, and its prices as a certificate.
//
// Quotas that nest become slots and nodes with the capacity that they have over the whole round (stay_capacity.h).  A
// senders' group that crosses another gets a price, and so does one weighted quota (the budget); a hosts' group that
// crosses another is left out.  What has a price, is left out or rolls makes this a relaxation: its optimum bounds
// every lawful matching (Lagrangian relaxation; M. L. Fisher 1981).  Thread rule: not for concurrent use.

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

  // Lets people choose from `options` alone, which may be some of all.  O(options).  Abandoned: from fewer.
  void SetOptions(const PairOptions& options, const WorkOptions& work);

  // The best assignment by the options that were set, if a unit of the weighted quota costs `use_price`.
  NestedAssignmentResult Solve(absl::int128 use_price, const NestedAssignmentStart& start, const WorkOptions& work);
  // A good one of these choices, slots being openings, quickly (BidForNestedAssignment).  Needs no options.
  NestedAssignmentResult Bid(SlotChoices choices, const WorkOptions& work) const;

  // The groups that cross and have a price, 0 at first: how many, at which price nobody of a group is placed whatever
  // the others cost, and how many more people of each than it holds were placed by the last Solve.  O(options of those
  // in such groups).
  std::size_t crossing_count() const { return crossing_.size(); }
  std::vector<absl::int128> CrossingPricesMax() const;
  void SetCrossingPrices(const std::vector<absl::int128>& prices);
  std::vector<std::int64_t> CrossingExcess(const NestedAssignmentResult& result) const;
  // Those that have a price in the certificate.
  CrossingQuotas CrossingQuotasOf(const Certificate& certificate) const;
  // What those placed pay for such groups.
  absl::int128 CrossingPaid(const NestedAssignmentResult& result) const;

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

  // The group can bind, but crosses others: the relaxation has a price for it or does without.
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
  // A senders' group that is left out of the forest.
  struct CrossingGroup {
    std::size_t quota;
    std::uint32_t group;
    std::int64_t capacity;
    std::vector<ApprenticeIndex> members;
    absl::int128 price = 0;
  };

  void AddSlots(const std::vector<GroupCapacities>& capacities);
  void AddPeople(const std::vector<GroupCapacities>& capacities);
  void FindWeightedQuota();
  void FindCrossingGroups();
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
  std::vector<CrossingGroup> crossing_;
  std::vector<absl::int128> crossing_toll_;  // By apprentice, of its groups in crossing_; empty if there are none.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_ASSIGNMENT_MODEL_H_
