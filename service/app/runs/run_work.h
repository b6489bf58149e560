// RunWork: what one run computes: from a view to proposals and files, audited; stores nothing.

#ifndef SERVICE_APP_RUNS_RUN_WORK_H_
#define SERVICE_APP_RUNS_RUN_WORK_H_

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <walz/v1/run.pb.h>

#include "engine/matching/matching.h"
#include "engine/matching/warm_start.h"
#include "engine/model/problem.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/mirror/view.h"
#include "service/convert/run_writer.h"

namespace walz {

inline constexpr char kStageRead[] = "read";
inline constexpr char kStageSieve[] = "sieve";
inline constexpr char kStageMatch[] = "match";
inline constexpr char kStageAudit[] = "audit";
inline constexpr char kStageExplain[] = "explain";
inline constexpr char kStageStore[] = "store";

// The facts of a round, linked.
struct RunInput {
  Problem problem;
  std::string input_hash;
  LeftOut left_out;
  std::vector<LaterWorthFact> later_worth;  // That the problem was made with.
};

// What earlier runs say.
struct EarlierRuns {
  std::vector<LastPlacementFact> last_run;
  std::vector<LaterWorthFact> later_worth;  // Of openings of the view alone.
};

// FACTS_CONTRADICT; Cancelled.
absl::StatusOr<RunInput> ReadRunInput(const View& view, const RoundRow& round, EarlierRuns earlier,
                                      const WorkOptions& work);

struct RunProduct {
  RunOutcome outcome;
  RunReport report;
  std::vector<RunFile> files;  // Those of `walz match`, and before them what later rounds and auditors look for.
};

struct RunControl {
  int thread_count = 1;
  std::stop_token stop;                                            // Ends the run: Cancelled.
  absl::Duration time_limit = absl::InfiniteDuration();            // Of matching; then the best so far is the result.
  std::optional<WarmStart> start;                                  // Prices of the last run, where there are any.
  std::function<absl::Time()> now;                                 // For the seconds of run.json.
  std::function<void(absl::string_view stage, int percent)> tell;  // From the calling thread.
};

//   Cancelled           stopped
//   FailedPrecondition  the round's policy cannot do it (POLICY_CANNOT)
//   Internal            the audit refuses the run, and no part of it is sound
// What the audit refuses of a run is withheld (RunOutcome::withheld); the rest stands.
absl::StatusOr<RunProduct> MakeRun(const RunInput& input, const RunControl& control);

// What a run that was stopped ends with: CANCELLED, STOPPED.
absl::Status RunStopped();

}  // namespace walz

#endif  // SERVICE_APP_RUNS_RUN_WORK_H_
