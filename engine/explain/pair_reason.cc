#include "engine/explain/pair_reason.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

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
    const bool weighs = std::any_of(certificate.weights.tier.begin(), certificate.weights.tier.end(),
                                    [](int128 weight) { return weight > 0; });
    if (prices.ok() && weighs) prices_.emplace(*std::move(prices));
  }

  bool priced() const { return prices_.has_value(); }

  int128 PriceOf(OpeningIndex opening) const {
    const ApprenticeView learner = problem_.View(apprentice_);
    const OpeningView host = problem_.View(opening);
    return CostOf(*prices_, prices_->SlotsOf(apprentice_, opening), learner, host, stays_.Of(learner, host)).value();
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

}  // namespace

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

std::optional<PairReason> ReasonOfPair(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                       const RunOutcome& outcome, ApprenticeIndex apprentice, OpeningIndex opening,
                                       const WorkOptions& work) {
  if (!IsFeasible(rules, problem.View(apprentice), problem.View(opening))) return std::nullopt;
  PairReason reason = ReasonOfPlacements(outcome.matching, apprentice, opening);
  if (reason.placed_at == opening) return std::nullopt;
  if (problem.PinOf(apprentice)) return reason;
  if (outcome.policy == Policy::kStable && outcome.proven) {
    reason.rejections = FindRejections(problem, rules, sieve, outcome.matching, apprentice, opening, work);
  }
  if (outcome.policy != Policy::kBest) return reason;
  const Ledgered ledgered(problem, rules, sieve, outcome.certificate, apprentice);
  if (!ledgered.priced()) return reason;
  int128 best = 0;  // To stay without is free.
  for (const OpeningIndex other : sieve.FeasibleOf(apprentice)) best = std::max(best, ledgered.LeftOf(other));
  // The prices of a part's own cases are not these.
  const bool is_proven = outcome.proven && !IsInPart(outcome.certificate, apprentice);
  SetPrices(outcome.certificate.weights, is_proven, ledgered.PriceOf(opening), best - ledgered.LeftOf(opening), reason);
  return reason;
}

PairReason ReasonOfPlacements(const Matching& matching, ApprenticeIndex apprentice, OpeningIndex opening) {
  PairReason reason;
  for (const Placement& placement : matching.placements) {
    if (placement.opening == opening) reason.holders.push_back(placement);
    if (placement.apprentice == apprentice) reason.placed_at = placement.opening;
  }
  return reason;
}

void SetPrices(const Weights& weights, bool bound_met, int128 price, int128 loss, PairReason& reason) {
  reason.priced = true;
  reason.bound_met = bound_met;
  reason.price = price;
  reason.loss = loss;
  reason.price_in_goals = InGoals(weights, price);
  reason.loss_in_goals = InGoals(weights, loss);
}

std::string RejectionWords(const Problem& problem, const Rejection& step,
                           const std::function<bool(ApprenticeIndex)>& may_name) {
  const auto person = [&](ApprenticeIndex i) { return may_name(i) ? problem[i].id : std::string("somebody"); };
  const std::string host =
      absl::StrCat(problem[step.opening].id, step.slot ? absl::StrCat(" (", FormatRange(*step.slot), ")") : "");
  if (!step.holder) return absl::StrCat(host, " has no place that is not pinned");
  if (!step.equally) {
    return absl::StrCat(host, " likes ", person(*step.holder), " better than ", person(step.rejected));
  }
  return absl::StrCat(host, " likes ", person(*step.holder), " and ", person(step.rejected), " equally well, and ",
                      problem.round().stable_size == StableSize::kLottery
                          ? "the lottery put the first before the second"
                          : "the first has the place");
}

std::string PairReasonWords(const Problem& problem, const PairReason& reason,
                            const std::function<bool(ApprenticeIndex)>& may_name) {
  std::vector<std::string> named;
  for (const Placement& placement : reason.holders) {
    if (may_name(placement.apprentice)) named.push_back(problem[placement.apprentice].id);
  }
  const std::size_t others = reason.holders.size() - named.size();
  if (others > 0) {
    named.push_back(named.empty() ? absl::StrCat(others, others == 1 ? " apprentice" : " apprentices")
                                  : absl::StrCat(others, others == 1 ? " other" : " others"));
  }
  std::string words =
      named.empty() ? "nobody holds a place there"
                    : absl::StrCat(reason.holders.size() == 1 ? "its place is held by " : "its places are held by ",
                                   absl::StrJoin(named, ", "));
  if (reason.priced) {
    absl::StrAppend(&words, "; a place there is worth ", GoalWords(reason.price_in_goals),
                    " to others; with this pair ",
                    reason.bound_met
                        ? "every matching would lose at least "
                        : "every matching stays below what nobody can exceed, and the run does not reach, by at least ",
                    GoalWords(reason.loss_in_goals));
  }
  if (!reason.rejections) return words;
  switch (reason.rejections->cause) {
    case RejectionChain::Cause::kNotKnown:
      break;
    case RejectionChain::Cause::kLikesOwn:
      absl::StrAppend(&words, "; the apprentice likes ", problem[*reason.placed_at].id, " no less");
      break;
    case RejectionChain::Cause::kFitsNoSlot:
      absl::StrAppend(&words, "; no stay of the apprentice lies within one of the slots into which its days are cut");
      break;
    case RejectionChain::Cause::kRejected:
      for (const Rejection& step : reason.rejections->steps) {
        absl::StrAppend(&words, "; ", RejectionWords(problem, step, may_name));
      }
      break;
  }
  return words;
}

}  // namespace walz
