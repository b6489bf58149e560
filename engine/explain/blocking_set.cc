#include "engine/explain/blocking_set.h"

#include <algorithm>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>

namespace walz {
namespace {

// The lowest group above the apprentice that is full; kNoFlowVertex if all have room.
FlowVertex FullAbove(const PlaceFlow& flow, ApprenticeIndex apprentice) {
  for (FlowVertex v = flow.above(apprentice.value); v != flow.source(); v = flow.above(v)) {
    if (flow.flow(v) >= flow.capacity(v)) return v;
  }
  return kNoFlowVertex;
}

BlockingSet FullGroup(const Problem& problem, const PlaceNetwork& network, ApprenticeIndex apprentice,
                      FlowVertex group) {
  const PlaceFlow& flow = network.flow();
  const QuotaForest::Name& name = network.senders().names[group - flow.PeopleNodeVertex(0)];
  const QuotaGroups& groups = network.quotas()[name.quota];
  BlockingSet set;
  set.full_at_home = groups.quota().label(problem, groups.name(name.group));
  set.places = flow.capacity(group);
  for (std::size_t i = 0; i < flow.person_count(); ++i) {
    const ApprenticeIndex other(i);
    if (groups.GroupOf(other) != name.group) continue;
    if (other == apprentice || flow.SlotOf(i) != kNoFlowVertex) set.people.push_back(other);
  }
  return set;
}

}  // namespace

std::optional<BlockingSet> FindBlockingSet(const Problem& problem, const PlaceNetwork& network,
                                           ApprenticeIndex apprentice) {
  const PlaceFlow& flow = network.flow();
  if (flow.SlotOf(apprentice.value) != kNoFlowVertex || flow.OptionsOf(apprentice.value).empty()) return std::nullopt;
  if (const FlowVertex full = FullAbove(flow, apprentice); full != kNoFlowVertex) {
    return FullGroup(problem, network, apprentice, full);
  }
  absl::flat_hash_set<FlowVertex> found = {apprentice.value};
  std::vector<FlowVertex> tree = {apprentice.value};
  for (std::size_t head = 0; head < tree.size(); ++head) {
    flow.AnySuccessor(tree[head], [&](FlowVertex w) {
      if (w != flow.source() && found.insert(w).second) tree.push_back(w);
      return false;
    });
  }
  BlockingSet set;
  absl::flat_hash_map<std::uint32_t, std::size_t> options_within;  // Of people outside the tree without a place.
  std::sort(tree.begin(), tree.end());
  for (const FlowVertex v : tree) {
    if (flow.IsPerson(v)) {
      set.people.emplace_back(v);
      set.places += flow.SlotOf(v) != kNoFlowVertex ? 1 : 0;
    } else if (flow.IsSlot(v)) {
      const OpeningIndex opening(v - flow.person_count());
      set.openings.push_back(opening);
      set.hosts.push_back(problem.CompanyOf(opening));
      for (const std::uint32_t person : flow.PeopleOf(opening.value)) {
        if (flow.SlotOf(person) == kNoFlowVertex && !found.contains(person)) ++options_within[person];
      }
    }
  }
  problem.SortById(set.openings);
  std::sort(set.hosts.begin(), set.hosts.end());
  set.hosts.erase(std::unique(set.hosts.begin(), set.hosts.end()), set.hosts.end());
  for (const auto& [person, count] : options_within) {
    if (count == flow.OptionsOf(person).size()) set.also_waiting.emplace_back(person);
  }
  std::sort(set.also_waiting.begin(), set.also_waiting.end());
  return set;
}

std::string BlockingSetWords(const BlockingSet& set) {
  const auto counted = [](std::size_t count, absl::string_view one) {
    return absl::StrCat(count, " ", one, count == 1 ? "" : "s");
  };
  if (!set.full_at_home.empty()) {
    return absl::StrCat(set.full_at_home, " sends at most ", set.places, ", and as many have a place");
  }
  const std::size_t people = set.people.size() + set.also_waiting.size();
  return absl::StrCat(counted(people, "apprentice"), people == 1 ? " competes" : " compete", " for ",
                      counted(static_cast<std::size_t>(set.places), "place"), " at ",
                      counted(set.hosts.size(), "host"));
}

}  // namespace walz
