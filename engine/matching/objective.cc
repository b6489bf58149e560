#include "engine/matching/objective.h"

#include <algorithm>
#include <numeric>

#include "engine/base/check.h"
#include "engine/matching/lottery.h"

namespace walz {
namespace {

using absl::int128;

// Sums of all values stay below this, so that no price overflows either.
constexpr int kValueBits = 124;
// Shares of more than this many distinct sizes are rounded down; the bound is then a little loose, never wrong.
constexpr std::int64_t kLeastUnitMax = 1 << 20;

}  // namespace

Objective::Objective(const Problem& problem, const PairOptions& options) : problem_(problem), options_(options) {
  const std::uint64_t seed = problem.round().seed;
  for (const Apprentice& apprentice : problem.apprentices()) {
    apprentice_lottery_.push_back(walz::LotteryOf(seed, apprentice.id));
  }
  for (const Opening& opening : problem.openings()) opening_hash_.push_back(OpeningHashOf(opening.id));
  Count();
  ChooseWeights();
}

void Objective::Count() {
  std::vector<std::int32_t> placeable_of_centre(problem_.centres().size());
  for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    const absl::Span<const PairOption> options = options_.Of(apprentice);
    if (options.empty()) continue;
    ++placeable_;
    ++placeable_of_centre[problem_.CentreOf(apprentice).value];
    ++ceiling_.placed_by_tier[static_cast<std::size_t>(problem_[apprentice].tier)];
    if (problem_.PinOf(apprentice)) ++ceiling_.pins_kept;
    std::int32_t best = 0;
    bool can_keep = false;
    for (const PairOption& option : options) {
      best = std::max(best, option.points);
      can_keep = can_keep || IsKept(apprentice, option.opening);
    }
    ceiling_.points += best;
    ceiling_.kept += can_keep ? 1 : 0;
  }
  for (const auto& [id, least] : problem_.round().quotas.least_per_centre) {
    const CentreIndex centre = *problem_.FindCentre(id);
    if (placeable_of_centre[centre.value] < least) continue;
    leasts_.push_back({centre, least});
    if (least > 0) least_unit_ = std::min(std::lcm(least_unit_, std::int64_t{least}), kLeastUnitMax);
  }
  ceiling_.centres_at_least = static_cast<std::int64_t>(leasts_.size());
}

void Objective::ChooseWeights() {
  // `below` = what all levels so far can add up to; each next weight is one more.
  int128 below = int128(placeable_) << 32;
  weights_.kept = below + 1;
  below += weights_.kept * ceiling_.kept;
  weights_.point = below + 1;
  below += weights_.point * ceiling_.points;
  weights_.least = (below / least_unit_ + 1) * least_unit_;
  below += weights_.least * ceiling_.centres_at_least;
  const int128 under_tiers = below;

  double bits = 0;  // An estimate with a margin decides; a wrong one costs proof, never correctness.
  for (int128 rest = below; rest > 0; rest >>= 1) ++bits;
  for (const std::int64_t count : ceiling_.placed_by_tier) {
    for (std::int64_t rest = count; rest > 0; rest >>= 1) ++bits;
  }
  for (std::int64_t rest = ceiling_.pins_kept; rest > 0; rest >>= 1) ++bits;
  lexicographic_ = bits + 2 <= kValueBits;
  for (int t = kTierCount - 1; t >= 0; --t) {
    const auto tier = static_cast<std::size_t>(t);
    weights_.tier[tier] = lexicographic_ ? below + 1 : (under_tiers + 1) * (kTierCount - t);
    below += weights_.tier[tier] * (lexicographic_ ? ceiling_.placed_by_tier[tier] : 0);
  }
  weights_.pin = lexicographic_ ? below + 1 : (under_tiers + 1) * kTierCount;
}

int128 Objective::BaseOf(ApprenticeIndex apprentice) const {
  const int128 tier = weights_.tier[static_cast<std::size_t>(problem_[apprentice].tier)];
  return problem_.PinOf(apprentice) ? tier + weights_.pin : tier;
}

std::uint32_t Objective::LotteryOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
  return PairLotteryOf(apprentice_lottery_[apprentice.value], opening_hash_[opening.value]);
}

bool Objective::IsKept(ApprenticeIndex apprentice, OpeningIndex opening) const {
  const std::optional<LastPlacement>& last = problem_.LastOf(apprentice);
  return last && last->opening == opening;
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
