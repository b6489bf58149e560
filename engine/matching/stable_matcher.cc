#include "engine/matching/stable_matcher.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/fixed_slots.h"
#include "engine/matching/preference.h"
#include "engine/matching/repair.h"
#include "engine/matching/seat_market.h"
#include "engine/matching/seat_plan.h"
#include "engine/solve/deferred_acceptance.h"
#include "engine/solve/large_stable.h"
#include "engine/solve/nested_assignment.h"
#include "engine/solve/stable_improvement.h"
#include "engine/solve/stable_search.h"

namespace walz {
namespace {

constexpr int kSearchStepsMax = 20'000;  // For one component: a few milliseconds.

// The most that any matching places: an assignment in which everybody is worth the same.
std::int64_t CountPlaceable(const StableMarket& market, const WorkOptions& work) {
  NestedAssignmentProblem problem;
  problem.person_gain.assign(market.person_count(), 1);
  problem.arc_starts = market.arc_starts;
  problem.arcs.reserve(market.arcs.size());
  for (const StableMarket::Arc& arc : market.arcs) problem.arcs.push_back({arc.slot, 0, 0});
  for (const std::int32_t capacity : market.capacities) problem.slots.push_back({capacity, kNoNode});
  return static_cast<std::int64_t>(SolveNestedAssignment(problem, {work.thread_count, work.stop}).value);
}

class StableMatcher {
 public:
  StableMatcher(const Problem& problem, const SeatPlan& plan, Arrangement& arrangement, const WorkOptions& work)
      : problem_(problem),
        plan_(plan),
        arrangement_(arrangement),
        work_(work),
        slot_of_(problem.apprentices().size()) {}

  StableFigures Run() {
    StableFigures figures;
    figures.side = problem_.round().stable_side;
    figures.size = problem_.round().stable_size;
    figures.rolling_openings = plan_.rolling_openings;
    figures.fixed_slots = plan_.fixed_slots;
    PlacePinned();
    const SeatMarket made =
        MakeSeatMarket(problem_, arrangement_.options(), plan_, FreePlaces(), arrangement_.stays(), work_);
    figures.options_without_slot = made.options_without_slot;
    Tell("stable");
    const std::vector<std::uint32_t> seat_of = Solve(made.market, figures);
    for (std::size_t i = 0; i < seat_of.size(); ++i) {
      if (seat_of[i] != kNoSlot) PlaceAt(ApprenticeIndex(i), plan_.seats[seat_of[i]]);
    }
    return figures;
  }

  // Longer stays, within the slots where there are some.
  void Lengthen() {
    const EarlierPlacements earlier = PlacementsOfLastRun(problem_);
    for (std::size_t i = 0; i < slot_of_.size() && !work_.stop.stop_requested(); ++i) {
      const UnitIndex unit = arrangement_.UnitOf(ApprenticeIndex(i));
      if (!arrangement_.IsPlaced(unit)) continue;
      const OpeningIndex opening = arrangement_.ChoiceOf(unit)->placements[0].opening;
      const absl::Span<const Seat> seats = plan_.Of(opening);
      if (slot_of_[i]) {
        LengthenIn(*slot_of_[i], unit);
      } else if (seats.empty() || seats[0].slot) {
        LengthenPinned(unit);
      } else {
        LengthenStay(arrangement_, unit, &earlier);
      }
    }
  }

 private:
  void Tell(absl::string_view stage) const {
    if (work_.progress) work_.progress(stage, 0, 0);
  }

  // By tier, then lottery, each at the first of its stays that still fits.
  void PlacePinned() {
    std::vector<ApprenticeIndex> order = InOrderOfLottery(problem_);
    std::stable_sort(order.begin(), order.end(),
                     [&](ApprenticeIndex a, ApprenticeIndex b) { return problem_[a].tier < problem_[b].tier; });
    for (const ApprenticeIndex apprentice : order) {
      const absl::Span<const PairOption> options = arrangement_.options().Of(apprentice);
      if (!problem_.PinOf(apprentice) || options.empty()) continue;
      const UnitIndex unit = arrangement_.UnitOf(apprentice);
      for (const Choice& choice : arrangement_.ChoicesAt(unit, options[0], std::numeric_limits<std::size_t>::max())) {
        if (arrangement_.Place(unit, choice)) break;
      }
    }
  }

  // What pinned stays leave of every seat: of a slot on its fullest day.
  std::vector<std::int32_t> FreePlaces() const {
    std::vector<std::vector<DayRange>> pinned(plan_.first_seat.size() - 1);
    for (const Placement& placement : arrangement_.placements())
      pinned[placement.opening.value].push_back(placement.stay);
    std::vector<std::int32_t> places;
    for (const Seat& seat : plan_.seats) {
      const std::vector<DayRange>& stays = pinned[seat.opening.value];
      places.push_back(seat.places - MostAtOnce(stays, seat.slot));
    }
    return places;
  }

  // A day on which most are there is the first of some stay, or of the slot.
  static std::int32_t MostAtOnce(const std::vector<DayRange>& stays, const std::optional<DayRange>& slot) {
    if (!slot) return static_cast<std::int32_t>(stays.size());
    std::int32_t most = 0;
    const auto look = [&](Day day) {
      if (!slot->Contains(day)) return;
      most = std::max(most, static_cast<std::int32_t>(std::count_if(
                                stays.begin(), stays.end(), [&](const DayRange& stay) { return stay.Contains(day); })));
    };
    look(slot->first);
    for (const DayRange& stay : stays) look(stay.first);
    return most;
  }

  StableAssignment Find(const StableMarket& market) const {
    return problem_.round().stable_side == StableSide::kHosts ? FindSlotOptimalStable(market, work_)
                                                              : FindPersonOptimalStable(market, work_);
  }

  // The seat of each apprentice, kNoSlot for none.
  std::vector<std::uint32_t> Solve(const StableMarket& market, StableFigures& figures) const {
    if (figures.size == StableSize::kLottery) return Finish(market, Find(market), figures);
    StableAssignment large = FindLargeStable(market, work_);
    // A stopped one is not stable, which all that follows requires.
    if (work_.stop.stop_requested()) return Finish(market, std::move(large), figures);
    Tell("enlarge");
    EnlargeSmallComponents(market, kSearchStepsMax, work_, large);
    const StableMarket favouring = FavouringMarket(market, large);
    Tell("count");
    const std::int64_t placeable = CountPlaceable(market, work_) + CountPlaced();
    if (!work_.stop.stop_requested()) figures.placed_at_most = placeable;
    return Finish(favouring, Find(favouring), figures);
  }

  std::int64_t CountPlaced() const { return static_cast<std::int64_t>(arrangement_.placements().size()); }

  std::vector<std::uint32_t> Finish(const StableMarket& market, const StableAssignment& assignment,
                                    StableFigures& figures) const {
    if (!work_.stop.stop_requested()) {
      Tell("improvements");
      figures.could_improve = CountImprovable(market, assignment);
    }
    std::vector<std::uint32_t> seats;
    for (const std::uint64_t arc : assignment) seats.push_back(arc == kNoListing ? kNoSlot : market.arcs[arc].slot);
    return seats;
  }

  void PlaceAt(ApprenticeIndex apprentice, const Seat& seat) {
    const UnitIndex unit = arrangement_.UnitOf(apprentice);
    const PairOption& option = *arrangement_.options().Find(apprentice, seat.opening);
    Choice choice = arrangement_.ChoicesAt(unit, option, 1)[0];
    if (seat.slot) {
      const StaySet& stays = arrangement_.stays().ShortestOf(apprentice, seat.opening);
      const Day first = *EarliestStartIn(*seat.slot, stays.days, stays.starts);
      choice.placements[0].stay = {first, first + (stays.days - 1)};
      slot_of_[apprentice.value] = seat.slot;
    }
    WALZ_CHECK(arrangement_.Place(unit, choice));
  }

  // The stay of the last run if it lies in the slot, else the longest that does, then the earliest; beside pinned
  // stays, which may reach into the slot.
  void LengthenIn(DayRange slot, UnitIndex unit) {
    const Choice before = arrangement_.Remove(unit);
    const Placement& placement = before.placements[0];
    const int shortest = placement.stay.days();
    const int longest = std::min(slot.days(), arrangement_.stays().LongestOf(placement.apprentice, placement.opening));
    const std::optional<LastPlacement>& last = problem_.LastOf(placement.apprentice);
    if (last && last->opening == placement.opening && slot.Contains(last->stay) && last->stay.days() >= shortest &&
        last->stay.days() <= longest && PlaceWithin(last->stay, last->stay.days(), unit, before)) {
      return;
    }
    for (int days = longest; days > shortest; --days) {
      if (PlaceWithin(slot, days, unit, before)) return;
    }
    WALZ_CHECK(PlaceWithin(slot, shortest, unit, before) || arrangement_.Place(unit, before));
  }

  // A pinned stay beside slots only grows at its end: days that it left would be places that others were refused.
  void LengthenPinned(UnitIndex unit) {
    const Choice before = arrangement_.Remove(unit);
    const Placement& placement = before.placements[0];
    const int shortest = placement.stay.days();
    const Day first = placement.stay.first;
    for (int days = arrangement_.stays().LongestOf(placement.apprentice, placement.opening); days > shortest; --days) {
      if (PlaceWithin({first, first + (days - 1)}, days, unit, before)) return;
    }
    WALZ_CHECK(arrangement_.Place(unit, before));
  }

  // Places the unit at the earliest of its stays of `days` days within `range` that fits.
  bool PlaceWithin(DayRange range, int days, UnitIndex unit, const Choice& before) {
    Choice choice = before;
    Placement& placement = choice.placements[0];
    const StaySet stays = arrangement_.stays().OfLength(placement.apprentice, placement.opening, days);
    for (Day from = range.first; from + (days - 1) <= range.last; from = placement.stay.first + 1) {
      const std::optional<Day> first = EarliestStartIn({from, range.last}, days, stays.starts);
      if (!first) return false;
      placement.stay = {*first, *first + (days - 1)};
      if (arrangement_.Place(unit, choice)) return true;
    }
    return false;
  }

  const Problem& problem_;
  const SeatPlan& plan_;
  Arrangement& arrangement_;
  const WorkOptions& work_;
  std::vector<std::optional<DayRange>> slot_of_;  // By apprentice; those who are not pinned.
};

}  // namespace

absl::StatusOr<RunOutcome> FindStableMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                              const PairOptions& options, const WorkOptions& work) {
  const std::vector<QuotaGroups> quotas = MakeQuotaGroups(problem, rules);
  StayFinder stays(problem, rules, sieve);
  WALZ_ASSIGN_OR_RETURN(const SeatPlan plan, MakeSeatPlan(problem, options, quotas, stays));
  const Objective objective(problem, options);
  Arrangement arrangement(problem, options, objective, quotas, stays);
  StableMatcher matcher(problem, plan, arrangement, work);
  const StableFigures figures = matcher.Run();
  if (work.progress) work.progress("stays", 0, 0);
  matcher.Lengthen();
  RunOutcome outcome = arrangement.OutcomeOf(Policy::kStable, /*proven=*/!work.stop.stop_requested());
  outcome.stable = figures;
  return outcome;
}

}  // namespace walz
