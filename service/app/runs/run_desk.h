// RunDesk: the runs that are under way in this process: their threads, their records, their ends.
//
// Internal to service/app/runs.  A run's record has one writer at a time (LiveRun::write_mutex) and expects the
// revision that was written last, so whoever ends the run first decides how it ended. Thread rule: all methods from any
// thread.

#ifndef SERVICE_APP_RUNS_RUN_DESK_H_
#define SERVICE_APP_RUNS_RUN_DESK_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <walz/v1/run.pb.h>

#include "service/app/mirror/view.h"
#include "service/app/runs/live_run.h"
#include "service/app/runs/run_service.h"
#include "service/app/runs/run_work.h"
#include "service/store/store.h"

namespace walz {

// What a run is started with.
struct RunTask {
  std::shared_ptr<const View> view;
  std::shared_ptr<const RoundRow> round;
  std::string last_run;                // Resource name; empty: none.
  std::vector<std::string> past_runs;  // Resource names; whose prices say what places will be worth.
  std::optional<RunInput> input;       // Where it was read and checked already.
  absl::Duration time_limit = absl::InfiniteDuration();
  AuditNote audit;
};

class RunDesk {
 public:
  RunDesk(Store& store, std::function<absl::Time()> now, const RunOptions& options);
  // Ends what still runs: INTERRUPTED.
  ~RunDesk();

  // Starts the thread of a run whose record was written with `revision`.
  void Begin(v1::Run run, Revision revision, RunTask task);

  // Null if it is not under way here, nor has ended a short while ago.
  std::shared_ptr<LiveRun> Find(absl::string_view name) const;

  // Records the end, unless it has ended before; with `rest` in the same commit.  How it ended.
  absl::StatusOr<v1::Run> End(LiveRun& live, v1::RunState state, const std::string& error, const AuditNote& audit,
                              const v1::RunResult* result = nullptr, std::vector<Mutation> rest = {});

  // The facts of a task, on the calling thread.
  absl::StatusOr<RunInput> ReadInput(const RunTask& task, std::stop_token stop) const;

 private:
  struct Desk {
    std::shared_ptr<LiveRun> live;
    std::jthread thread;
  };

  // The prices of the last run, where it has left any that can be read.
  std::optional<WarmStart> ReadStart(const RunTask& task, std::stop_token stop) const;

  void Execute(LiveRun& live, RunTask task);
  absl::Status ExecuteOrFail(LiveRun& live, RunTask& task);
  void Beat(LiveRun& live);
  void BeatAll(std::stop_token stop);

  Store& store_;
  const std::function<absl::Time()> now_;
  const RunOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any ending_;
  std::map<std::string, Desk, std::less<>> desks_;  // By name; one that has ended stays until another run begins.
  std::jthread beats_;
};

}  // namespace walz

#endif  // SERVICE_APP_RUNS_RUN_DESK_H_
