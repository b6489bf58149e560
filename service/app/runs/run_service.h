// RunService: starts, follows, cancels, publishes and compares runs of the matcher; a run is a stored resource.
//
// A run reads one view of the mirror on a thread of its own and blocks no write.  It is RUNNING in the store from its
// start, one a round at once, says how far it is, and becomes SUCCEEDED in the commit that makes its last files whole;
// one that its audit refuses is FAILED and proposes nothing.  Runs are kept, never overwritten.
//
// Thread rule: all methods from any thread, but Recover, which comes before all others.

#ifndef SERVICE_APP_RUNS_RUN_SERVICE_H_
#define SERVICE_APP_RUNS_RUN_SERVICE_H_

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/run.pb.h>

#include "service/app/mirror/mirror.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

struct RunOptions {
  int thread_count = 1;  // Of the engine, each run.
  bool nice = true;      // A run's threads give way to questions and writes (call/niceness.h).
  // How often a running run writes its progress to the store; watchers hear of it at once.
  absl::Duration heartbeat = absl::Seconds(1);
};

// Who starts a run, where it is not the caller.
struct RunStarter {
  std::string started_by;      // Such as `jobs/nightly/executions/2027-01-31`; empty: the caller.
  std::optional<Fence> fence;  // The commit that stores the run's start stands under it.
};

class RunService {
 public:
  // All references must outlive this object.
  RunService(Store& store, const Mirror& mirror, SnapshotKeeper& keeper, std::function<absl::Time()> now,
             RunOptions options = {});
  // Stops what still runs; the store then has it as INTERRUPTED.
  ~RunService();
  RunService(const RunService&) = delete;
  RunService& operator=(const RunService&) = delete;

  // Marks runs INTERRUPTED that the store has as RUNNING: their daemon is gone.  At start-up, before serving.
  // How many there were.
  absl::StatusOr<int> Recover();

  // Stores the run as RUNNING and answers; or, for validate_only, reads and checks the facts.
  absl::StatusOr<v1::Run> Start(const Call& call, const v1::StartRunRequest& request, const RunStarter& starter = {});

  // As it stands now.
  absl::StatusOr<v1::Run> Find(absl::string_view name) const;

  // Calls `visit` with the run at every change until it has ended, `visit` returns false or `stop` asks; at least every
  // 10 seconds.  The run as it is then.
  absl::StatusOr<v1::Run> Watch(absl::string_view name, std::stop_token stop,
                                const std::function<bool(const v1::Run&)>& visit) const;
  // Waits until it has ended, or `stop` asks (then it may still be RUNNING).
  absl::StatusOr<v1::Run> Await(absl::string_view name, std::stop_token stop) const;

  absl::StatusOr<v1::Run> Cancel(const Call& call, absl::string_view name);
  // Publishing what is published already changes nothing.
  absl::StatusOr<v1::Run> Publish(const Call& call, const v1::PublishRunRequest& request,
                                  const std::optional<Fence>& fence = std::nullopt);
  absl::StatusOr<v1::CompareRunsResponse> Compare(const Call& call, const v1::CompareRunsRequest& request) const;

  // MatchingService, but for the four methods of Advisor.
  void Register(MethodSet& methods);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace walz

#endif  // SERVICE_APP_RUNS_RUN_SERVICE_H_
