#include "engine/matching/matching.h"

#include <numeric>

#include "engine/rulebook/criterion.h"

namespace walz {

std::int64_t Score::placed() const {
  return std::accumulate(placed_by_tier.begin(), placed_by_tier.end(), std::int64_t{0});
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
