#include "engine/matching/seat_plan.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/fixed_slots.h"
#include "engine/matching/stay_capacity.h"

namespace walz {
namespace {

absl::Status Unsuited(absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("policy 'stable' knows places alone: ", what, "; use policy 'best', or take that out of the round"));
}

absl::Status CheckPeople(const Problem& problem, const PairOptions& options) {
  for (const std::vector<ApprenticeIndex>& group : problem.groups()) {
    return Unsuited(
        absl::StrCat("apprentice '", problem[group[0]].id, "' travels in group '", problem[group[0]].group, "'"));
  }
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (problem[apprentice].accompanying > 0 && !options.Of(apprentice).empty()) {
      return Unsuited(absl::StrCat("apprentice '", problem[apprentice].id, "' is accompanied"));
    }
  }
  if (!problem.round().quotas.least_per_centre.empty()) return Unsuited("the round names a least per centre");
  return absl::OkStatus();
}

// The opening of each group of a host quota, none for groups of several.
std::vector<std::optional<OpeningIndex>> OnlyOpenings(const Problem& problem, const QuotaGroups& groups) {
  std::vector<std::optional<OpeningIndex>> only(groups.group_count());
  std::vector<int> opening_count(groups.group_count());
  for (std::size_t i = 0; i < problem.openings().size() && groups.quota().side == QuotaSide::kHost; ++i) {
    const std::uint32_t group = groups.GroupOf(OpeningIndex(i));
    if (group != QuotaGroups::kNone && ++opening_count[group] == 1) only[group] = OpeningIndex(i);
  }
  for (std::uint32_t g = 0; g < only.size(); ++g) {
    if (opening_count[g] > 1) only[g].reset();
  }
  return only;
}

struct OpeningPlaces {
  std::int32_t places = std::numeric_limits<std::int32_t>::max();
  bool is_rolling = false;
  bool is_bound_over_round = false;  // By a quota that counts over all slots together.
};

// The places of each opening; nothing but what bounds a single opening may ever bind.
absl::StatusOr<std::vector<OpeningPlaces>> PlacesOf(const Problem& problem, const PairOptions& options,
                                                    const std::vector<QuotaGroups>& quotas, StayFinder& stays) {
  std::vector<OpeningPlaces> all(problem.openings().size());
  for (const QuotaGroups& groups : quotas) {
    if (groups.quota().weighted) {
      if (groups.group_count() > 0) return Unsuited(absl::StrCat("quota '", groups.quota().name, "' is set"));
      continue;
    }
    const std::vector<GroupCapacity> capacities = MakeGroupCapacities(problem, options, groups, stays);
    const std::vector<std::optional<OpeningIndex>> openings = OnlyOpenings(problem, groups);
    for (std::uint32_t g = 0; g < capacities.size(); ++g) {
      const std::int64_t limit = groups.limit(g);
      if (openings[g]) {
        OpeningPlaces& of_opening = all[openings[g]->value];
        of_opening.places = static_cast<std::int32_t>(std::min<std::int64_t>(of_opening.places, limit));
        of_opening.is_rolling |= capacities[g].demand > limit && capacities[g].stabbing_days > 1;
        of_opening.is_bound_over_round |= capacities[g].demand > limit && !groups.quota().daily;
      } else if (capacities[g].demand > limit) {
        return Unsuited(absl::StrCat("quota '", groups.quota().name, "' of ",
                                     groups.quota().label(problem, groups.name(g)), " can bind (limit ", limit, ", ",
                                     capacities[g].demand, " apprentices)"));
      }
    }
  }
  for (std::size_t o = 0; o < all.size(); ++o) {
    if (all[o].is_rolling && all[o].is_bound_over_round) {
      return Unsuited(absl::StrCat("opening '", problem[OpeningIndex(o)].id,
                                   "' takes stays one after another, and a quota bounds them over the round"));
    }
  }
  return all;
}

// How many apprentices who are not pinned have which stays at the openings that roll.
std::vector<std::vector<StayDemand>> DemandsOf(const Problem& problem, const PairOptions& options,
                                               const std::vector<OpeningPlaces>& places, StayFinder& stays) {
  std::vector<absl::flat_hash_map<const StaySet*, std::int64_t>> counts(places.size());
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (problem.PinOf(apprentice)) continue;
    for (const PairOption& option : options.Of(apprentice)) {
      if (places[option.opening.value].is_rolling) {
        ++counts[option.opening.value][&stays.ShortestOf(apprentice, option.opening)];
      }
    }
  }
  std::vector<std::vector<StayDemand>> demands(places.size());
  for (std::size_t o = 0; o < places.size(); ++o) {
    for (const auto& [stay_set, count] : counts[o]) demands[o].push_back({stay_set->days, stay_set->starts, count});
  }
  return demands;
}

}  // namespace

absl::StatusOr<SeatPlan> MakeSeatPlan(const Problem& problem, const PairOptions& options,
                                      const std::vector<QuotaGroups>& quotas, StayFinder& stays) {
  WALZ_RETURN_IF_ERROR(CheckPeople(problem, options));
  WALZ_ASSIGN_OR_RETURN(const std::vector<OpeningPlaces> places, PlacesOf(problem, options, quotas, stays));
  const std::vector<std::vector<StayDemand>> demands = DemandsOf(problem, options, places, stays);
  SeatPlan plan;
  plan.first_seat.push_back(0);
  for (std::size_t o = 0; o < places.size(); ++o) {
    if (places[o].is_rolling) {
      ++plan.rolling_openings;
      for (const DayRange& slot : CutFixedSlots(demands[o])) {
        plan.seats.push_back({OpeningIndex(o), slot, places[o].places});
        ++plan.fixed_slots;
      }
    } else {
      plan.seats.push_back({OpeningIndex(o), std::nullopt, places[o].places});
    }
    plan.first_seat.push_back(static_cast<std::uint32_t>(plan.seats.size()));
  }
  return plan;
}

}  // namespace walz
