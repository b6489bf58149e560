#include "engine/matching/components.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

#include "engine/base/lease_pool.h"

namespace walz {
namespace {

using absl::int128;

// Disjoint sets of openings and groups; the smaller number is the name of its set.
class Sets {
 public:
  explicit Sets(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), 0u); }

  std::uint32_t Find(std::uint32_t member) {
    while (parents_[member] != member) member = parents_[member] = parents_[parents_[member]];
    return member;
  }
  void Join(std::uint32_t a, std::uint32_t b) {
    a = Find(a);
    b = Find(b);
    if (a != b) parents_[std::max(a, b)] = std::min(a, b);
  }
  void Join(Sets& other) {
    for (std::uint32_t member = 0; member < parents_.size(); ++member) Join(member, other.Find(member));
  }

 private:
  std::vector<std::uint32_t> parents_;
};

// More than a nested flow can say: who is with somebody, or goes together.
bool IsMoreThanOne(const Problem& problem, ApprenticeIndex apprentice) {
  return problem[apprentice].accompanying > 0 || !problem[apprentice].group.empty();
}

}  // namespace

Components::Components(const Problem& problem, const AllOptions& all, const Objective& objective,
                       const std::vector<QuotaGroups>& quotas, const std::vector<GroupCapacities>& capacities,
                       const AssignmentModel& model, const WorkOptions& work) {
  const std::size_t opening_count = problem.openings().size();
  const std::size_t apprentice_count = problem.apprentices().size();
  // Members: openings, then the groups of each quota, then centres.
  std::vector<std::uint32_t> first_group;
  std::size_t member_count = opening_count;
  for (const QuotaGroups& groups : quotas) {
    first_group.push_back(static_cast<std::uint32_t>(member_count));
    member_count += groups.group_count();
  }
  const auto first_centre = static_cast<std::uint32_t>(member_count);
  member_count += problem.centres().size();
  const auto ties = [&](std::size_t q, std::uint32_t group) {
    return group != QuotaGroups::kNone && (quotas[q].quota().weighted || capacities[q][group].CanBind());
  };

  std::vector<std::uint32_t> first_opening(apprentice_count, kNone);
  LeasePool<Sets> forests([member_count] { return std::make_unique<Sets>(member_count); });
  finished_ = all.ForEach("components", work, [&](ApprenticeIndex i, absl::Span<const PairOption> options) {
    const auto sets = forests.Take();
    first_opening[i.value] = options[0].opening.value;
    for (const PairOption& option : options.subspan(1)) sets->Join(options[0].opening.value, option.opening.value);
  });
  if (!finished_) return;
  Sets sets(member_count);
  forests.ForEach([&sets](Sets& forest) { sets.Join(forest); });

  std::vector<char> is_used(opening_count, 0);  // Somebody's option: openings of one set all are, or it is one alone.
  for (std::size_t i = 0; i < apprentice_count; ++i) {
    if (first_opening[i] != kNone) is_used[sets.Find(first_opening[i])] = 1;
  }
  for (std::size_t o = 0; o < opening_count; ++o) {
    is_used[o] = is_used[sets.Find(static_cast<std::uint32_t>(o))];
  }
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    const bool is_senders = quotas[q].quota().side == QuotaSide::kSender;
    for (std::size_t m = 0; m < (is_senders ? apprentice_count : opening_count); ++m) {
      const std::uint32_t opening = is_senders ? first_opening[m] : static_cast<std::uint32_t>(m);
      if (opening == kNone || !is_used[opening]) continue;
      const std::uint32_t group = quotas[q].GroupOf(ApprenticeIndex(is_senders ? m : 0), OpeningIndex(opening));
      if (ties(q, group)) sets.Join(opening, first_group[q] + group);
    }
  }
  std::vector<char> has_least(problem.centres().size(), 0);
  for (const auto& [centre, least] : objective.leasts()) has_least[centre.value] = 1;
  for (std::size_t i = 0; i < apprentice_count; ++i) {
    const std::size_t centre = problem.CentreOf(ApprenticeIndex(i)).value;
    if (first_opening[i] != kNone && has_least[centre]) {
      sets.Join(first_opening[i], first_centre + static_cast<std::uint32_t>(centre));
    }
  }
  for (const std::vector<ApprenticeIndex>& group : problem.groups()) {
    for (const ApprenticeIndex member : group) {
      const std::uint32_t leader = first_opening[group[0].value];
      if (leader != kNone && first_opening[member.value] != kNone) sets.Join(leader, first_opening[member.value]);
    }
  }

  // Numbered by their first opening, which is the name of its set.
  of_opening_.assign(opening_count, kNone);
  for (std::uint32_t o = 0; o < opening_count; ++o) {
    if (!is_used[o]) continue;
    const std::uint32_t name = sets.Find(o);
    if (name == o) {
      of_opening_[o] = static_cast<std::uint32_t>(kinds_.size());
      kinds_.push_back(ComponentKind::kStatic);
    }
    of_opening_[o] = of_opening_[name];
  }
  const auto widen = [this](std::uint32_t component, ComponentKind kind) {
    kinds_[component] = std::max(kinds_[component], kind);
  };
  for (std::size_t i = 0; i < apprentice_count; ++i) {
    of_apprentice_.push_back(first_opening[i] == kNone ? kNone : of_opening_[first_opening[i]]);
    if (of_apprentice_[i] != kNone && IsMoreThanOne(problem, ApprenticeIndex(i))) {
      widen(of_apprentice_[i], ComponentKind::kCrossing);
    }
  }
  of_group_.resize(quotas.size());
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    of_group_[q].assign(quotas[q].group_count(), kNone);
    for (std::uint32_t g = 0; g < of_group_[q].size(); ++g) {
      const std::uint32_t name = sets.Find(first_group[q] + g);
      if (!ties(q, g) || name >= opening_count) continue;
      const std::uint32_t component = of_opening_[name];
      of_group_[q][g] = component;
      if (quotas[q].quota().weighted || model.IsLeftOut(q, g)) widen(component, ComponentKind::kCrossing);
      if (capacities[q][g].stabbing_days > 1) widen(component, ComponentKind::kRolling);
    }
  }
}

std::vector<ComponentSum> SumUpComponents(const Problem& problem, const Components& components,
                                          const PairOptions& options, const Objective& objective,
                                          const std::vector<QuotaGroups>& quotas,
                                          const std::vector<GroupCapacities>& capacities, const AssignmentModel& model,
                                          StayFinder& stays, const Certificate& certificate, const Matching& matching) {
  std::vector<ComponentSum> parts(components.count());
  std::vector<std::vector<int128>> price_of(quotas.size());  // By quota and group; empty where no group has a price.
  const std::vector<std::uint32_t> groups = GroupsOfPrices(quotas, certificate.prices);
  for (std::size_t p = 0; p < groups.size(); ++p) {
    const Price& price = certificate.prices[p];
    const QuotaGroups& quota = quotas[price.quota];
    price_of[price.quota].resize(quota.group_count());
    price_of[price.quota][groups[p]] += price.price;
    const std::uint32_t component = components.OfGroup(price.quota, groups[p]);
    if (component == Components::kNone) continue;
    const std::int64_t capacity = price.day ? quota.limit(groups[p]) : capacities[price.quota][groups[p]].capacity;
    parts[component].bound += price.price * capacity;
  }
  const auto cost_of = [&](ApprenticeIndex apprentice, OpeningIndex opening) {
    int128 cost = 0;
    for (std::size_t q = 0; q < quotas.size(); ++q) {
      if (price_of[q].empty()) continue;
      const std::uint32_t group = quotas[q].GroupOf(apprentice, opening);
      if (group == QuotaGroups::kNone || price_of[q][group] == 0) continue;
      const bool is_weighted = quotas[q].quota().weighted;
      cost += is_weighted ? price_of[q][group] * model.UseOfOption(apprentice, opening, stays) : price_of[q][group];
    }
    return cost;
  };
  std::vector<int128> reward_of_centre(problem.centres().size(), 0);
  for (const LeastReward& reward : certificate.rewards) reward_of_centre[reward.centre.value] = reward.reward;
  std::vector<std::uint32_t> component_of_centre(problem.centres().size(), Components::kNone);
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    const std::uint32_t component = components.Of(apprentice);
    if (component == Components::kNone) continue;
    const std::size_t centre = problem.CentreOf(apprentice).value;
    component_of_centre[centre] = component;
    int128 gain = 0;
    for (const PairOption& option : options.Of(apprentice)) {
      gain = std::max(
          gain, objective.ValueOf(apprentice, option) + reward_of_centre[centre] - cost_of(apprentice, option.opening));
    }
    ++parts[component].apprentices;
    parts[component].bound += gain;
  }
  std::vector<std::int64_t> placed_of_centre(problem.centres().size(), 0);
  for (const Placement& placement : matching.placements) {
    ComponentSum& part = parts[components.Of(placement.apprentice)];
    ++part.placed;
    part.value += objective.ValueOf(placement.apprentice, *options.Find(placement.apprentice, placement.opening));
    ++placed_of_centre[problem.CentreOf(placement.apprentice).value];
  }
  for (const auto& [centre, least] : objective.leasts()) {
    ComponentSum& part = parts[component_of_centre[centre.value]];
    part.bound += objective.weights().least - reward_of_centre[centre.value] * least;
    if (placed_of_centre[centre.value] >= least) part.value += objective.weights().least;
  }
  for (ComponentSum& part : parts) {
    part.components = 1;
    part.solved = part.value == part.bound ? 1 : 0;
  }
  return parts;
}

ComponentSums SumsByKind(const Components& components, const std::vector<ComponentSum>& parts) {
  ComponentSums sums;
  for (std::uint32_t c = 0; c < parts.size(); ++c) {
    ComponentSum& sum = sums[static_cast<std::size_t>(components.kind(c))];
    sum.components += parts[c].components;
    sum.solved += parts[c].solved;
    sum.apprentices += parts[c].apprentices;
    sum.placed += parts[c].placed;
    sum.value += parts[c].value;
    sum.bound += parts[c].bound;
  }
  return sums;
}

}  // namespace walz
