// AuditStable: no apprentice and seat would both rather have each other; and what else the run says of it.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/audit_market.h"
#include "engine/matching/audit_policy.h"
#include "engine/matching/audit_seats.h"
#include "engine/matching/audit_stays.h"
#include "engine/matching/lottery.h"
#include "engine/rulebook/wish.h"

namespace walz {

ApprenticeTaste TasteOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening) {
  const Problem& problem = apprentice.problem;
  const std::optional<Wish> wish = WishOf(problem, apprentice.index, opening.index);
  const std::uint32_t number =
      PairLotteryOf(LotteryOf(problem.round().seed, apprentice.apprentice.id), OpeningHashOf(opening.opening.id));
  return {wish ? wish->rank : std::numeric_limits<std::int64_t>::max(), wish ? static_cast<int>(wish->kind) : 0,
          -PointsOf(rules, apprentice, opening), -std::int64_t{number}, opening.index.value};
}

namespace {

// How a host likes an apprentice: less is better.  By rank, the unranked last, then more points.
std::uint64_t LikingOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening) {
  const absl::Span<const HostRank> ranks = apprentice.problem.HostRanksOf(opening.index);
  const auto at = std::lower_bound(ranks.begin(), ranks.end(), apprentice.index,
                                   [](const HostRank& rank, ApprenticeIndex index) { return rank.apprentice < index; });
  const bool is_ranked = at != ranks.end() && at->apprentice == apprentice.index;
  const std::uint64_t rank =
      is_ranked ? static_cast<std::uint64_t>(at->rank) : std::numeric_limits<std::uint32_t>::max();
  const auto points = static_cast<std::uint32_t>(PointsOf(rules, apprentice, opening));
  return (rank << 32) + (std::numeric_limits<std::uint32_t>::max() - points);
}

// Whether a stay of the family lies within the slot.
bool FitsIn(DayRange slot, const StayFamily& family) {
  return std::any_of(family.starts.begin(), family.starts.end(), [&](const DayRange& starts) {
    return std::max(starts.first, slot.first) + (family.length - 1) <= slot.last && starts.last >= slot.first;
  });
}

class StabilityCheck {
 public:
  StabilityCheck(const Problem& problem, const RuleBook& rules, const StayBook& stays, AuditSeats seats,
                 const Matching& matching)
      : problem_(problem),
        rules_(rules),
        stays_(stays),
        seats_(std::move(seats)),
        stay_of_(problem.apprentices().size()),
        pinned_(problem.openings().size()) {
    const std::size_t apprentice_count = problem.apprentices().size();
    market_.options.resize(apprentice_count);
    market_.own.resize(apprentice_count, AuditMarket::kNone);
    for (const Apprentice& apprentice : problem.apprentices()) {
      market_.draw.push_back(LotteryOf(problem.round().seed, apprentice.id));
    }
    for (const Placement& placement : matching.placements) {
      stay_of_[placement.apprentice.value] = placement;
      if (!problem.PinOf(placement.apprentice)) continue;
      pinned_[placement.opening.value].push_back(placement.stay);
      ++pinned_count_;
    }
    for (const AuditSeat& seat : seats_.seats) market_.places.push_back(seat.places - PinnedWithin(seat));
  }

  // Notes what the apprentice could have.  Safe to call for different apprentices at once.
  void Visit(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
    if (problem_.PinOf(apprentice)) return VisitPinned(apprentice, feasible);
    const ApprenticeView view = problem_.View(apprentice);
    std::vector<std::pair<ApprenticeTaste, OpeningIndex>> order;
    for (const OpeningIndex opening : feasible) {
      order.emplace_back(TasteOf(rules_, view, problem_.View(opening)), opening);
    }
    std::sort(order.begin(), order.end());
    std::vector<AuditMarket::Option>& options = market_.options[apprentice.value];
    std::uint32_t level = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const OpeningView opening = problem_.View(order[i].second);
      if (i > 0 && ClassOf(order[i].first) != ClassOf(order[i - 1].first)) ++level;
      const std::uint64_t liking = LikingOf(rules_, view, opening);
      const std::size_t before = options.size();
      for (std::uint32_t s = seats_.first[opening.index.value]; s < seats_.first[opening.index.value + 1]; ++s) {
        const std::optional<DayRange>& slot = seats_.seats[s].slot;
        if (slot && !FitsIn(*slot, stays_.Of(view, opening))) continue;
        if (IsAt(apprentice, seats_.seats[s])) {
          market_.own[apprentice.value] = static_cast<std::int32_t>(options.size());
        }
        options.push_back({s, level, liking});
      }
      if (options.size() == before) ++options_without_slot_;
    }
  }

  absl::Status Judge(const StableFigures* figures) const {
    WALZ_RETURN_IF_ERROR(JudgePlaces());
    const bool by_lottery = problem_.round().stable_size == StableSize::kLottery;
    if (const auto blocking = FindBlockingPair(market_, by_lottery)) return Blocking(blocking->first, blocking->second);
    return figures == nullptr ? absl::OkStatus() : JudgeFigures(*figures, by_lottery);
  }

 private:
  static std::tuple<std::int64_t, int, int> ClassOf(const ApprenticeTaste& taste) {
    return {std::get<0>(taste), std::get<1>(taste), std::get<2>(taste)};
  }

  bool IsAt(ApprenticeIndex apprentice, const AuditSeat& seat) const {
    const std::optional<Placement>& placement = stay_of_[apprentice.value];
    return placement && placement->opening == seat.opening && (!seat.slot || seat.slot->Contains(placement->stay));
  }

  // Pinned people at the seat at once: of a slot, on its fullest day.
  std::int64_t PinnedWithin(const AuditSeat& seat) const {
    const std::vector<DayRange>& stays = pinned_[seat.opening.value];
    if (!seat.slot) return static_cast<std::int64_t>(stays.size());
    std::int64_t most = 0;
    for (Day day = seat.slot->first; day <= seat.slot->last; day = day + 1) most = std::max(most, PinnedOn(stays, day));
    return most;
  }
  static std::int64_t PinnedOn(const std::vector<DayRange>& stays, Day day) {
    return std::count_if(stays.begin(), stays.end(), [day](const DayRange& stay) { return stay.Contains(day); });
  }

  // Only others who are pinned there may keep a pinned apprentice from its opening.
  void VisitPinned(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
    const OpeningIndex opening = problem_.PinOf(apprentice)->opening;
    if (stay_of_[apprentice.value] || !std::binary_search(feasible.begin(), feasible.end(), opening)) return;
    const StayFamily& family = stays_.Of(problem_.View(apprentice), problem_.View(opening));
    const std::uint32_t first_seat = seats_.first[opening.value];
    if (first_seat == seats_.first[opening.value + 1]) return;
    const AuditSeat& seat = seats_.seats[first_seat];
    const std::vector<DayRange>& others = pinned_[opening.value];
    const auto fits = [&](Day first) {
      if (!seat.slot) return static_cast<std::int64_t>(others.size()) < seat.places;
      for (Day day = first; day < first + family.length; day = day + 1) {
        if (PinnedOn(others, day) >= seat.places) return false;
      }
      return true;
    };
    for (const DayRange& starts : family.starts) {
      for (Day first = starts.first; first <= starts.last; first = first + 1) {
        if (!fits(first)) continue;
        std::uint32_t known = broken_pin_;
        while (apprentice.value < known && !broken_pin_.compare_exchange_weak(known, apprentice.value)) {
        }
        return;
      }
    }
  }

  absl::Status JudgePlaces() const {
    if (broken_pin_ != kNobody) {
      const ApprenticeIndex apprentice(broken_pin_);
      return absl::InternalError(
          absl::StrCat("stable: pinned apprentice '", problem_[apprentice].id, "' and opening '",
                       problem_[problem_.PinOf(apprentice)->opening].id,
                       "' would rather have each other: the apprentice is not placed; the opening has place for it"));
    }
    for (std::size_t a = 0; a < stay_of_.size(); ++a) {
      const std::optional<Placement>& placement = stay_of_[a];
      if (!placement || problem_.PinOf(placement->apprentice) || market_.own[a] != AuditMarket::kNone) continue;
      return absl::InternalError(absl::StrCat("stable: the stay of apprentice '", problem_[placement->apprentice].id,
                                              "' at opening '", problem_[placement->opening].id,
                                              "' lies in none of its fixed slots"));
    }
    return absl::OkStatus();
  }

  absl::Status Blocking(std::uint32_t apprentice, std::uint32_t option) const {
    const std::uint32_t seat = market_.options[apprentice][option].seat;
    const Occupants there = OccupantsOf(market_)[seat];
    const auto& [opening, slot, places] = seats_.seats[seat];
    const std::optional<Placement>& own = stay_of_[apprentice];
    const std::int64_t pinned = places - market_.places[seat];
    return absl::InternalError(absl::StrCat(
        "stable: apprentice '", problem_[ApprenticeIndex(apprentice)].id, "' and opening '", problem_[opening].id, "'",
        slot ? absl::StrCat(" in slot ", FormatRange(*slot)) : "", " would rather have each other: the apprentice ",
        own ? absl::StrCat("is at '", problem_[own->opening].id, "'") : "is not placed", "; the opening ",
        there.count >= market_.places[seat] && there.count > 0
            ? absl::StrCat("took '", problem_[ApprenticeIndex(static_cast<std::uint32_t>(there.worst))].id, "'")
            : absl::StrCat("has ", there.count + pinned, " of ", places, " places taken")));
  }

  static absl::Status Differs(absl::string_view name, std::int64_t said, std::int64_t counted) {
    return absl::InternalError(absl::StrCat("stable.", name, ": the run says ", said, "; the facts say ", counted));
  }

  absl::Status JudgeFigures(const StableFigures& figures, bool by_lottery) const {
    if (figures.side != problem_.round().stable_side || figures.size != problem_.round().stable_size) {
      return absl::InternalError("stable: side and size are not the round's");
    }
    const std::pair<absl::string_view, std::pair<std::int64_t, std::int64_t>> counts[] = {
        {"rolling_openings", {figures.rolling_openings, seats_.rolling_openings}},
        {"fixed_slots", {figures.fixed_slots, seats_.fixed_slots}},
        {"options_without_slot", {figures.options_without_slot, options_without_slot_}}};
    for (const auto& [name, pair] : counts) {
      if (pair.first != pair.second) return Differs(name, pair.first, pair.second);
    }
    const bool for_apprentices = figures.side == StableSide::kApprentices;
    if (by_lottery && !(for_apprentices ? IsBestForApprentices(market_) : IsBestForSeats(market_))) {
      return absl::InternalError(absl::StrCat("stable: another stable matching is better for every ",
                                              for_apprentices ? "apprentice" : "host", " that it moves"));
    }
    if (figures.could_improve) {
      const std::int64_t counted = CountWhoCouldImprove(market_);
      if (*figures.could_improve != counted) return Differs("could_improve", *figures.could_improve, counted);
    }
    if (figures.placed_at_most) {
      const std::int64_t counted = CountPlaceable(market_) + pinned_count_;
      if (*figures.placed_at_most != counted) return Differs("placed_at_most", *figures.placed_at_most, counted);
    }
    return absl::OkStatus();
  }

  static constexpr std::uint32_t kNobody = 0xffffffffu;

  const Problem& problem_;
  const RuleBook& rules_;
  const StayBook& stays_;
  const AuditSeats seats_;
  std::vector<std::optional<Placement>> stay_of_;  // By apprentice.
  std::vector<std::vector<DayRange>> pinned_;      // By opening: the stays of the pinned who have them.
  std::int64_t pinned_count_ = 0;
  AuditMarket market_;  // Of those who are not pinned, and the places that are left to them.
  std::atomic<std::int64_t> options_without_slot_ = 0;
  std::atomic<std::uint32_t> broken_pin_ = kNobody;  // The first pinned apprentice who should have its opening.
};

}  // namespace

absl::Status AuditStable(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                         const StableFigures* figures, const WorkOptions& options) {
  const StayBook stays(problem, rules, sieve);
  WALZ_ASSIGN_OR_RETURN(AuditSeats seats, FindSeats(problem, rules, sieve, stays, options));
  StabilityCheck check(problem, rules, stays, std::move(seats), matching);
  const bool finished =
      sieve.ForEachApprentice(options, [&check](ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
        check.Visit(apprentice, feasible);
      });
  return finished ? check.Judge(figures) : absl::CancelledError("the audit was stopped");
}

}  // namespace walz
