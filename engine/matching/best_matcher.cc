#include "engine/matching/best_matcher.h"

#include <algorithm>

#include "engine/matching/arrangement.h"
#include "engine/matching/assignment_model.h"
#include "engine/matching/components.h"
#include "engine/matching/repair.h"

namespace walz {
namespace {

// Where not all options are kept, repair makes do with so many of each apprentice.
constexpr std::size_t kRepairOptions = 32;

// Whether equality of bound and value proves the optimum level by level: always with lexicographic weights; with the
// arithmetic scale only if everybody counts once and no price stands on the senders' side, where the sets of people who
// can be placed would be an intersection of two matroids and no matroid.
bool BoundProvesLevels(const Problem& problem, const RuleBook& rules, const OptionReach& reach,
                       const Objective& objective, const Certificate& certificate) {
  if (objective.lexicographic()) return true;
  for (const Price& price : certificate.prices) {
    if (rules.quotas[price.quota].side == QuotaSide::kSender) return false;
  }
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (problem[apprentice].accompanying > 0 && reach.HasOption(apprentice)) return false;
  }
  return true;
}

// What is lawful where nothing was solved: whoever has most at stake first, each at its best of what is left.
RunOutcome PlaceInHaste(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const AllOptions& all,
                        const std::vector<QuotaGroups>& quotas, const WorkOptions& work) {
  const Objective objective(problem, all.kept());
  StayFinder stays(problem, rules, sieve);
  Arrangement arrangement(problem, all.kept(), objective, quotas, stays);
  PlaceLeftOut(arrangement, work);
  LengthenStays(arrangement, work);
  RunOutcome outcome = arrangement.OutcomeOf(Policy::kBest, /*proven=*/false);
  outcome.certificate.weights = objective.weights();
  ClaimNothing(problem, outcome);
  return outcome;
}

}  // namespace

RunOutcome FindBestMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const AllOptions& all,
                            const WarmStart* start, const SiftLimits& limits, const WorkOptions& work) {
  const auto tell = [&](absl::string_view stage) {
    if (work.progress) work.progress(stage, 0, 0);
  };
  RunOutcome outcome;
  outcome.policy = Policy::kBest;
  const std::vector<QuotaGroups> quotas = MakeQuotaGroups(problem, rules);
  if (!all.complete()) return PlaceInHaste(problem, rules, sieve, all, quotas, work);
  PairOptions few(problem.apprentices().size());  // For repair, where not all are kept.
  const PairOptions& options = all.is_whole() ? all.kept() : few;
  const Objective objective(problem, options, all.reach());
  StayFinder stays(problem, rules, sieve);
  tell("model");
  const std::vector<GroupCapacities> capacities = MakeAllCapacities(problem, rules, sieve, all, quotas, work);
  if (capacities.size() != quotas.size()) {  // Stopped.
    return PlaceInHaste(problem, rules, sieve, all, quotas, work);
  }
  AssignmentModel model(problem, objective, quotas, capacities, stays);
  tell("assign");
  const SiftFacts facts{problem, rules, sieve, all, objective, quotas};
  Relaxation relaxation = SolveRelaxation(facts, model, start, limits, work);
  if (work.abandon.stop_requested()) {
    outcome.certificate.weights = objective.weights();
    ClaimNothing(problem, outcome);
    return outcome;
  }
  tell("place");
  if (!all.is_whole()) {
    few = relaxation.stopped ? relaxation.some : BestOptions(facts, kRepairOptions, relaxation.opening_of, work);
  }
  Arrangement arrangement(problem, options, objective, quotas, stays);
  PlaceLawfully(relaxation.opening_of, arrangement, work);
  tell("improve");
  if (!relaxation.bound || arrangement.value() < *relaxation.bound) PlaceLeftOut(arrangement, work);
  if (relaxation.bound) Improve(*relaxation.bound, arrangement, work);
  tell("stays");
  LengthenStays(arrangement, work);

  outcome.matching.placements = arrangement.placements();
  outcome.score = objective.ScoreOf(outcome.matching.placements);
  outcome.certificate = std::move(relaxation.certificate);
  if (!relaxation.bound) {
    outcome.certificate.weights = objective.weights();
    ClaimNothing(problem, outcome);
    return outcome;
  }
  outcome.proven = arrangement.value() == *relaxation.bound &&
                   BoundProvesLevels(problem, rules, all.reach(), objective, outcome.certificate);
  outcome.bound = outcome.proven              ? outcome.score
                  : objective.lexicographic() ? objective.ScoreBound(*relaxation.bound)
                                              : objective.ceiling();
  Score open = outcome.score;
  open.points = outcome.bound.points;
  open.kept = outcome.bound.kept;
  outcome.points_bound = open == outcome.bound ? outcome.bound.points : objective.ceiling().points;
  outcome.crossing = model.CrossingQuotasOf(outcome.certificate);
  if (relaxation.stopped) return outcome;
  const Components components(problem, all, objective, quotas, capacities, model, work);
  if (!components.finished()) return outcome;
  // Repair may have taken what the solver did not see.
  PairOptions& seen = relaxation.some;
  for (const Placement& placement : outcome.matching.placements) {
    if (relaxation.is_sifted) seen.Insert(placement.apprentice, *options.Find(placement.apprentice, placement.opening));
  }
  outcome.components = SumUpComponents(problem, components, relaxation.is_sifted ? seen : all.kept(), objective, quotas,
                                       capacities, model, stays, outcome.certificate, outcome.matching);
  return outcome;
}

}  // namespace walz
