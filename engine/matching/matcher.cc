#include "engine/matching/matcher.h"

#include <utility>

#include "engine/matching/best_matcher.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/serial_matcher.h"
#include "engine/matching/stable_matcher.h"

namespace walz {
namespace {

absl::StatusOr<RunOutcome> FindByPolicy(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const PairOptions& options, const WorkOptions& work, const WarmStart* start) {
  switch (problem.round().policy) {
    case Policy::kStable:
      return FindStableMatching(problem, rules, sieve, options, work);
    case Policy::kSerial:
      return FindSerialMatching(problem, rules, sieve, options, work);
    case Policy::kBest:
      break;
  }
  return FindBestMatching(problem, rules, sieve, options, work, start);
}

// Nothing is known about options that were not looked at, so the bound is what anybody could reach.
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

}  // namespace

absl::StatusOr<RunOutcome> FindMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const WorkOptions& work, const WarmStart* start) {
  if (work.progress) work.progress("options", 0, 0);
  const PairOptions options = MakePairOptions(problem, rules, sieve, work);
  absl::StatusOr<RunOutcome> outcome = FindByPolicy(problem, rules, sieve, options, work, start);
  if (!outcome.ok()) return outcome;
  outcome->stopped = work.stop.stop_requested();
  if (!options.complete) ClaimNothing(problem, *outcome);
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    if (problem.PinOf(ApprenticeIndex(i))) ++outcome->pins_broken;
  }
  outcome->pins_broken -= outcome->score.pins_kept;
  return outcome;
}

}  // namespace walz
