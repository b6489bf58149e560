#include "engine/matching/stay_capacity.h"

#include <algorithm>
#include <optional>

#include <absl/container/flat_hash_set.h>

namespace walz {
namespace {

// The earliest last day of a stay that starts after `after`; none if there is none.
std::optional<Day> EarliestEnd(const StaySet& stays, Day after) {
  for (const DayRange& starts : stays.starts) {
    if (starts.last > after) return std::max(starts.first, after + 1) + (stays.days - 1);
  }
  return std::nullopt;
}

}  // namespace

int StabbingDays(const std::vector<const StaySet*>& families) {
  int count = 0;
  Day stabbed = kDayMin;
  for (;;) {
    std::optional<Day> earliest;
    for (const StaySet* stays : families) {
      const std::optional<Day> end = EarliestEnd(*stays, stabbed);
      if (end && (!earliest || *end < *earliest)) earliest = end;
    }
    if (!earliest) return count;
    stabbed = *earliest;
    ++count;
  }
}

std::vector<GroupCapacity> MakeGroupCapacities(const Problem& problem, const PairOptions& options,
                                               const QuotaGroups& groups, StayFinder& stays) {
  std::vector<GroupCapacity> capacities(groups.group_count());
  std::vector<std::uint32_t> last_counted(groups.group_count(), QuotaGroups::kNone);
  std::vector<std::int64_t> amounts(groups.group_count());
  const auto for_each_option = [&](const auto& visit) {
    for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
      const ApprenticeIndex apprentice(i);
      for (const PairOption& option : options.Of(apprentice)) {
        const std::uint32_t group = groups.GroupOf(apprentice, option.opening);
        if (group != QuotaGroups::kNone) visit(apprentice, option, group);
      }
    }
  };
  for_each_option([&](ApprenticeIndex apprentice, const PairOption&, std::uint32_t group) {
    if (last_counted[group] == apprentice.value) return;
    last_counted[group] = apprentice.value;
    ++capacities[group].demand;
    amounts[group] += 1 + problem[apprentice].accompanying;
  });
  for (std::uint32_t g = 0; g < groups.group_count(); ++g) capacities[g].capacity = groups.limit(g);
  if (!groups.quota().daily) return capacities;

  // Only groups that can bind on some day are worth a look at their stays.
  std::vector<absl::flat_hash_set<const StaySet*>> families(groups.group_count());
  for_each_option([&](ApprenticeIndex apprentice, const PairOption& option, std::uint32_t group) {
    if (amounts[group] > groups.limit(group)) families[group].insert(&stays.ShortestOf(apprentice, option.opening));
  });
  for (std::uint32_t g = 0; g < groups.group_count(); ++g) {
    if (families[g].empty()) continue;
    capacities[g].stabbing_days = StabbingDays({families[g].begin(), families[g].end()});
    capacities[g].capacity = groups.limit(g) * capacities[g].stabbing_days;
  }
  return capacities;
}

}  // namespace walz
