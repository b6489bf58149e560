#include "engine/matching/stable_matcher.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/lottery.h"
#include "engine/matching/preference.h"
#include "engine/matching/repair.h"
#include "engine/matching/stay_capacity.h"
#include "engine/solve/deferred_acceptance.h"

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

// The places of each opening.  What bounds a single opening is places, and must not roll; nothing else may ever bind.
absl::StatusOr<std::vector<std::int32_t>> PlacesOf(const Problem& problem, const PairOptions& options,
                                                   const std::vector<QuotaGroups>& quotas, StayFinder& stays) {
  std::vector<std::int32_t> places(problem.openings().size(), std::numeric_limits<std::int32_t>::max());
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
        std::int32_t& of_opening = places[openings[g]->value];
        of_opening = static_cast<std::int32_t>(std::min<std::int64_t>(of_opening, limit));
      }
      if (capacities[g].demand <= limit) continue;
      const std::string label = groups.quota().label(problem, groups.name(g));
      if (!openings[g]) {
        return Unsuited(absl::StrCat("quota '", groups.quota().name, "' of ", label, " can bind (limit ", limit, ", ",
                                     capacities[g].demand, " apprentices)"));
      }
      if (capacities[g].stabbing_days > 1) {
        return Unsuited(absl::StrCat(label, " takes stays one after another"));
      }
    }
  }
  return places;
}

// Less is better: rank, the unranked last; more points; lottery; id.
using HostKey = std::tuple<int, std::int32_t, std::uint64_t, std::uint32_t>;

HostKey HostKeyOf(const Problem& problem, ApprenticeIndex apprentice, const PairOption& option,
                  const std::vector<std::uint64_t>& lottery) {
  const absl::Span<const HostRank> ranks = problem.HostRanksOf(option.opening);
  const auto at = std::lower_bound(ranks.begin(), ranks.end(), apprentice,
                                   [](const HostRank& rank, ApprenticeIndex key) { return rank.apprentice < key; });
  const bool ranked = at != ranks.end() && at->apprentice == apprentice;
  return {ranked ? at->rank : std::numeric_limits<int>::max(), -option.points, lottery[apprentice.value],
          apprentice.value};
}

// Places for the pinned first, by tier, then lottery; then the rest by deferred acceptance.
class StableMatcher {
 public:
  StableMatcher(const Problem& problem, const PairOptions& options, std::vector<std::int32_t> places,
                Arrangement& arrangement)
      : problem_(problem), options_(options), arrangement_(arrangement), places_(std::move(places)) {
    for (const Apprentice& apprentice : problem.apprentices()) {
      lottery_.push_back(LotteryOf(problem.round().seed, apprentice.id));
    }
  }

  void Run() {
    PlacePinned();
    PlaceOthers();
  }

 private:
  void PlacePinned() {
    std::vector<ApprenticeIndex> order = InOrderOfLottery(problem_);
    std::stable_sort(order.begin(), order.end(),
                     [&](ApprenticeIndex a, ApprenticeIndex b) { return problem_[a].tier < problem_[b].tier; });
    for (const ApprenticeIndex apprentice : order) {
      if (!problem_.PinOf(apprentice) || options_.Of(apprentice).empty()) continue;
      const PairOption& option = options_.Of(apprentice)[0];
      if (places_[option.opening.value] > 0) PlaceAt(apprentice, option);
    }
  }

  void PlaceOthers() {
    StableProblem market;
    market.capacities = places_;
    std::vector<std::vector<HostKey>> keys(problem_.openings().size());
    market.arc_starts.push_back(0);
    std::vector<HostKey> arc_keys;
    for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
      const ApprenticeIndex apprentice(i);
      if (!problem_.PinOf(apprentice)) {
        for (const PairOption& option : InOrderOfPreference(problem_, apprentice, options_.Of(apprentice))) {
          market.arcs.push_back({option.opening.value, 0});
          arc_keys.push_back(HostKeyOf(problem_, apprentice, option, lottery_));
          keys[option.opening.value].push_back(arc_keys.back());
        }
      }
      market.arc_starts.push_back(market.arcs.size());
    }
    // A host's order as positions, which is all that the solver needs.
    for (std::vector<HostKey>& of_opening : keys) std::sort(of_opening.begin(), of_opening.end());
    for (std::size_t a = 0; a < market.arcs.size(); ++a) {
      const std::vector<HostKey>& of_opening = keys[market.arcs[a].slot];
      market.arcs[a].key = static_cast<std::uint64_t>(
          std::lower_bound(of_opening.begin(), of_opening.end(), arc_keys[a]) - of_opening.begin());
    }
    const std::vector<std::uint32_t> slot_of = FindPersonOptimalStable(market);
    for (std::size_t i = 0; i < slot_of.size(); ++i) {
      const ApprenticeIndex apprentice(i);
      if (slot_of[i] == kNoSlot) continue;
      PlaceAt(apprentice, *options_.Find(apprentice, OpeningIndex(slot_of[i])));
    }
  }

  void PlaceAt(ApprenticeIndex apprentice, const PairOption& option) {
    const UnitIndex unit = arrangement_.UnitOf(apprentice);
    if (arrangement_.Place(unit, arrangement_.ChoicesAt(unit, option, 1)[0])) --places_[option.opening.value];
  }

  const Problem& problem_;
  const PairOptions& options_;
  Arrangement& arrangement_;
  std::vector<std::int32_t> places_;  // Still free, by opening.
  std::vector<std::uint64_t> lottery_;
};

}  // namespace

absl::StatusOr<RunOutcome> FindStableMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                              const PairOptions& options, const WorkOptions& work) {
  const std::vector<QuotaGroups> quotas = MakeQuotaGroups(problem, rules);
  StayFinder stays(problem, rules, sieve);
  WALZ_RETURN_IF_ERROR(CheckPeople(problem, options));
  WALZ_ASSIGN_OR_RETURN(std::vector<std::int32_t> places, PlacesOf(problem, options, quotas, stays));
  const Objective objective(problem, options);
  Arrangement arrangement(problem, options, objective, quotas, stays);
  if (work.progress) work.progress("stable", 0, 0);
  StableMatcher(problem, options, std::move(places), arrangement).Run();
  LengthenStays(arrangement, work);
  return arrangement.OutcomeOf(Policy::kStable, /*proven=*/!work.stop.stop_requested());
}

}  // namespace walz
