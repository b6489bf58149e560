#include "engine/explain/place_network.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "engine/matching/stay_finder.h"

namespace walz {
namespace {

constexpr std::uint32_t kNone = QuotaGroups::kNone;

// Whether the pair of a pin is lawful, at the pin's stay where it has one.
bool IsLawfulPin(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening, const Pin& pin) {
  return pin.stay ? IsLawfulStay(rules, apprentice, opening, *pin.stay) : IsFeasible(rules, apprentice, opening);
}

// All options, one after another.
NumberRows Joined(std::vector<std::vector<std::uint32_t>> rows) {
  NumberRows joined;
  std::size_t count = 0;
  for (const auto& row : rows) count += row.size();
  joined.values.reserve(count);
  joined.starts.reserve(rows.size() + 1);
  for (auto& row : rows) {
    joined.values.insert(joined.values.end(), row.begin(), row.end());
    joined.starts.push_back(joined.values.size());
    row = {};
  }
  return joined;
}

// What the stays of a group have in common: how many one unit of it can serve, one after another.
struct StayHull {
  Day latest_start = kDayMin;
  Day earliest_end = kDayMax;
  Day first = kDayMax;
  Day last = kDayMin;
  int days_min = std::numeric_limits<int>::max();

  void Add(const StaySet& stays) {
    if (stays.starts.empty()) return;
    const Day first_start = stays.starts.front().first;
    const Day last_start = stays.starts.back().last;
    latest_start = std::max(latest_start, last_start);
    earliest_end = std::min(earliest_end, first_start + (stays.days - 1));
    first = std::min(first, first_start);
    last = std::max(last, last_start + (stays.days - 1));
    days_min = std::min(days_min, stays.days);
  }
  // One if all share a day; else no more than fit into the hull.
  std::int64_t InTurn() const {
    if (latest_start <= earliest_end || days_min == std::numeric_limits<int>::max()) return 1;
    return std::max(1, DayRange{first, last}.days() / days_min);
  }
};

// A daily quota whose groups have perhaps more comers than room.
struct RollingQuota {
  std::size_t quota;
  std::vector<StayHull> hulls;   // By group.
  std::vector<bool> is_crowded;  // By group: as many come as there is room, so their stays are worth a look.
};

// By group: the options within it.  `comers`: by opening.
std::vector<std::int64_t> OptionCounts(const QuotaGroups& groups, const NumberRows& options,
                                       absl::Span<const std::int64_t> comers) {
  std::vector<std::int64_t> counts(groups.group_count());
  const auto add = [&](std::uint32_t group, std::int64_t count) {
    if (group != kNone) counts[group] += count;
  };
  if (groups.quota().side == QuotaSide::kSender) {
    for (std::size_t i = 0; i < options.size(); ++i) add(groups.GroupOf(ApprenticeIndex(i)), std::ssize(options.Of(i)));
  } else {
    for (std::size_t i = 0; i < comers.size(); ++i) add(groups.GroupOf(ApprenticeIndex(), OpeningIndex(i)), comers[i]);
  }
  return counts;
}

}  // namespace

PlaceNetwork::PlaceNetwork(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                           const WorkOptions& work)
    : problem_(problem),
      rules_(rules),
      quotas_(MakeQuotaGroups(problem, rules)),
      flow_(MakeGraph(sieve, work), work.stop),
      placed_(static_cast<std::int64_t>(matching.placements.size())) {
  for (const Placement& placement : matching.placements) {
    flow_.Place(placement.apprentice.value, placement.opening.value);
  }
  flow_.Maximise();
  from_waiting_ = flow_.FromSource();
  to_places_ = flow_.ToSink();
  leading_.resize(BitmapWordCount(problem.openings().size()));
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    if (LeadsToPlace(OpeningIndex(i))) SetBit(absl::MakeSpan(leading_), i);
  }
  company_vertex_.assign(problem.companies().size(), kNoFlowVertex);
  for (std::size_t n = 0; n < hosts_.names.size(); ++n) {
    const QuotaForest::Name& name = hosts_.names[n];
    if (quotas_[name.quota].quota().name != kPlacesPerCompany) continue;
    company_vertex_[quotas_[name.quota].name(name.group)] = flow_.SlotNodeVertex(n);
  }
}

PlaceGraph PlaceNetwork::MakeGraph(const Sieve& sieve, const WorkOptions& work) {
  PlaceGraph graph;
  std::vector<std::vector<std::uint32_t>> options(problem_.apprentices().size());
  sieve.ForEachApprentice(work, [&](ApprenticeIndex i, absl::Span<const OpeningIndex> feasible) {
    std::vector<std::uint32_t>& of = options[i.value];
    if (const std::optional<Pin>& pin = problem_.PinOf(i)) {
      if (IsLawfulPin(rules_, problem_.View(i), problem_.View(pin->opening), *pin)) of.push_back(pin->opening.value);
      return;
    }
    of.reserve(feasible.size());
    for (const OpeningIndex opening : feasible) of.push_back(opening.value);
  });
  graph.options = Joined(std::move(options));
  FindWhatRolls(sieve, graph, work);
  AddHosts(graph);
  AddSenders(graph);
  ListOtherRelaxations(graph);
  return graph;
}

void PlaceNetwork::FindWhatRolls(const Sieve& sieve, const PlaceGraph& graph, const WorkOptions& work) {
  std::vector<std::int64_t> comers(problem_.openings().size());
  for (std::size_t i = 0; i < graph.options.size() && !work.stop.stop_requested(); ++i) {
    for (const std::uint32_t opening : graph.options.Of(i)) ++comers[opening];
  }
  std::vector<RollingQuota> rolling;
  for (std::size_t q = 0; q < quotas_.size(); ++q) {
    const QuotaGroups& groups = quotas_[q];
    stays_in_turn_.emplace_back(groups.group_count(), 1);
    if (!groups.quota().daily) continue;
    const std::vector<std::int64_t> counts = OptionCounts(groups, graph.options, comers);
    RollingQuota& one = rolling.emplace_back();
    one.quota = q;
    one.hulls.resize(counts.size());
    for (std::uint32_t group = 0; group < counts.size(); ++group) {
      one.is_crowded.push_back(counts[group] >= groups.limit(group));
    }
  }
  StayFinder stays(problem_, rules_, sieve);
  for (std::size_t i = 0; i < graph.options.size() && !work.stop.stop_requested(); ++i) {
    for (const std::uint32_t opening : graph.options.Of(i)) {
      const StaySet* set = nullptr;
      for (RollingQuota& one : rolling) {
        const std::uint32_t group = quotas_[one.quota].GroupOf(ApprenticeIndex(i), OpeningIndex(opening));
        if (group == kNone || !one.is_crowded[group]) continue;
        if (set == nullptr) set = &stays.ShortestOf(ApprenticeIndex(i), OpeningIndex(opening));
        one.hulls[group].Add(*set);
      }
    }
  }
  bool rolls = false;
  for (const RollingQuota& one : rolling) {
    std::vector<std::int64_t>& in_turn = stays_in_turn_[one.quota];
    for (std::uint32_t group = 0; group < in_turn.size(); ++group) {
      in_turn[group] = one.hulls[group].InTurn();
      rolls = rolls || (in_turn[group] > 1 && quotas_[one.quota].limit(group) > 0);
    }
  }
  if (rolls) Relax("places serve stays one after another");
}

void PlaceNetwork::AddHosts(PlaceGraph& graph) {
  const std::size_t opening_count = problem_.openings().size();
  constexpr std::int64_t kNoLimit = std::numeric_limits<std::int32_t>::max();
  graph.slot_capacities.assign(opening_count, kNoLimit);
  std::vector<QuotaLevel> levels;
  std::optional<std::size_t> slot_quota;
  for (std::size_t q = 0; q < quotas_.size(); ++q) {
    const QuotaGroups& groups = quotas_[q];
    if (groups.quota().side == QuotaSide::kSender || groups.quota().weighted || groups.group_count() == 0) continue;
    QuotaLevel level;
    level.quota = static_cast<std::uint32_t>(q);
    for (std::size_t i = 0; i < opening_count; ++i) {
      level.group_of.push_back(groups.GroupOf(ApprenticeIndex(), OpeningIndex(i)));
    }
    for (std::uint32_t g = 0; g < groups.group_count(); ++g) {
      level.capacities.push_back(groups.limit(g) * stays_in_turn_[q][g]);
    }
    // The finest level is the capacity of the slots where its groups are single openings.
    std::vector<int> member_counts(groups.group_count());
    for (const std::uint32_t group : level.group_of) {
      if (group != kNone) ++member_counts[group];
    }
    if (!slot_quota && levels.empty() && groups.quota().side == QuotaSide::kHost &&
        std::all_of(member_counts.begin(), member_counts.end(), [](int count) { return count <= 1; })) {
      for (std::size_t i = 0; i < opening_count; ++i) {
        std::int64_t& capacity = graph.slot_capacities[i];
        if (level.group_of[i] != kNone) capacity = std::min(capacity, level.capacities[level.group_of[i]]);
      }
      slot_quota = q;
      continue;
    }
    // Also where the openings have no more places than the group takes: questions add places.
    for (std::uint32_t g = 0; g < groups.group_count(); ++g) {
      level.can_bind.push_back(level.capacities[g] < static_cast<std::int64_t>(problem_.apprentices().size()));
    }
    levels.push_back(std::move(level));
  }
  hosts_ = MakeQuotaForest(levels, opening_count);
  graph.node_of_slot = hosts_.node_of_member;
  graph.slot_nodes = hosts_.nodes;
}

void PlaceNetwork::AddSenders(PlaceGraph& graph) {
  const std::size_t apprentice_count = problem_.apprentices().size();
  std::vector<QuotaLevel> levels;
  for (std::size_t q = 0; q < quotas_.size(); ++q) {
    const QuotaGroups& groups = quotas_[q];
    if (groups.quota().side != QuotaSide::kSender || groups.quota().weighted || groups.group_count() == 0) continue;
    QuotaLevel level;
    level.quota = static_cast<std::uint32_t>(q);
    std::vector<std::int64_t> members(groups.group_count());
    for (std::size_t i = 0; i < apprentice_count; ++i) {
      level.group_of.push_back(groups.GroupOf(ApprenticeIndex(i)));
      if (level.group_of.back() != kNone) ++members[level.group_of.back()];
    }
    for (std::uint32_t g = 0; g < groups.group_count(); ++g) {
      level.capacities.push_back(groups.limit(g) * stays_in_turn_[q][g]);
      level.can_bind.push_back(level.capacities[g] < members[g]);
    }
    levels.push_back(std::move(level));
  }
  senders_ = MakeQuotaForest(levels, apprentice_count);
  graph.node_of_person = senders_.node_of_member;
  graph.people_nodes = senders_.nodes;
}

void PlaceNetwork::ListOtherRelaxations(const PlaceGraph& graph) {
  if (hosts_.crossing || senders_.crossing) Relax("quotas cross");
  for (const QuotaGroups& groups : quotas_) {
    if (groups.quota().weighted && groups.group_count() > 0) Relax("a budget bounds the grants");
  }
  if (!problem_.groups().empty()) Relax("groups travel together");
  for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
    if (problem_[ApprenticeIndex(i)].accompanying == 0 || graph.options.Of(i).empty()) continue;
    Relax("persons who come along need places");
    break;
  }
}

void PlaceNetwork::Relax(absl::string_view what) { relaxed_.emplace_back(what); }

bool PlaceNetwork::RoomHelps(FlowVertex v) const {
  if (flow_.flow(v) < flow_.capacity(v)) return false;  // There is room already.
  const auto [tail, head] = flow_.EndsOf(v);
  return WaitsAt(tail) && LeadsAt(head);
}

}  // namespace walz
