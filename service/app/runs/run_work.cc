#include "service/app/runs/run_work.h"

#include <map>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/audit_sound.h"
#include "engine/matching/auditor.h"
#include "engine/matching/future_value.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "service/app/runs/time_limit.h"
#include "service/call/errors.h"
#include "service/convert/input_hash.h"
#include "service/convert/later_worth_file.h"

namespace walz {
namespace {

// Tells the stages and counts their seconds.
class Stages {
 public:
  explicit Stages(const RunControl& control) : control_(control) {}

  void Begin(absl::string_view stage) {
    End();
    stage_ = std::string(stage);
    began_ = control_.now();
    control_.tell(stage_, 0);
  }
  void End() {
    if (!stage_.empty()) seconds_[stage_] += absl::ToDoubleSeconds(control_.now() - began_);
    stage_.clear();
  }
  // Steps of the engine have names of their own; the run's stage is what counts.
  Progress AsProgress() {
    return [this](absl::string_view, std::int64_t done, std::int64_t total) {
      if (total > 0) control_.tell(stage_, static_cast<int>(100 * done / total));
    };
  }
  const std::map<std::string, double>& seconds() const { return seconds_; }

 private:
  const RunControl& control_;
  std::string stage_;
  absl::Time began_;
  std::map<std::string, double> seconds_;
};

// What places will be worth as the run took it, and what they were worth in it, where it has prices.
std::vector<RunFile> MakeWorthFiles(const RunInput& input, const RuleBook& rules, const RunOutcome& outcome) {
  std::vector<RunFile> files;
  if (!input.later_worth.empty()) files.push_back({kLaterWorthFile, LaterWorthCsv(input.later_worth)});
  const bool is_priced = outcome.proven || !outcome.certificate.prices.empty();
  if (outcome.policy == Policy::kBest && is_priced) {
    files.push_back({kPlacePricesFile, PlacePricesCsv(PastPlacesOf(input.problem, rules, outcome.certificate))});
  }
  return files;
}

}  // namespace

absl::Status RunStopped() {
  return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED, "the run was ended before it was done");
}

absl::StatusOr<RunInput> ReadRunInput(const View& view, const RoundRow& round, EarlierRuns earlier,
                                      const WorkOptions& work) {
  WALZ_RETURN_IF_ERROR(CheckReadable(view));
  LeftOut left_out;
  Facts facts = CohortFactsOf(view, round, std::move(earlier.last_run), work, left_out);
  facts.later_worth = earlier.later_worth;
  if (work.stop.stop_requested()) return RunStopped();
  std::string input_hash = InputHash(facts);
  if (work.stop.stop_requested()) return RunStopped();
  Problem::CreateResult result = Problem::Create(std::move(facts));
  if (result.problem) {
    return RunInput{*std::move(result.problem), std::move(input_hash), left_out, std::move(earlier.later_worth)};
  }
  return ContradictionOf(result);
}

absl::StatusOr<RunProduct> MakeRun(const RunInput& input, const RunControl& control) {
  const RuleBook rules = StandardRuleBook();
  const Problem& problem = input.problem;
  Stages stages(control);
  const WorkOptions work{.thread_count = control.thread_count,
                         .stop = control.stop,
                         .abandon = control.stop,
                         .progress = stages.AsProgress()};

  stages.Begin(kStageSieve);
  const Sieve sieve(problem, rules, work);
  if (control.stop.stop_requested()) return RunStopped();

  stages.Begin(kStageMatch);
  const TimeLimit limit(control.time_limit, control.stop);
  WorkOptions limited = work;
  limited.stop = limit.token();
  absl::StatusOr<RunOutcome> outcome =
      FindMatching(problem, rules, sieve, limited, control.start ? &*control.start : nullptr);
  if (control.stop.stop_requested()) return RunStopped();
  if (absl::IsFailedPrecondition(outcome.status())) {
    return RefusePreconditions(
        v1::ERROR_REASON_POLICY_CANNOT, outcome.status().message(),
        {{"policy", absl::StrCat("rounds/", problem.round().id), std::string(outcome.status().message())}});
  }
  WALZ_RETURN_IF_ERROR(outcome.status());

  stages.Begin(kStageAudit);
  const absl::Status audit = AuditRun(problem, rules, sieve, *outcome, work);
  if (control.stop.stop_requested()) return RunStopped();
  if (!audit.ok()) {
    outcome = KeepSound(problem, rules, sieve, *outcome, work);
    if (control.stop.stop_requested()) return RunStopped();
    if (!outcome.ok()) {
      return Refuse(absl::StatusCode::kInternal, v1::ERROR_REASON_INTERNAL,
                    absl::StrCat("the run did not pass its audit: ", audit.message()));
    }
  }

  stages.Begin(kStageExplain);
  const RunFacts facts{problem, rules, sieve, input.input_hash, /*explained=*/""};
  RunReport report = MakeRunReport(facts, *outcome, work);
  if (control.stop.stop_requested()) return RunStopped();
  stages.End();
  outcome->seconds_by_stage = stages.seconds();
  std::vector<RunFile> files = MakeWorthFiles(input, rules, *outcome);
  for (RunFile& file : MakeRunFiles(facts, *outcome, report)) files.push_back(std::move(file));
  return RunProduct{*std::move(outcome), std::move(report), std::move(files)};
}

}  // namespace walz
