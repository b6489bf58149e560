#include "engine/explain/rejection_chain.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <absl/status/statusor.h>

#include "engine/matching/audit_policy.h"
#include "engine/matching/audit_seats.h"
#include "engine/matching/audit_stays.h"
#include "engine/matching/lottery.h"

namespace walz {
namespace {

// How much an apprentice would like a seat: less is better.
struct SeatTaste {
  ApprenticeTaste taste;
  std::uint32_t seat = 0;  // Of one opening's slots the earlier is better.
};

class SeatView {
 public:
  SeatView(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const StayBook& stays,
           const AuditSeats& seats, const Matching& matching)
      : problem_(problem),
        rules_(rules),
        sieve_(sieve),
        stays_(stays),
        seats_(seats),
        by_lottery_(problem.round().stable_size == StableSize::kLottery),
        seat_of_(problem.apprentices().size()),
        holders_(seats.seats.size()) {
    for (const Placement& placement : matching.placements) {
      if (problem.PinOf(placement.apprentice)) continue;
      for (std::uint32_t s = seats.first[placement.opening.value]; s < seats.first[placement.opening.value + 1]; ++s) {
        const std::optional<DayRange>& slot = seats.seats[s].slot;
        if (slot && !slot->Contains(placement.stay)) continue;
        seat_of_[placement.apprentice.value] = s;
        holders_[s].push_back(placement.apprentice);
      }
    }
  }

  RejectionChain From(ApprenticeIndex apprentice, OpeningIndex opening) const {
    RejectionChain chain;
    const std::vector<SeatTaste> seats = SeatsFor(apprentice, opening);
    if (seats.empty()) {
      chain.cause = RejectionChain::Cause::kFitsNoSlot;
      return chain;
    }
    if (!LikesBetterThanOwn(apprentice, seats.front())) {
      chain.cause = RejectionChain::Cause::kLikesOwn;
      return chain;
    }
    chain.cause = RejectionChain::Cause::kRejected;
    absl::flat_hash_set<ApprenticeIndex> rejected;
    for (std::optional<std::uint32_t> seat = seats.front().seat; seat;) {
      if (!rejected.insert(apprentice).second) break;
      const auto& [at, slot, places] = seats_.seats[*seat];
      Rejection step{at, slot, apprentice, LeastLikedAt(*seat), false};
      if (step.holder) {
        const Liking holders = LikingOf(*step.holder, at);
        const Liking own = LikingOf(apprentice, at);
        step.equally = holders == own;
        // The pair would block.
        if (own < holders || (by_lottery_ && step.equally && DrawOf(apprentice) < DrawOf(*step.holder))) return {};
      }
      chain.steps.push_back(step);
      if (!step.holder) break;
      apprentice = *step.holder;
      seat = NextAboveOwn(apprentice);
    }
    return chain;
  }

 private:
  using Liking = std::pair<std::int64_t, int>;

  // By rank, the unranked last, then points: less is better.
  Liking LikingOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
    const absl::Span<const HostRank> ranks = problem_.HostRanksOf(opening);
    const auto at =
        std::find_if(ranks.begin(), ranks.end(), [&](const HostRank& rank) { return rank.apprentice == apprentice; });
    return {at == ranks.end() ? std::numeric_limits<std::int64_t>::max() : at->rank,
            -PointsOf(rules_, problem_.View(apprentice), problem_.View(opening))};
  }

  // The lottery: less is better.
  std::pair<std::uint64_t, ApprenticeIndex> DrawOf(ApprenticeIndex apprentice) const {
    return {LotteryOf(problem_.round().seed, problem_[apprentice].id), apprentice};
  }

  std::optional<ApprenticeIndex> LeastLikedAt(std::uint32_t seat) const {
    const OpeningIndex opening = seats_.seats[seat].opening;
    const auto order = [&](ApprenticeIndex i) { return std::tuple(LikingOf(i, opening), DrawOf(i)); };
    const auto least = std::max_element(holders_[seat].begin(), holders_[seat].end(),
                                        [&](ApprenticeIndex a, ApprenticeIndex b) { return order(a) < order(b); });
    return least == holders_[seat].end() ? std::nullopt : std::optional(*least);
  }

  // The seats of the opening that have room for a stay of hers, in her order.
  std::vector<SeatTaste> SeatsFor(ApprenticeIndex apprentice, OpeningIndex opening) const {
    std::vector<SeatTaste> seats;
    const ApprenticeView learner = problem_.View(apprentice);
    const OpeningView host = problem_.View(opening);
    for (std::uint32_t s = seats_.first[opening.value]; s < seats_.first[opening.value + 1]; ++s) {
      const std::optional<DayRange>& slot = seats_.seats[s].slot;
      if (!slot || HasStayIn(*slot, stays_.Of(learner, host))) seats.push_back({TasteOf(rules_, learner, host), s});
    }
    return seats;
  }

  static bool HasStayIn(DayRange slot, const StayFamily& family) {
    return std::any_of(family.starts.begin(), family.starts.end(), [&](const DayRange& starts) {
      const Day first = std::max(starts.first, slot.first);
      return first <= starts.last && first + (family.length - 1) <= slot.last;
    });
  }

  // Whether the first counts as liked better than the second.
  bool IsBetter(const SeatTaste& a, const SeatTaste& b) const {
    if (by_lottery_) return std::tie(a.taste, a.seat) < std::tie(b.taste, b.seat);
    const auto liking = [](const ApprenticeTaste& taste) {
      return std::tuple(std::get<0>(taste), std::get<1>(taste), std::get<2>(taste));
    };
    return liking(a.taste) < liking(b.taste);
  }

  bool LikesBetterThanOwn(ApprenticeIndex apprentice, const SeatTaste& seat) const {
    const std::optional<std::uint32_t>& own = seat_of_[apprentice.value];
    if (!own) return true;
    const OpeningIndex at = seats_.seats[*own].opening;
    return IsBetter(seat, {TasteOf(rules_, problem_.View(apprentice), problem_.View(at)), *own});
  }

  // Of the seats that the apprentice likes better than her own the one that she likes least.
  std::optional<std::uint32_t> NextAboveOwn(ApprenticeIndex apprentice) const {
    std::optional<SeatTaste> next;
    for (const OpeningIndex opening : sieve_.FeasibleOf(apprentice)) {
      for (const SeatTaste& seat : SeatsFor(apprentice, opening)) {
        if (!LikesBetterThanOwn(apprentice, seat)) continue;
        if (!next || std::tie(next->taste, next->seat) < std::tie(seat.taste, seat.seat)) next = seat;
      }
    }
    return next ? std::optional(next->seat) : std::nullopt;
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  const StayBook& stays_;
  const AuditSeats& seats_;
  const bool by_lottery_;
  std::vector<std::optional<std::uint32_t>> seat_of_;  // By apprentice; of those who are not pinned.
  std::vector<std::vector<ApprenticeIndex>> holders_;  // By seat; likewise.
};

}  // namespace

RejectionChain FindRejections(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                              const Matching& matching, ApprenticeIndex apprentice, OpeningIndex opening,
                              const WorkOptions& work) {
  const StayBook stays(problem, rules, sieve);
  const absl::StatusOr<AuditSeats> seats = FindSeats(problem, rules, sieve, stays, work);
  if (!seats.ok()) return {};
  return SeatView(problem, rules, sieve, stays, *seats, matching).From(apprentice, opening);
}

}  // namespace walz
