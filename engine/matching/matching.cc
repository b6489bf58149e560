#include "engine/matching/matching.h"

#include <algorithm>
#include <numeric>

#include "engine/rulebook/criterion.h"

namespace walz {

std::int64_t Score::placed() const {
  return std::accumulate(placed_by_tier.begin(), placed_by_tier.end(), std::int64_t{0});
}

LevelFigures<std::int64_t> Score::levels() const {
  LevelFigures<std::int64_t> figures{};
  figures[kPinLevel] = pins_kept;
  std::copy(placed_by_tier.begin(), placed_by_tier.end(), figures.begin() + kTierLevel);
  figures[kLeastLevel] = centres_at_least;
  figures[kPointLevel] = points;
  figures[kKeptLevel] = kept;
  return figures;
}

Score ScoreOf(const LevelFigures<std::int64_t>& figures) {
  Score score;
  score.pins_kept = figures[kPinLevel];
  std::copy_n(figures.begin() + kTierLevel, kTierCount, score.placed_by_tier.begin());
  score.centres_at_least = figures[kLeastLevel];
  score.points = figures[kPointLevel];
  score.kept = figures[kKeptLevel];
  return score;
}

LevelFigures<absl::int128> Weights::levels() const {
  LevelFigures<absl::int128> figures{};
  figures[kPinLevel] = pin;
  std::copy(tier.begin(), tier.end(), figures.begin() + kTierLevel);
  figures[kLeastLevel] = least;
  figures[kPointLevel] = point;
  figures[kKeptLevel] = kept;
  return figures;
}

Weights WeightsOf(const LevelFigures<absl::int128>& figures) {
  Weights weights;
  weights.pin = figures[kPinLevel];
  std::copy_n(figures.begin() + kTierLevel, kTierCount, weights.tier.begin());
  weights.least = figures[kLeastLevel];
  weights.point = figures[kPointLevel];
  weights.kept = figures[kKeptLevel];
  return weights;
}

bool IsInPart(const Certificate& certificate, ApprenticeIndex apprentice) {
  return std::any_of(certificate.parts.begin(), certificate.parts.end(), [&](const PartProof& part) {
    return std::binary_search(part.apprentices.begin(), part.apprentices.end(), apprentice);
  });
}

void ClaimNothing(const Problem& problem, RunOutcome& outcome) {
  const auto apprentice_count = static_cast<std::int64_t>(problem.apprentices().size());
  outcome.proven = false;
  outcome.bound = {};
  outcome.bound.pins_kept = apprentice_count;
  outcome.bound.placed_by_tier.fill(apprentice_count);
  outcome.bound.centres_at_least = static_cast<std::int64_t>(problem.centres().size());
  outcome.bound.points = apprentice_count * kPointsMax * kWeightMax * kCriterionCount;
  outcome.bound.kept = apprentice_count;
  outcome.points_bound = outcome.bound.points;
}

}  // namespace walz
