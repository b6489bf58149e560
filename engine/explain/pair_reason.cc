#include "engine/explain/pair_reason.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "engine/base/check.h"
#include "engine/matching/audit_policy.h"
#include "engine/matching/audit_prices.h"
#include "engine/matching/lottery.h"

namespace walz {
namespace {

using absl::int128;

GoalLoss InGoals(const Weights& weights, int128 worth) {
  using Goal = GoalLoss::Goal;
  if (worth <= 0) return {};
  if (weights.pin > 0 && worth >= weights.pin) return {Goal::kPin};
  for (int tier = 0; tier < kTierCount; ++tier) {
    const int128 weight = weights.tier[static_cast<std::size_t>(tier)];
    if (weight > 0 && worth >= weight) return {Goal::kPlacement, tier};
  }
  if (weights.least > 0 && worth >= weights.least) return {Goal::kLeast};
  if (weights.point > 0 && worth >= weights.point) {
    return {Goal::kPoints, 0, static_cast<std::int64_t>(worth / weights.point)};
  }
  return {weights.kept > 0 && worth >= weights.kept ? Goal::kKept : Goal::kLottery};
}

// What the options of one apprentice leave once they paid the certificate's prices.
class Ledgered {
 public:
  Ledgered(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Certificate& certificate,
           ApprenticeIndex apprentice)
      : problem_(problem),
        rules_(rules),
        certificate_(certificate),
        apprentice_(apprentice),
        stays_(problem, rules, sieve) {
    absl::StatusOr<PriceTable> prices = PriceTable::Create(problem, rules, certificate.prices);
    WALZ_CHECK(prices.ok());
    prices_.emplace(*std::move(prices));
  }

  int128 PriceOf(OpeningIndex opening) const {
    const ApprenticeView learner = problem_.View(apprentice_);
    const OpeningView host = problem_.View(opening);
    bool amounts_are_one = true;
    const AuditSum cost = CostOf(*prices_, prices_->SlotsOf(apprentice_, opening), learner, host,
                                 stays_.Of(learner, host), amounts_are_one);
    return cost.value();
  }

  int128 LeftOf(OpeningIndex opening) const {
    const Weights& weights = certificate_.weights;
    const Apprentice& facts = problem_[apprentice_];
    int128 value = weights.tier[static_cast<std::size_t>(facts.tier)];
    if (problem_.PinOf(apprentice_)) value += weights.pin;
    value += weights.point * PointsOf(rules_, problem_.View(apprentice_), problem_.View(opening));
    const std::optional<LastPlacement>& last = problem_.LastOf(apprentice_);
    if (last && last->opening == opening) value += weights.kept;
    value += PairLotteryOf(LotteryOf(problem_.round().seed, facts.id), OpeningHashOf(problem_[opening].id)) >>
             weights.lottery_shift;
    for (const LeastReward& reward : certificate_.rewards) {
      if (reward.centre == problem_.CentreOf(apprentice_)) value += reward.reward;
    }
    return value - PriceOf(opening);
  }

 private:
  const Problem& problem_;
  const RuleBook& rules_;
  const Certificate& certificate_;
  ApprenticeIndex apprentice_;
  StayBook stays_;
  std::optional<PriceTable> prices_;
};

// How a host likes an apprentice: less is better.  By rank, the unranked last, then points, lottery, id.
auto HostTasteOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice, OpeningIndex opening) {
  const absl::Span<const HostRank> ranks = problem.HostRanksOf(opening);
  const auto at =
      std::find_if(ranks.begin(), ranks.end(), [&](const HostRank& rank) { return rank.apprentice == apprentice; });
  return std::tuple(at == ranks.end() ? std::numeric_limits<int>::max() : at->rank,
                    -PointsOf(rules, problem.View(apprentice), problem.View(opening)),
                    LotteryOf(problem.round().seed, problem[apprentice].id), apprentice.value);
}

class Chain {
 public:
  Chain(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching)
      : problem_(problem), rules_(rules), sieve_(sieve), matching_(matching) {}

  std::vector<Rejection> From(ApprenticeIndex apprentice, OpeningIndex opening) const {
    std::vector<Rejection> chain;
    absl::flat_hash_set<ApprenticeIndex> named = {apprentice};
    for (std::optional<OpeningIndex> wanted = opening; wanted;) {
      const std::optional<ApprenticeIndex> holder = LeastLikedAt(*wanted);
      if (!holder ||
          HostTasteOf(problem_, rules_, apprentice, *wanted) < HostTasteOf(problem_, rules_, *holder, *wanted)) {
        break;
      }
      chain.push_back({*wanted, apprentice, *holder});
      if (!named.insert(*holder).second) break;
      apprentice = *holder;
      wanted = LikedBetterThan(apprentice, *wanted);
    }
    return chain;
  }

 private:
  // Of those who hold a place without being pinned to it.
  std::optional<ApprenticeIndex> LeastLikedAt(OpeningIndex opening) const {
    std::optional<ApprenticeIndex> least;
    for (const Placement& placement : matching_.placements) {
      if (placement.opening != opening || problem_.PinOf(placement.apprentice)) continue;
      if (!least || HostTasteOf(problem_, rules_, *least, opening) <
                        HostTasteOf(problem_, rules_, placement.apprentice, opening)) {
        least = placement.apprentice;
      }
    }
    return least;
  }

  // The opening that the apprentice likes next above the one she has; none if she has the best.
  std::optional<OpeningIndex> LikedBetterThan(ApprenticeIndex apprentice, OpeningIndex opening) const {
    const ApprenticeView view = problem_.View(apprentice);
    const ApprenticeTaste own = TasteOf(rules_, view, problem_.View(opening));
    std::optional<OpeningIndex> next;
    std::optional<ApprenticeTaste> best;
    for (const OpeningIndex other : sieve_.FeasibleOf(apprentice)) {
      const ApprenticeTaste taste = TasteOf(rules_, view, problem_.View(other));
      if (!(taste < own) || (best && taste < *best)) continue;
      best = taste;
      next = other;
    }
    return next;
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  const Matching& matching_;
};

std::string GoalWords(const GoalLoss& loss) {
  switch (loss.goal) {
    case GoalLoss::Goal::kNothing:
      return "nothing";
    case GoalLoss::Goal::kPin:
      return "a pin";
    case GoalLoss::Goal::kPlacement:
      return absl::StrCat("a placement of tier ", loss.tier);
    case GoalLoss::Goal::kLeast:
      return "a centre's fair least";
    case GoalLoss::Goal::kPoints:
      return absl::StrCat(loss.points, loss.points == 1 ? " point" : " points");
    case GoalLoss::Goal::kKept:
      return "what somebody heard of before";
    case GoalLoss::Goal::kLottery:
      return "no more than the lottery decides";
  }
  return "";
}

std::string Person(const Problem& problem, ApprenticeIndex apprentice, Naming naming) {
  return naming == Naming::kEverybody ? problem[apprentice].id : "somebody";
}

}  // namespace

std::optional<PairReason> ReasonOfPair(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                       const RunOutcome& outcome, ApprenticeIndex apprentice, OpeningIndex opening) {
  if (!IsFeasible(rules, problem.View(apprentice), problem.View(opening))) return std::nullopt;
  PairReason reason;
  for (const Placement& placement : outcome.matching.placements) {
    if (placement.opening == opening) reason.holders.push_back(placement);
    if (placement.apprentice == apprentice) reason.placed_at = placement.opening;
  }
  if (reason.placed_at == opening) return std::nullopt;
  if (outcome.policy == Policy::kStable && !problem.PinOf(apprentice)) {
    reason.rejections = Chain(problem, rules, sieve, outcome.matching).From(apprentice, opening);
  }
  if (outcome.policy != Policy::kBest || problem.PinOf(apprentice)) return reason;
  const Ledgered ledgered(problem, rules, sieve, outcome.certificate, apprentice);
  int128 best = 0;  // To stay without is free.
  for (const OpeningIndex other : sieve.FeasibleOf(apprentice)) best = std::max(best, ledgered.LeftOf(other));
  reason.priced = true;
  reason.price = ledgered.PriceOf(opening);
  reason.loss = best - ledgered.LeftOf(opening);
  reason.price_in_goals = InGoals(outcome.certificate.weights, reason.price);
  reason.loss_in_goals = InGoals(outcome.certificate.weights, reason.loss);
  return reason;
}

std::string PairReasonWords(const Problem& problem, const PairReason& reason, Naming naming) {
  std::string words;
  if (reason.holders.empty()) {
    words = "nobody holds a place there";
  } else if (naming == Naming::kEverybody) {
    words = absl::StrCat(reason.holders.size() == 1 ? "its place is held by " : "its places are held by ",
                         absl::StrJoin(reason.holders, ", ", [&](std::string* out, const Placement& placement) {
                           absl::StrAppend(out, problem[placement.apprentice].id);
                         }));
  } else {
    words = absl::StrCat(reason.holders.size(), reason.holders.size() == 1 ? " other holds" : " others hold",
                         " its places");
  }
  if (reason.priced) {
    absl::StrAppend(&words, "; a place there is worth ", GoalWords(reason.price_in_goals),
                    " to others; with this pair every matching would lose at least ", GoalWords(reason.loss_in_goals));
  }
  for (const Rejection& step : reason.rejections) {
    absl::StrAppend(&words, "; ", problem[step.opening].id, " likes ", Person(problem, step.holder, naming),
                    " better than ", Person(problem, step.rejected, naming));
  }
  return words;
}

}  // namespace walz
