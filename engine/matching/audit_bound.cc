// Why tiers need not outweigh each other by all that lower ones can sum up to.  Let the prices be those of a nested
// flow: then they bound not only the lawful matchings but all matchings of a flow network: from the root through a tree
// of the senders' priced groups to the apprentices, through their openings, and through a tree of capacities back to
// the root.  The difference of two matchings of it falls apart into cycles that pass each vertex at most once, each of
// which may be carried out alone (R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, theorem 3.5).  Whoever
// comes or goes with a cycle is before or behind the root or one of the C senders' groups on it: so it places at most
// C + 1 and sends away at most C + 1.  If some matching has better counts of pins and tiers than ours, some cycle by
// itself makes them better, and gains at least the least *fall*: one placement of a tier less C + 1 of the next.  Where
// the fall is more than all lower levels can sum up to, a matching of the greatest value has no such cycle, so its
// counts are the best.  Or counts alone, with such a fall and nothing below, have prices of their own whose bound ours
// meet: then the weights of all levels have to tell apart only matchings of the same counts, and any do.  With no group
// of senders a scale that falls by the same step is enough: the sets of people that such a flow can serve are a matroid
// (J. Edmonds, Matroids and the greedy algorithm, 1971).

#include "engine/matching/audit_bound.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/base/status_macros.h"
#include "engine/matching/audit_options.h"
#include "engine/matching/audit_prices.h"
#include "engine/matching/audit_score.h"
#include "engine/matching/audit_sum.h"
#include "engine/matching/count_scale.h"

namespace walz {
namespace {

using absl::int128;

constexpr int kPointsBits = 20;  // One placement has at most 1,000,000 points.

// Of a nested flow with so many priced groups of senders; none if counts find no room.
std::optional<CountPrices> CountPricesOf(const Problem& problem, const std::vector<bool>& left_out,
                                         const Weights& weights, const PriceTable& prices, std::int64_t senders) {
  Score reachable;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    if (left_out[i]) continue;
    ++reachable.placed_by_tier[static_cast<std::size_t>(problem[ApprenticeIndex(i)].tier)];
    reachable.pins_kept += problem.PinOf(ApprenticeIndex(i)) ? 1 : 0;
  }
  const std::optional<CountScale> scale = CountScale::Create(weights, reachable, senders);
  if (!scale) return std::nullopt;
  CountPrices counts{.worths = scale->worths()};
  for (const PricedGroup& group : prices.groups()) {
    counts.of_group.push_back(std::max<int128>(scale->PartsOf(group.whole_price).worth, 0));
  }
  return counts;
}

// Whether no lawful matching has better counts of pins and tiers.
// REQUIRES: every option uses exactly 1 of each priced group.
bool AreCountsMet(const CountPrices& counts, const PriceTable& prices, const OptionSums& sums, const Score& score) {
  AuditSum bound;
  for (std::size_t slot = 0; slot < prices.groups().size(); ++slot) {
    bound.AddProduct(counts.of_group[slot], int128(prices.groups()[slot].limit) * sums.day_counts[slot]);
  }
  bound.Add(sums.count_gains);
  const absl::StatusOr<int128> value = ValueOf(counts.worths, score, /*lottery_sum=*/0);
  return bound.fits() && value.ok() && bound.value() == *value;
}

absl::StatusOr<int128> BoundOf(const Pricing& pricing, const PriceTable& prices, const std::vector<int128>& rewards,
                               const OptionSums& sums) {
  AuditSum bound;
  for (std::size_t slot = 0; slot < prices.groups().size(); ++slot) {
    const PricedGroup& group = prices.groups()[slot];
    bound.AddProduct(group.whole_price, int128(group.limit) * sums.day_counts[slot]);
    if (group.has_days() && sums.is_used[slot] != 0) bound.AddProduct(group.paid_until.back(), group.limit);
  }
  // A centre that cannot reach its least adds nothing to any value; what its reward adds to the gains is not negative.
  for (const auto& [centre, least] : sums.leasts) {
    bound.Add(pricing.weights.least - rewards[centre.value] * least);
  }
  bound.Add(sums.gains);
  if (!bound.fits()) return absl::InternalError("prices of the certificate: too large, the bound cannot be summed up");
  return bound.value();
}

// What the levels below the tiers can sum up to, if each outweighs those below it.
std::optional<int128> LowerLevelsOf(const Weights& weights, const Ranges& ranges) {
  AuditSum below;
  below.Add(ranges.lottery);
  const std::pair<int128, std::int64_t> levels[] = {{weights.kept, ranges.score.kept},
                                                    {weights.point, ranges.score.points},
                                                    {weights.least, ranges.score.centres_at_least}};
  for (const auto& [weight, range] : levels) {
    if (range > 0 && (!below.fits() || weight <= below.value())) return std::nullopt;
    below.AddProduct(weight, range);
  }
  if (!below.fits()) return std::nullopt;
  return below.value();
}

bool IsLexicographic(const Weights& weights, const Ranges& ranges) {
  const std::optional<int128> lower = LowerLevelsOf(weights, ranges);
  if (!lower) return false;
  AuditSum below;
  below.Add(*lower);
  for (std::size_t tier = kTierCount; tier-- > 0;) {
    const std::int64_t range = ranges.score.placed_by_tier[tier];
    if (range > 0 && (!below.fits() || weights.tier[tier] <= below.value())) return false;
    below.AddProduct(weights.tier[tier], range);
  }
  return ranges.score.pins_kept == 0 || (below.fits() && weights.pin > below.value());
}

// The least that a cycle gains which makes the counts of pins and tiers better, if it passes so many groups of senders;
// none if nobody can be placed, or if it is too large.
std::optional<int128> SmallestFall(const Weights& weights, const Ranges& ranges, std::int64_t senders) {
  std::optional<int128> smallest;
  bool fits = true;
  const auto note = [&](int128 won, int128 lost) {
    AuditSum lost_by_cycle;
    lost_by_cycle.AddProduct(lost, senders + 1);
    fits = fits && lost_by_cycle.fits();
    if (fits && (!smallest || won - lost_by_cycle.value() < *smallest)) smallest = won - lost_by_cycle.value();
  };
  struct Worths {
    int128 most = 0;
    std::optional<int128> least;
    void Add(int128 worth) {
      most = std::max(most, worth);
      least = std::min(least.value_or(worth), worth);
    }
  };
  Worths pinned;
  Worths others;
  int128 next = 0;  // Tiers in the order of their weights from the last up.
  for (std::size_t tier = kTierCount; tier-- > 0;) {
    const std::int64_t placed = ranges.score.placed_by_tier[tier];
    if (placed == 0) continue;
    note(weights.tier[tier], next);
    next = weights.tier[tier];
    if (ranges.pinned_by_tier[tier] > 0) pinned.Add(weights.tier[tier]);
    if (placed > ranges.pinned_by_tier[tier]) others.Add(weights.tier[tier]);
  }
  // One pinned more: whoever is pinned and goes has another pinned one for it.
  if (pinned.least) note(weights.pin + *pinned.least, std::max(others.most, pinned.most - *pinned.least));
  return fits ? smallest : std::nullopt;
}

// The greatest figure of a level that leaves `rest` not negative; takes it out of `rest`.
std::int64_t Take(int128 weight, std::int64_t range, int128& rest) {
  const std::int64_t taken = weight > 0 && rest / weight < range ? static_cast<std::int64_t>(rest / weight) : range;
  rest -= weight * taken;
  return taken;
}

}  // namespace

absl::Status AuditWeights(const Weights& weights) {
  if (weights.lottery_shift < 0 || weights.lottery_shift > 31) {
    return absl::InternalError(
        absl::StrCat("weights: the lottery is shifted by ", weights.lottery_shift, " bits; 0..31"));
  }
  std::vector<std::pair<absl::string_view, int128>> named = {
      {"pin", weights.pin}, {"least", weights.least}, {"point", weights.point}, {"kept", weights.kept}};
  for (const int128 tier : weights.tier) named.emplace_back("tier", tier);
  for (const auto& [name, weight] : named) {
    const int bits_max = AuditSum::kTermBitsMax - (name == "point" ? kPointsBits : 0);
    if (weight < 0 || BitsOf(weight) > bits_max) {
      return absl::InternalError(
          absl::StrCat("weight ", name, ": ", FigureText(weight), " is negative or has more than ", bits_max, " bits"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int128>> RewardsOf(const Problem& problem, const Pricing& pricing,
                                              const std::vector<bool>& reached) {
  std::vector<int128> rewards(problem.centres().size(), 0);
  const std::vector<std::pair<CentreIndex, int>> leasts = LeastsOf(problem);
  const LeastReward* previous = nullptr;
  for (const LeastReward& reward : pricing.rewards) {
    const auto at = std::find_if(leasts.begin(), leasts.end(),
                                 [&reward](const auto& least) { return least.first == reward.centre; });
    if (at == leasts.end()) {
      return absl::InternalError(
          absl::StrCat("reward of centre number ", reward.centre.value, ": there is no such centre with a least"));
    }
    const std::string name = absl::StrCat("reward of centre '", problem[reward.centre].id, "'");
    if (previous != nullptr && !(previous->centre < reward.centre)) {
      return absl::InternalError(absl::StrCat(name, ": stands twice or out of order"));
    }
    previous = &reward;
    const int128 most = pricing.weights.least / std::max(at->second, 1);
    if (reward.reward < 0 || (!reached[reward.centre.value] && reward.reward > most) ||
        BitsOf(reward.reward) > AuditSum::kTermBitsMax) {
      return absl::InternalError(absl::StrCat(name, ": ", FigureText(reward.reward), " is not within 0..",
                                              FigureText(most), ", the weight of a least shared by ", at->second));
    }
    rewards[reward.centre.value] = reward.reward;
  }
  return rewards;
}

absl::StatusOr<Proof> ProofOf(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Pricing& pricing,
                              const std::vector<bool>& left_out, const Score& score, int128 value,
                              const WorkOptions& options) {
  const Weights& weights = pricing.weights;
  WALZ_ASSIGN_OR_RETURN(const std::vector<int128> rewards,
                        RewardsOf(problem, pricing, std::vector<bool>(problem.centres().size())));
  WALZ_ASSIGN_OR_RETURN(PriceTable prices, PriceTable::Create(problem, rules, pricing.prices));
  // With no group of senders it makes no difference which hosts' groups are used.
  if (std::find(left_out.begin(), left_out.end(), true) != left_out.end() && prices.SendersOfNestedFlow() != 0) {
    WALZ_ASSIGN_OR_RETURN(const std::vector<Price> used, UsedPrices(sieve, prices, pricing.prices, left_out, options));
    WALZ_ASSIGN_OR_RETURN(prices, PriceTable::Create(problem, rules, used));
  }
  const std::optional<std::int64_t> senders = prices.SendersOfNestedFlow();
  const std::optional<CountPrices> counts =
      senders ? CountPricesOf(problem, left_out, weights, prices, *senders) : std::nullopt;
  WALZ_ASSIGN_OR_RETURN(const OptionSums sums, SumUpOptions(problem, rules, sieve, weights, rewards, prices,
                                                            counts ? &*counts : nullptr, left_out, options));
  Proof proof;
  proof.ranges = sums.ranges.score;
  WALZ_ASSIGN_OR_RETURN(proof.bound, BoundOf(pricing, prices, rewards, sums));
  if (proof.bound < value) {
    return absl::InternalError(absl::StrCat("certificate: its prices allow a value of ", FigureText(proof.bound),
                                            " at most; the proposals are worth ", FigureText(value)));
  }
  const Ranges& ranges = sums.ranges;
  const std::optional<int128> lower = LowerLevelsOf(weights, ranges);
  const auto fall_of = [&](const Weights& scale) { return SmallestFall(scale, ranges, *senders).value_or(0); };
  const int128 fall = senders ? fall_of(weights) : 0;
  const bool is_lexicographic = IsLexicographic(weights, ranges);
  const bool is_by_rank = lower && fall > *lower && sums.amounts_are_one;
  const bool are_counts_met =
      counts && fall_of(counts->worths) > 0 && sums.amounts_are_one && AreCountsMet(*counts, prices, sums, score);
  proof.is_optimal_order = is_lexicographic || is_by_rank || (are_counts_met && lower);

  int128 high = weights.pin * score.pins_kept;  // No overflow from here on: a part of `value`, which was summed up.
  for (std::size_t tier = 0; tier < kTierCount; ++tier) high += weights.tier[tier] * score.placed_by_tier[tier];
  const bool is_high_proven = are_counts_met || (is_by_rank && proof.bound - high < fall);
  int128 rest = proof.bound;
  if (is_high_proven) {
    proof.score.pins_kept = score.pins_kept;
    proof.score.placed_by_tier = score.placed_by_tier;
    rest -= high;
  } else {
    proof.score.pins_kept = Take(weights.pin, ranges.score.pins_kept, rest);
    for (std::size_t tier = 0; tier < kTierCount; ++tier) {
      proof.score.placed_by_tier[tier] = Take(weights.tier[tier], ranges.score.placed_by_tier[tier], rest);
    }
  }
  proof.score.centres_at_least = Take(weights.least, ranges.score.centres_at_least, rest);
  proof.score.points = Take(weights.point, ranges.score.points, rest);
  proof.score.kept = Take(weights.kept, ranges.score.kept, rest);

  proof.points = ranges.score.points;
  if (is_lexicographic || is_high_proven) {
    int128 points_rest = proof.bound - high - weights.least * score.centres_at_least;
    proof.points = Take(weights.point, ranges.score.points, points_rest);
  }
  const bool are_goals_above_points_met = proof.score.pins_kept == score.pins_kept &&
                                          proof.score.placed_by_tier == score.placed_by_tier &&
                                          proof.score.centres_at_least == score.centres_at_least;
  if (are_goals_above_points_met) proof.points = std::min(proof.points, proof.score.points);
  return proof;
}

}  // namespace walz
