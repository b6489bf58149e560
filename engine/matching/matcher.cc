#include "engine/matching/matcher.h"

#include <limits>
#include <utility>

#include "engine/matching/all_options.h"
#include "engine/matching/best_matcher.h"
#include "engine/matching/serial_matcher.h"
#include "engine/matching/stable_matcher.h"

namespace walz {
namespace {

absl::StatusOr<RunOutcome> FindByPolicy(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const AllOptions& all, const SiftLimits& limits, const WorkOptions& work,
                                        const WarmStart* start) {
  switch (problem.round().policy) {
    case Policy::kStable:
      return FindStableMatching(problem, rules, sieve, all.kept(), work);
    case Policy::kSerial:
      return FindSerialMatching(problem, rules, sieve, all.kept(), work);
    case Policy::kBest:
      break;
  }
  return FindBestMatching(problem, rules, sieve, all, start, limits, work);
}

}  // namespace

absl::StatusOr<RunOutcome> FindMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const WorkOptions& work, const WarmStart* start, const SiftLimits& limits) {
  if (work.progress) work.progress("options", 0, 0);
  // The other policies ask for each option many times.
  const std::int64_t pairs_kept_max =
      problem.round().policy == Policy::kBest ? limits.pairs_kept_max : std::numeric_limits<std::int64_t>::max();
  const AllOptions all(problem, rules, sieve, pairs_kept_max, work);
  absl::StatusOr<RunOutcome> outcome = FindByPolicy(problem, rules, sieve, all, limits, work, start);
  if (!outcome.ok()) return outcome;
  outcome->stopped = work.stop.stop_requested();
  if (!all.complete()) ClaimNothing(problem, *outcome);
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    if (problem.PinOf(ApprenticeIndex(i))) ++outcome->pins_broken;
  }
  outcome->pins_broken -= outcome->score.pins_kept;
  return outcome;
}

}  // namespace walz
