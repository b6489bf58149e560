#include "engine/matching/assignment_model.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/check.h"
#include "engine/matching/nested_groups.h"

namespace walz {
namespace {

using absl::int128;

constexpr std::uint32_t kNone = QuotaGroups::kNone;

std::int32_t Clamp32(std::int64_t capacity) {
  return static_cast<std::int32_t>(std::min<std::int64_t>(capacity, std::numeric_limits<std::int32_t>::max() / 2));
}

}  // namespace

AssignmentModel::AssignmentModel(const Problem& problem, const Objective& objective,
                                 const std::vector<QuotaGroups>& quotas, const std::vector<GroupCapacities>& capacities,
                                 StayFinder& stays)
    : problem_(problem), objective_(objective), quotas_(quotas), stays_(stays) {
  AddSlots(capacities);
  AddPeople(capacities);
  FindWeightedQuota();
  FindCrossingGroups();
}

AssignmentModel::Level AssignmentModel::QuotaLevel(std::size_t quota, const GroupCapacities& capacities,
                                                   std::size_t member_count) const {
  const QuotaGroups& groups = quotas_[quota];
  Level level;
  level.quota = quota;
  level.capacities = capacities;
  level.group_of.resize(member_count);
  for (std::size_t i = 0; i < member_count; ++i) {
    const bool host = groups.quota().side == QuotaSide::kHost;
    level.group_of[i] = groups.quota().side == QuotaSide::kRound ? (groups.group_count() > 0 ? 0 : kNone)
                        : host                                   ? groups.GroupOf(OpeningIndex(i))
                                                                 : groups.GroupOf(ApprenticeIndex(i));
  }
  for (const GroupCapacity& capacity : level.capacities) level.wanted.push_back(capacity.CanBind());
  return level;
}

AssignmentModel::Level AssignmentModel::LeastLevel() const {
  Level level;
  std::vector<std::uint32_t> group_of_centre(problem_.centres().size(), kNone);
  for (const auto& [centre, least] : objective_.leasts()) {
    group_of_centre[centre.value] = static_cast<std::uint32_t>(level.capacities.size());
    level.capacities.push_back({std::numeric_limits<std::int32_t>::max(), least, 1});
    level.wanted.push_back(least > 0);
  }
  for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
    level.group_of.push_back(group_of_centre[problem_.CentreOf(ApprenticeIndex(i)).value]);
  }
  return level;
}

template <typename Node>
std::vector<std::int32_t> AssignmentModel::MakeForest(std::vector<Level>& levels, std::size_t member_count,
                                                      std::vector<Node>& nodes, std::vector<NodeName>& names) {
  std::vector<std::int32_t> node_of_member(member_count, kNoNode);  // The lowest node so far, from the coarsest down.
  for (std::size_t l = levels.size(); l-- > 0;) {
    Level& level = levels[l];
    NestedGroups nested =
        NestGroups(level.group_of, level.wanted, static_cast<std::int32_t>(nodes.size()), node_of_member);
    for (std::uint32_t g = 0; g < level.capacities.size(); ++g) {
      if (nested.node_of[g] == kNoNode) continue;
      Node node;
      node.parent = nested.parents[g];
      node.capacity = Clamp32(level.capacities[g].capacity);
      nodes.push_back(node);
      names.push_back({l, g});
    }
    level.node_of = std::move(nested.node_of);
  }
  return node_of_member;
}

void AssignmentModel::AddSlots(const std::vector<GroupCapacities>& capacities) {
  const std::size_t opening_count = problem_.openings().size();
  std::optional<Level> round_level;
  for (std::size_t q = 0; q < quotas_.size(); ++q) {
    const Quota& quota = quotas_[q].quota();
    if (quota.side == QuotaSide::kSender || quota.weighted) continue;
    (quota.side == QuotaSide::kHost ? host_levels_.emplace_back() : round_level.emplace()) =
        QuotaLevel(q, capacities[q], opening_count);
  }
  network_.slots.assign(opening_count, {std::numeric_limits<std::int32_t>::max() / 2, kNoNode});
  // The finest level stands for the openings themselves where each is a group of its own.
  if (!host_levels_.empty() && host_levels_[0].capacities.size() == opening_count) {
    slot_quota_ = host_levels_[0].quota;
    for (std::size_t i = 0; i < opening_count; ++i) {
      network_.slots[i].capacity = Clamp32(host_levels_[0].capacities[host_levels_[0].group_of[i]].capacity);
    }
    host_levels_.erase(host_levels_.begin());
  }
  if (round_level) host_levels_.push_back(*std::move(round_level));
  const std::vector<std::int32_t> node_of =
      MakeForest(host_levels_, opening_count, network_.slot_nodes, slot_node_names_);
  for (std::size_t i = 0; i < opening_count; ++i) network_.slots[i].node = node_of[i];
}

void AssignmentModel::AddPeople(const std::vector<GroupCapacities>& capacities) {
  const std::size_t apprentice_count = problem_.apprentices().size();
  for (std::size_t q = 0; q < quotas_.size(); ++q) {
    if (quotas_[q].quota().side == QuotaSide::kSender)
      sender_levels_.push_back(QuotaLevel(q, capacities[q], apprentice_count));
  }
  sender_levels_.push_back(LeastLevel());
  network_.person_node = MakeForest(sender_levels_, apprentice_count, network_.person_nodes, person_node_names_);
  for (std::size_t n = 0; n < person_node_names_.size(); ++n) {
    const Level& level = sender_levels_[person_node_names_[n].level];
    if (level.quota) continue;
    const std::int64_t least = level.capacities[person_node_names_[n].group].demand;
    network_.person_nodes[n].least = Clamp32(least);
    network_.person_nodes[n].reward = objective_.weights().least / least;
  }
  network_.point_unit = objective_.weights().point;
  network_.kept_unit = objective_.weights().kept;
  for (std::size_t i = 0; i < apprentice_count; ++i) {
    network_.person_gain.push_back(objective_.BaseOf(ApprenticeIndex(i)));
  }
  if (!problem_.has_last_run()) return;
  for (std::size_t i = 0; i < apprentice_count; ++i) {
    const std::optional<LastPlacement>& last = problem_.LastOf(ApprenticeIndex(i));
    network_.kept_slot.push_back(last ? last->opening.value : kNoSlot);
  }
}

void AssignmentModel::FindWeightedQuota() {
  // A price trades levels against money, which only a lexicographic scale survives.
  if (!objective_.lexicographic()) return;
  for (std::size_t q = 0; q < quotas_.size() && !weighted_quota_; ++q) {
    const Quota& quota = quotas_[q].quota();
    if (quota.weighted && quota.side == QuotaSide::kRound && quotas_[q].group_count() > 0) weighted_quota_ = q;
  }
}

void AssignmentModel::FindCrossingGroups() {
  for (const Level& level : sender_levels_) {
    if (!level.quota) continue;
    std::vector<std::uint32_t> number(level.capacities.size(), kNone);
    for (std::uint32_t g = 0; g < number.size(); ++g) {
      if (!IsLeftOut(*level.quota, g)) continue;
      number[g] = static_cast<std::uint32_t>(crossing_.size());
      crossing_.push_back({*level.quota, g, level.capacities[g].capacity, {}});
    }
    for (std::size_t i = 0; i < level.group_of.size(); ++i) {
      const std::uint32_t group = level.group_of[i];
      if (group != kNone && number[group] != kNone) crossing_[number[group]].members.push_back(ApprenticeIndex(i));
    }
  }
  if (!crossing_.empty()) crossing_toll_.resize(problem_.apprentices().size());
}

std::vector<int128> AssignmentModel::CrossingPricesMax() const {
  std::vector<int128> most;
  for (const CrossingGroup& crossing : crossing_) {
    most.push_back(1);
    for (const ApprenticeIndex member : crossing.members) {
      const std::size_t i = member.value;
      for (std::uint64_t a = network_.arc_starts[i]; a < network_.arc_starts[i + 1]; ++a) {
        most.back() = std::max(most.back(), GainOf(network_, i, a) + crossing_toll_[i] + objective_.weights().least);
      }
    }
  }
  return most;
}

void AssignmentModel::SetCrossingPrices(const std::vector<int128>& prices) {
  for (std::size_t c = 0; c < crossing_.size(); ++c) {
    const int128 rise = prices[c] - crossing_[c].price;
    for (const ApprenticeIndex member : crossing_[c].members) {
      network_.person_gain[member.value] -= rise;
      crossing_toll_[member.value] += rise;
    }
    crossing_[c].price = prices[c];
  }
}

std::vector<std::int64_t> AssignmentModel::CrossingExcess(const NestedAssignmentResult& result) const {
  std::vector<std::int64_t> excess;
  for (const CrossingGroup& crossing : crossing_) {
    excess.push_back(-crossing.capacity);
    for (const ApprenticeIndex member : crossing.members) {
      if (result.slot_of_person[member.value] != kNoSlot) ++excess.back();
    }
  }
  return excess;
}

CrossingQuotas AssignmentModel::CrossingQuotasOf(const Certificate& certificate) const {
  CrossingQuotas told;
  told.groups = static_cast<std::int64_t>(crossing_.size());
  for (const CrossingGroup& crossing : crossing_) {
    const QuotaGroup name = quotas_[crossing.quota].name(crossing.group);
    const bool is_priced = std::any_of(certificate.prices.begin(), certificate.prices.end(), [&](const Price& price) {
      return price.quota == crossing.quota && price.group == name;
    });
    if (!is_priced) continue;
    const Quota& quota = quotas_[crossing.quota].quota();
    told.priced.push_back({std::string(quota.name), quota.label(problem_, name)});
  }
  return told;
}

int128 AssignmentModel::CrossingPaid(const NestedAssignmentResult& result) const {
  int128 paid = 0;
  for (std::size_t i = 0; i < crossing_toll_.size(); ++i) {
    if (result.slot_of_person[i] != kNoSlot) paid += crossing_toll_[i];
  }
  return paid;
}

void AssignmentModel::SetOptions(const PairOptions& options, const WorkOptions& work) {
  network_.arc_starts.assign(1, 0);
  network_.arcs.clear();
  network_.arc_use.clear();
  for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    const absl::Span<const PairOption> chosen =
        work.abandon.stop_requested() ? absl::Span<const PairOption>() : options.Of(apprentice);
    for (const PairOption& option : chosen) {
      network_.arcs.push_back({option.opening.value, option.points, objective_.LotteryOf(apprentice, option.opening)});
      if (weighted_quota_) network_.arc_use.push_back(UseOfOption(apprentice, option.opening, stays_));
    }
    network_.arc_starts.push_back(network_.arcs.size());
  }
}

NestedAssignmentResult AssignmentModel::NobodyAt(const std::vector<std::vector<int128>>& prices) const {
  NestedAssignmentResult result = NobodyPlaced(network_);
  if (slot_quota_ && !prices[*slot_quota_].empty()) {
    for (std::size_t i = 0; i < network_.slots.size(); ++i) {
      result.slot_price[i] = prices[*slot_quota_][quotas_[*slot_quota_].GroupOf(OpeningIndex(i))];
    }
  }
  const auto read = [&prices](const std::vector<Level>& levels, const std::vector<NodeName>& names,
                              std::vector<int128>& node_price) {
    for (std::size_t n = 0; n < names.size(); ++n) {
      const std::optional<std::size_t>& quota = levels[names[n].level].quota;
      if (quota && !prices[*quota].empty()) node_price[n] = prices[*quota][names[n].group];
    }
  };
  read(host_levels_, slot_node_names_, result.slot_node_price);
  read(sender_levels_, person_node_names_, result.person_node_price);
  return result;
}

std::optional<std::int64_t> AssignmentModel::use_limit() const {
  if (!weighted_quota_) return std::nullopt;
  return quotas_[*weighted_quota_].limit(0);
}

std::int32_t AssignmentModel::UseOfOption(ApprenticeIndex apprentice, OpeningIndex opening, StayFinder& stays) const {
  const StaySet& shortest = stays.ShortestOf(apprentice, opening);
  const Day first = shortest.starts.front().first;
  return Clamp32(quotas_[*weighted_quota_].quota().amount(problem_.View(apprentice), problem_.View(opening),
                                                          {first, first + (shortest.days - 1)}));
}

NestedAssignmentResult AssignmentModel::Solve(int128 use_price, const NestedAssignmentStart& start,
                                              const WorkOptions& work) {
  network_.use_price = use_price;
  return SolveNestedAssignment(network_, work, start);
}

NestedAssignmentResult AssignmentModel::Bid(SlotChoices choices, const WorkOptions& work) const {
  return BidForNestedAssignment(network_, std::move(choices), work);
}

int128 AssignmentModel::BoundOf(const NestedAssignmentResult& result) const {
  int128 bound = DualBound(network_, result) + network_.use_price * use_limit().value_or(0);
  for (const CrossingGroup& crossing : crossing_) bound += crossing.price * crossing.capacity;
  return bound;
}

std::int64_t AssignmentModel::UseOf(const NestedAssignmentResult& result) const {
  std::int64_t use = 0;
  for (std::size_t i = 0; i < result.slot_of_person.size(); ++i) {
    for (std::uint64_t a = network_.arc_starts[i]; a < network_.arc_starts[i + 1]; ++a) {
      if (network_.arcs[a].slot == result.slot_of_person[i]) use += network_.arc_use[a];
    }
  }
  return use;
}

Tolls AssignmentModel::TollsOf(const NestedAssignmentResult& result) const {
  Tolls tolls;
  tolls.use_price = network_.use_price;
  tolls.constant = network_.use_price * use_limit().value_or(0);
  std::vector<int128> of_slot_node = result.slot_node_price;  // With all nodes above.
  for (std::size_t n = 0; n < of_slot_node.size(); ++n) {
    const auto& node = network_.slot_nodes[n];
    tolls.constant += of_slot_node[n] * node.capacity;
    if (node.parent != kNoNode) of_slot_node[n] += of_slot_node[static_cast<std::size_t>(node.parent)];
  }
  for (std::size_t s = 0; s < network_.slots.size(); ++s) {
    const auto& slot = network_.slots[s];
    tolls.constant += result.slot_price[s] * slot.capacity;
    tolls.of_opening.push_back(result.slot_price[s]);
    if (slot.node != kNoNode) tolls.of_opening[s] += of_slot_node[static_cast<std::size_t>(slot.node)];
  }
  std::vector<int128> of_person_node(network_.person_nodes.size());
  for (std::size_t n = 0; n < of_person_node.size(); ++n) {
    const auto& node = network_.person_nodes[n];
    const int128 reward = result.person_node_reward[n];
    tolls.constant += result.person_node_price[n] * node.capacity + (node.reward - reward) * node.least;
    of_person_node[n] = result.person_node_price[n] - reward;
    if (node.parent != kNoNode) of_person_node[n] += of_person_node[static_cast<std::size_t>(node.parent)];
  }
  for (const std::int32_t node : network_.person_node) {
    tolls.of_apprentice.push_back(node == kNoNode ? int128(0) : of_person_node[static_cast<std::size_t>(node)]);
  }
  for (const CrossingGroup& crossing : crossing_) tolls.constant += crossing.price * crossing.capacity;
  for (std::size_t i = 0; i < crossing_toll_.size(); ++i) tolls.of_apprentice[i] += crossing_toll_[i];
  return tolls;
}

bool AssignmentModel::IsLeftOut(std::size_t quota, std::uint32_t group) const {
  for (const std::vector<Level>* levels : {&host_levels_, &sender_levels_}) {
    for (const Level& level : *levels) {
      if (level.quota == quota) return level.wanted[group] && level.node_of[group] == kNoNode;
    }
  }
  return false;
}

Certificate AssignmentModel::CertificateOf(const NestedAssignmentResult& result) const {
  Certificate certificate;
  certificate.weights = objective_.weights();
  const auto add = [&](std::size_t quota, std::uint32_t group, int128 price) {
    if (price > 0) {
      certificate.prices.push_back(
          {static_cast<std::uint32_t>(quota), quotas_[quota].name(group), std::nullopt, price});
    }
  };
  if (slot_quota_) {
    for (std::size_t i = 0; i < result.slot_price.size(); ++i) {
      add(*slot_quota_, quotas_[*slot_quota_].GroupOf(OpeningIndex(i)), result.slot_price[i]);
    }
  }
  for (std::size_t n = 0; n < slot_node_names_.size(); ++n) {
    add(*host_levels_[slot_node_names_[n].level].quota, slot_node_names_[n].group, result.slot_node_price[n]);
  }
  for (std::size_t n = 0; n < person_node_names_.size(); ++n) {
    const Level& level = sender_levels_[person_node_names_[n].level];
    if (level.quota) add(*level.quota, person_node_names_[n].group, result.person_node_price[n]);
  }
  if (weighted_quota_) add(*weighted_quota_, 0, network_.use_price);
  for (const CrossingGroup& crossing : crossing_) add(crossing.quota, crossing.group, crossing.price);
  std::sort(certificate.prices.begin(), certificate.prices.end(),
            [](const Price& a, const Price& b) { return std::pair(a.quota, a.group) < std::pair(b.quota, b.group); });
  for (const auto& [centre, least] : objective_.leasts()) certificate.rewards.push_back({centre, 0});
  for (std::size_t n = 0; n < person_node_names_.size(); ++n) {
    if (sender_levels_[person_node_names_[n].level].quota) continue;
    // Groups of the least level are numbered as the rewards are.
    certificate.rewards[person_node_names_[n].group].reward = result.person_node_reward[n];
  }
  return certificate;
}

}  // namespace walz
