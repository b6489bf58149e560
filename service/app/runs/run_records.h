// RunRecords: runs, their proposals and their files, as they stand in the store.
//
// Thread rule: all methods from any thread.

#ifndef SERVICE_APP_RUNS_RUN_RECORDS_H_
#define SERVICE_APP_RUNS_RUN_RECORDS_H_

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/run.pb.h>

#include "engine/model/problem.h"
#include "service/app/runs/run_work.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

// BAD_NAME.
absl::StatusOr<ResourceName> RunNameOf(absl::string_view name);

// The run of that name, with its etag.  BAD_NAME, RESOURCE_NOT_FOUND.
struct StoredRunRecord {
  v1::Run run;
  Revision revision = 0;
};
absl::StatusOr<StoredRunRecord> ReadRunRecord(const StoreSnapshot& snapshot, absl::string_view name);

// The run of the round with the greatest number; none if there is none.
absl::StatusOr<std::optional<StoredRunRecord>> ReadLatestRun(const StoreSnapshot& snapshot,
                                                             const std::string& round_id);

// All runs of all rounds.
absl::StatusOr<std::vector<StoredRunRecord>> ReadAllRuns(const StoreSnapshot& snapshot);

// Stores proposals and files below `run`; what the last file still needs is handed back, to be written in the commit
// that ends the run.  Sets certificate_bytes and run_json of `result`.  Cancelled.
absl::StatusOr<std::vector<Mutation>> WriteProduct(Store& store, const ResourceName& run, const Problem& problem,
                                                   const RunProduct& product, const AuditNote& audit,
                                                   std::stop_token stop, const std::function<void(int percent)>& tell,
                                                   v1::RunResult& result);

// Calls `visit` with all proposals of the run, by apprentice.  Cancelled.
absl::Status ForEachStoredProposal(const StoreSnapshot& snapshot, const ResourceName& run,
                                   absl::FunctionRef<void(v1::Proposal& proposal)> visit, std::stop_token stop);

// Deletes proposals and files of a run that did not succeed.
absl::Status DeleteProduct(Store& store, const ResourceName& run, const AuditNote& audit);

// Calls `visit` with the chunks of a file in their order until it returns false.  NotFound.
absl::Status ReadFile(const StoreSnapshot& snapshot, const ResourceName& run, const std::string& file,
                      absl::FunctionRef<bool(absl::string_view chunk)> visit, std::stop_token stop);

}  // namespace walz

#endif  // SERVICE_APP_RUNS_RUN_RECORDS_H_
