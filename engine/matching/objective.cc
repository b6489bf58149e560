#include "engine/matching/objective.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/base/check.h"
#include "engine/matching/lottery.h"

namespace walz {
namespace {

using absl::int128;

// What the solver takes: a single gain of at most 2^100, and sums that a signed 128-bit number holds.
constexpr double kLargestWeight = 0x1p100;
constexpr double kLargestValue = 0x1p120;
// The lottery gives up so many of its 32 bits to keep the levels lexicographic, and more only where even ranks would
// not fit.
constexpr int kShiftMaxLexicographic = 12;
constexpr int kShiftMaxWithSenders = 16;
constexpr int kShiftMaxByRank = 31;
// Shares of more than this many distinct sizes are rounded down; the bound is then a little loose, never wrong.
constexpr std::int64_t kLeastUnitMax = 1 << 20;

}  // namespace

Objective::Objective(const Problem& problem, const PairOptions& options)
    : Objective(problem, options, OptionReachOf(problem, options), 0) {}

Objective::Objective(const Problem& problem, const PairOptions& options, const OptionReach& reach, std::int64_t senders)
    : problem_(problem), options_(options) {
  const std::uint64_t seed = problem.round().seed;
  for (const Apprentice& apprentice : problem.apprentices()) {
    apprentice_lottery_.push_back(walz::LotteryOf(seed, apprentice.id));
  }
  for (const Opening& opening : problem.openings()) opening_hash_.push_back(OpeningHashOf(opening.id));
  Count(reach);
  ChooseWeights(senders);
}

void AddCeiling(const Problem& problem, const OptionReach& reach, ApprenticeIndex apprentice, Score& ceiling) {
  if (!reach.HasOption(apprentice)) return;
  ++ceiling.placed_by_tier[static_cast<std::size_t>(problem[apprentice].tier)];
  if (problem.PinOf(apprentice)) ++ceiling.pins_kept;
  ceiling.points += reach.points_max[apprentice.value];
  ceiling.kept += reach.can_keep[apprentice.value] ? 1 : 0;
}

void Objective::Count(const OptionReach& reach) {
  std::vector<std::int32_t> placeable_of_centre(problem_.centres().size());
  for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (!reach.HasOption(apprentice)) continue;
    ++placeable_;
    ++placeable_of_centre[problem_.CentreOf(apprentice).value];
    AddCeiling(problem_, reach, apprentice, ceiling_);
  }
  for (const auto& [id, least] : problem_.round().quotas.least_per_centre) {
    const CentreIndex centre = *problem_.FindCentre(id);
    // A least of 0 asks nothing.
    if (least <= 0 || placeable_of_centre[centre.value] < least) continue;
    leasts_.push_back({centre, least});
    least_unit_ = std::min(std::lcm(least_unit_, std::int64_t{least}), kLeastUnitMax);
  }
  ceiling_.centres_at_least = static_cast<std::int64_t>(leasts_.size());
}

void Objective::ChooseWeights(std::int64_t senders) {
  const auto fits_up_to = [this](int shift_max) {
    for (int shift = 0; shift <= shift_max; ++shift) {
      if (TryWeights(shift)) return true;
    }
    return false;
  };
  if (fits_up_to(kShiftMaxLexicographic)) return;
  lexicographic_ = false;
  for (senders_max_ = senders; senders_max_ > 0; senders_max_ = senders_max_ * 7 / 8) {
    if (fits_up_to(kShiftMaxWithSenders)) return;
  }
  WALZ_CHECK(fits_up_to(kShiftMaxByRank));  // One bit of lottery and all levels of 2^22 people fit, with room to spare.
}

bool Objective::TryWeights(int lottery_shift) {
  // `below` = what all levels so far can add up to; each next weight is one more.  A double keeps count of the size, so
  // that what does not fit is not computed.
  double size = 0;
  int128 below = 0;
  const auto add = [&](int128 weight, std::int64_t range) {
    size += static_cast<double>(weight) * static_cast<double>(range);
    if (size < kLargestValue) below += weight * range;
    return weight;
  };
  const auto next = [&](std::int64_t range) { return size < kLargestValue ? add(below + 1, range) : int128(0); };
  Weights weights;
  weights.lottery_shift = lottery_shift;
  add(int128(1) << (32 - lottery_shift), placeable_);
  weights.kept = next(ceiling_.kept);
  weights.point = next(ceiling_.points);
  weights.least = add((below / least_unit_ + 1) * least_unit_, ceiling_.centres_at_least);
  const int128 step = below + 1;
  int128 lower = 0;  // What the next tier below is worth.
  const auto outweigh = [&](std::int64_t range) {
    if (range == 0) return std::max(lower, step);
    const double worth = static_cast<double>(lower) * static_cast<double>(senders_max_ + 1) + static_cast<double>(step);
    if (worth >= kLargestWeight) size = kLargestValue;
    if (size < kLargestValue) lower = lower * (senders_max_ + 1) + step;
    return lower;
  };
  const auto next_rank = [&](std::int64_t range) { return lexicographic_ ? next(range) : outweigh(range); };
  for (std::size_t t = kTierCount; t-- > 0;) weights.tier[t] = next_rank(ceiling_.placed_by_tier[t]);
  weights.pin = next_rank(ceiling_.pins_kept);
  if (size >= kLargestValue || static_cast<double>(weights.pin) * 2 >= kLargestWeight) return false;
  weights_ = weights;
  return true;
}

int128 Objective::BaseOf(ApprenticeIndex apprentice) const {
  const int128 tier = weights_.tier[static_cast<std::size_t>(problem_[apprentice].tier)];
  return problem_.PinOf(apprentice) ? tier + weights_.pin : tier;
}

std::uint32_t Objective::LotteryOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
  return PairLotteryOf(apprentice_lottery_[apprentice.value], opening_hash_[opening.value]) >> weights_.lottery_shift;
}

bool Objective::IsKept(ApprenticeIndex apprentice, OpeningIndex opening) const {
  const std::optional<LastPlacement>& last = problem_.LastOf(apprentice);
  return last && last->opening == opening;
}

int128 Objective::MostBesidePoints(ApprenticeIndex apprentice) const {
  const int128 lottery = std::numeric_limits<std::uint32_t>::max() >> weights_.lottery_shift;
  return problem_.LastOf(apprentice) ? lottery + weights_.kept : lottery;
}

int128 Objective::ValueOf(ApprenticeIndex apprentice, const PairOption& option) const {
  int128 value = BaseOf(apprentice) + weights_.point * option.points + LotteryOf(apprentice, option.opening);
  if (IsKept(apprentice, option.opening)) value += weights_.kept;
  return value;
}

Score Objective::ScoreBound(int128 bound) const {
  WALZ_CHECK(lexicographic_);
  Score score;
  const auto take = [&bound](int128 weight, std::int64_t most) {
    const int128 whole = bound / weight;
    const std::int64_t digit = whole > most ? most : static_cast<std::int64_t>(whole);
    bound -= weight * digit;  // A saturated digit leaves so much that all lower digits saturate too.
    return digit;
  };
  score.pins_kept = take(weights_.pin, ceiling_.pins_kept);
  for (std::size_t t = 0; t < kTierCount; ++t)
    score.placed_by_tier[t] = take(weights_.tier[t], ceiling_.placed_by_tier[t]);
  score.centres_at_least = take(weights_.least, ceiling_.centres_at_least);
  score.points = take(weights_.point, ceiling_.points);
  score.kept = take(weights_.kept, ceiling_.kept);
  return score;
}

Score Objective::ScoreOf(const std::vector<Placement>& placements) const {
  Score score;
  std::vector<int> placed_of_centre(problem_.centres().size());
  for (const Placement& placement : placements) {
    const PairOption* option = options_.Find(placement.apprentice, placement.opening);
    WALZ_CHECK(option != nullptr);
    ++score.placed_by_tier[static_cast<std::size_t>(problem_[placement.apprentice].tier)];
    score.pins_kept += problem_.PinOf(placement.apprentice) ? 1 : 0;
    score.points += option->points;
    score.kept += IsKept(placement.apprentice, placement.opening) ? 1 : 0;
    ++placed_of_centre[problem_.CentreOf(placement.apprentice).value];
  }
  for (const auto& [centre, least] : leasts_) {
    if (placed_of_centre[centre.value] >= least) ++score.centres_at_least;
  }
  return score;
}

}  // namespace walz
