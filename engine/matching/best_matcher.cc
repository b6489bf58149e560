#include "engine/matching/best_matcher.h"

#include <algorithm>

#include "engine/matching/arrangement.h"
#include "engine/matching/assignment_model.h"
#include "engine/matching/repair.h"

namespace walz {
namespace {

// Whether equality of bound and value proves the optimum level by level: always with lexicographic weights; with the
// arithmetic scale only if everybody counts once and no price stands on the senders' side, where the sets of people who
// can be placed would be an intersection of two matroids and no matroid.
bool BoundProvesLevels(const Problem& problem, const RuleBook& rules, const PairOptions& options,
                       const Objective& objective, const Certificate& certificate) {
  if (objective.lexicographic()) return true;
  for (const Price& price : certificate.prices) {
    if (rules.quotas[price.quota].side == QuotaSide::kSender) return false;
  }
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (problem[apprentice].accompanying > 0 && !options.Of(apprentice).empty()) return false;
  }
  return true;
}

}  // namespace

RunOutcome FindBestMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                            const PairOptions& options, const WorkOptions& work, const WarmStart*) {
  const auto tell = [&](absl::string_view stage) {
    if (work.progress) work.progress(stage, 0, 0);
  };
  const std::vector<QuotaGroups> quotas = MakeQuotaGroups(problem, rules);
  const Objective objective(problem, options);
  StayFinder stays(problem, rules, sieve);
  tell("model");
  AssignmentModel model(problem, options, objective, quotas, stays);
  tell("assign");
  AssignmentModel::Solution solution = model.Solve(work);
  tell("place");
  Arrangement arrangement(problem, options, objective, quotas, stays);
  PlaceLawfully(solution.opening_of, arrangement);
  tell("improve");
  Improve(solution.bound, arrangement, work);
  tell("stays");
  LengthenStays(arrangement, work);

  RunOutcome outcome;
  outcome.policy = Policy::kBest;
  outcome.matching.placements = arrangement.placements();
  outcome.score = objective.ScoreOf(outcome.matching.placements);
  outcome.proven = arrangement.value() == solution.bound &&
                   BoundProvesLevels(problem, rules, options, objective, solution.certificate);
  outcome.bound = outcome.proven              ? outcome.score
                  : objective.lexicographic() ? objective.ScoreBound(solution.bound)
                                              : objective.ceiling();
  Score open = outcome.score;
  open.points = outcome.bound.points;
  open.kept = outcome.bound.kept;
  outcome.points_bound = open == outcome.bound ? outcome.bound.points : objective.ceiling().points;
  outcome.certificate = std::move(solution.certificate);
  return outcome;
}

}  // namespace walz
