// AuditRun: the claims of a run, one by one.

#include "engine/matching/auditor.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/audit_bound.h"
#include "engine/matching/audit_parts.h"
#include "engine/matching/audit_policy.h"
#include "engine/matching/audit_score.h"
#include "engine/matching/audit_sum.h"

namespace walz {
namespace {

absl::Status AuditPinsBroken(const Problem& problem, const RunOutcome& outcome) {
  std::int64_t pin_count = 0;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    pin_count += problem.PinOf(ApprenticeIndex(i)) ? 1 : 0;
  }
  if (outcome.pins_broken == pin_count - outcome.score.pins_kept) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("pins_broken: the run says ", outcome.pins_broken, "; of ", pin_count,
                                          " pins its proposals keep ", outcome.score.pins_kept));
}

absl::Status AuditBoundsMeetScore(const RunOutcome& outcome) {
  if (outcome.bound != outcome.score) {
    return absl::InternalError(absl::StrCat("bound: the run says ", ScoreText(outcome.bound),
                                            "; it should be the score, ", ScoreText(outcome.score)));
  }
  if (outcome.points_bound != outcome.score.points) {
    return absl::InternalError(absl::StrCat("points_bound: the run says ", outcome.points_bound,
                                            " where the bound meets the score of ", outcome.score.points, " points"));
  }
  return absl::OkStatus();
}

// From what is proven of the rest to what is proven of all: each part adds its own.  `placed` by part.
absl::Status AddParts(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const RunOutcome& outcome,
                      const std::vector<Matching>& placed, const WorkOptions& options, Proof& proof) {
  if (placed.empty()) return absl::OkStatus();
  LevelFigures<std::int64_t> bound = proof.score.levels();
  LevelFigures<std::int64_t> ranges = proof.ranges.levels();
  const LevelFigures<std::int64_t> score = outcome.score.levels();
  const PartAuditor auditor(problem, rules, sieve, options);
  for (std::size_t p = 0; p < placed.size(); ++p) {
    WALZ_ASSIGN_OR_RETURN(const PartBound of_part, auditor.BoundOf(outcome.certificate.parts[p],
                                                                   CountScore(problem, rules, placed[p]).levels()));
    for (std::size_t l = 0; l < kLevelCount; ++l) {
      bound[l] += of_part.bound[l];
      ranges[l] += of_part.ranges[l];
    }
  }
  // Below the first goal that is not met, by the rest or a part, nothing is known.
  const auto open = std::mismatch(bound.begin(), bound.end(), score.begin()).first - bound.begin();
  for (std::size_t l = static_cast<std::size_t>(open) + 1; l < kLevelCount; ++l) bound[l] = ranges[l];
  proof.score = ScoreOf(bound);
  proof.points = bound[kPointLevel];
  return absl::OkStatus();
}

absl::Status AuditBest(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const RunOutcome& outcome,
                       const WorkOptions& options) {
  WALZ_RETURN_IF_ERROR(AuditWeights(outcome.certificate.weights));
  WALZ_ASSIGN_OR_RETURN(const std::vector<std::uint32_t> part_of, PartOfEach(problem, outcome.certificate.parts));
  std::vector<bool> in_parts;
  for (const std::uint32_t part : part_of) in_parts.push_back(part != kNoPart);
  Matching rest;
  std::vector<Matching> placed(outcome.certificate.parts.size());
  for (const Placement& placement : outcome.matching.placements) {
    const std::uint32_t part = part_of[placement.apprentice.value];
    (part == kNoPart ? rest : placed[part]).placements.push_back(placement);
  }
  const Score rest_score = CountScore(problem, rules, rest);
  WALZ_ASSIGN_OR_RETURN(const absl::int128 value, ValueOf(outcome.certificate.weights, rest_score,
                                                          LotterySumOf(problem, outcome.certificate.weights, rest)));
  WALZ_ASSIGN_OR_RETURN(Proof proof,
                        ProofOf(problem, rules, sieve, outcome.certificate, in_parts, rest_score, value, options));
  WALZ_RETURN_IF_ERROR(AddParts(problem, rules, sieve, outcome, placed, options, proof));
  if (outcome.bound < outcome.score) {
    return absl::InternalError(absl::StrCat("bound: the run says ", ScoreText(outcome.bound), "; its score is more, ",
                                            ScoreText(outcome.score)));
  }
  if (outcome.bound < proof.score) {
    return absl::InternalError(absl::StrCat("bound: the run says ", ScoreText(outcome.bound),
                                            "; its prices prove no less than ", ScoreText(proof.score)));
  }
  if (outcome.points_bound < proof.points) {
    return absl::InternalError(absl::StrCat("points_bound: the run says ", outcome.points_bound,
                                            "; its prices prove no less than ", proof.points));
  }
  if (outcome.bound == outcome.score || outcome.proven) WALZ_RETURN_IF_ERROR(AuditBoundsMeetScore(outcome));
  if (!outcome.proven) return absl::OkStatus();
  if (proof.bound != value) {
    return absl::InternalError(absl::StrCat("proven: the prices allow a value of ", FigureText(proof.bound),
                                            "; the proposals are worth ", FigureText(value)));
  }
  if (!proof.is_optimal_order) {
    return absl::InternalError("proven: the weights do not put the goals in their order");
  }
  if (proof.score != outcome.score) {
    return absl::InternalError(absl::StrCat("proven: the certificate proves no less than ", ScoreText(proof.score),
                                            "; the proposals reach ", ScoreText(outcome.score)));
  }
  return absl::OkStatus();
}

// `stable` and `serial` claim nothing by prices.
absl::Status AuditNoPrices(const RunOutcome& outcome) {
  if (outcome.certificate.prices.empty() && outcome.certificate.rewards.empty()) return AuditBoundsMeetScore(outcome);
  return absl::InternalError("certificate: prices prove nothing for a policy other than `best`");
}

}  // namespace

absl::Status AuditRun(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const RunOutcome& outcome,
                      const WorkOptions& options) {
  if (outcome.policy != problem.round().policy) {
    return absl::InternalError("policy: the run's is not the round's");
  }
  if (outcome.stable && outcome.policy != Policy::kStable) {
    return absl::InternalError("stable: the run is of another policy");
  }
  WALZ_RETURN_IF_ERROR(AuditLawful(problem, rules, outcome.matching));
  WALZ_RETURN_IF_ERROR(AuditScore(outcome.score, CountScore(problem, rules, outcome.matching)));
  WALZ_RETURN_IF_ERROR(AuditPinsBroken(problem, outcome));
  if (outcome.policy == Policy::kBest) return AuditBest(problem, rules, sieve, outcome, options);
  WALZ_RETURN_IF_ERROR(AuditNoPrices(outcome));
  if ((outcome.stopped || !outcome.withheld.empty()) && !outcome.proven) return absl::OkStatus();
  if (outcome.policy == Policy::kSerial) return AuditSerial(problem, rules, sieve, outcome.matching, options);
  const StableFigures* const figures = outcome.stable ? &*outcome.stable : nullptr;
  return AuditStable(problem, rules, sieve, outcome.matching, figures, options);
}

}  // namespace walz
