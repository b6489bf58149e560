// Components: the parts of a round that have nothing to do with each other, what each is, and how well it is solved.
//
// Two apprentices are in one component if they have an option at one opening, or a group of a quota that can bind holds
// options of both, or they travel together, or their centre has a least; and so on from one to the next.  The bound of
// a certificate is a sum over components, and so is the value of a matching: a component whose value meets its own part
// of the bound is solved to the optimum, whatever others are.

#ifndef ENGINE_MATCHING_COMPONENTS_H_
#define ENGINE_MATCHING_COMPONENTS_H_

#include <array>
#include <cstdint>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/stop.h"
#include "engine/matching/all_options.h"
#include "engine/matching/assignment_model.h"
#include "engine/matching/matching.h"
#include "engine/matching/objective.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/stay_capacity.h"

namespace walz {

class Components {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffu;

  // All by index of the problem; one pass over all options.  `finished` becomes false if it was stopped.
  Components(const Problem& problem, const AllOptions& all, const Objective& objective,
             const std::vector<QuotaGroups>& quotas, const std::vector<GroupCapacities>& capacities,
             const AssignmentModel& model, const WorkOptions& work);

  bool finished() const { return finished_; }
  std::size_t count() const { return kinds_.size(); }
  ComponentKind kind(std::uint32_t component) const { return kinds_[component]; }
  std::uint32_t Of(ApprenticeIndex i) const { return of_apprentice_[i.value]; }  // kNone: has no option.
  std::uint32_t Of(OpeningIndex i) const { return of_opening_[i.value]; }        // kNone: nobody's option.
  // Of a quota's group; kNone if it holds no option or cannot bind.
  std::uint32_t OfGroup(std::size_t quota, std::uint32_t group) const { return of_group_[quota][group]; }

 private:
  bool finished_ = false;
  std::vector<ComponentKind> kinds_;
  std::vector<std::uint32_t> of_apprentice_;
  std::vector<std::uint32_t> of_opening_;
  std::vector<std::vector<std::uint32_t>> of_group_;
};

// Sums up each component.  `options` hold an option of each apprentice that is worth most at the certificate's
// prices, and all that were taken.  REQUIRES: components.finished().
std::vector<ComponentSum> SumUpComponents(const Problem& problem, const Components& components,
                                          const PairOptions& options, const Objective& objective,
                                          const std::vector<QuotaGroups>& quotas,
                                          const std::vector<GroupCapacities>& capacities, const AssignmentModel& model,
                                          StayFinder& stays, const Certificate& certificate, const Matching& matching);

ComponentSums SumsByKind(const Components& components, const std::vector<ComponentSum>& sums);

}  // namespace walz

#endif  // ENGINE_MATCHING_COMPONENTS_H_
