// Proposals: the rows of proposals.csv and unmatched.csv as messages.

#ifndef SERVICE_APP_RUNS_PROPOSAL_MESSAGES_H_
#define SERVICE_APP_RUNS_PROPOSAL_MESSAGES_H_

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <walz/v1/run.pb.h>

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "service/convert/run_writer.h"
#include "service/store/keys.h"

namespace walz {

// Calls `visit` for every apprentice of the problem, placed ones first, until it fails.  `run` is the run's name.
absl::Status ForEachProposal(const Problem& problem, const Matching& matching, const RunReport& report,
                             const ResourceName& run, absl::FunctionRef<absl::Status(const v1::Proposal&)> visit);

// The figures of run.json.
v1::RunResult ResultOf(const RunOutcome& outcome, const RunReport& report);

}  // namespace walz

#endif  // SERVICE_APP_RUNS_PROPOSAL_MESSAGES_H_
