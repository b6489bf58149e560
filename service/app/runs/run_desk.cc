#include "service/app/runs/run_desk.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/mirror/past_places.h"
#include "service/app/mirror/placements.h"
#include "service/app/resources/resource_io.h"
#include "service/app/runs/proposal_messages.h"
#include "service/app/runs/run_records.h"
#include "service/app/runs/stored_warm_start.h"
#include "service/call/errors.h"
#include "service/call/niceness.h"
#include "service/convert/run_record.h"

namespace walz {
namespace {

constexpr int kEndAttemptsMax = 5;  // Others than this process do not write the record; a fenced retry may.

}  // namespace

RunDesk::RunDesk(Store& store, std::function<absl::Time()> now, const RunOptions& options)
    : store_(store), now_(std::move(now)), options_(options), beats_([this](std::stop_token stop) { BeatAll(stop); }) {}

RunDesk::~RunDesk() {
  beats_.request_stop();
  std::map<std::string, Desk, std::less<>> desks;
  {
    const std::lock_guard lock(mutex_);
    desks.swap(desks_);
  }
  for (auto& [name, desk] : desks) {
    desk.live->stop().request_stop();
    // A store that takes no more commits leaves it RUNNING; the next start finds it.
    static_cast<void>(End(*desk.live, v1::RUN_STATE_INTERRUPTED, "the daemon ended before the run did",
                          {"internal", "walzd/Shutdown", {name}, ""}));
  }
}

void RunDesk::Begin(v1::Run run, Revision revision, RunTask task) {
  const std::string name = run.name();
  auto live = std::make_shared<LiveRun>(std::move(run), revision);
  std::vector<Desk> ended;  // Joined outside the lock; at once, since their threads are done.
  const std::lock_guard lock(mutex_);
  for (auto at = desks_.begin(); at != desks_.end();) {
    if (!at->second.live->thread_done()) {
      ++at;
      continue;
    }
    ended.push_back(std::move(at->second));
    at = desks_.erase(at);
  }
  Desk& desk = desks_[name];
  desk.live = live;
  desk.thread = std::jthread([this, live, task = std::make_shared<RunTask>(std::move(task))] {
    Execute(*live, std::move(*task));
    live->thread_done() = true;
  });
}

std::shared_ptr<LiveRun> RunDesk::Find(absl::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto at = desks_.find(name);
  return at == desks_.end() ? nullptr : at->second.live;
}

absl::StatusOr<v1::Run> RunDesk::End(LiveRun& live, v1::RunState state, const std::string& error,
                                     const AuditNote& audit, const v1::RunResult* result, std::vector<Mutation> rest) {
  const std::lock_guard lock(live.write_mutex());
  for (int attempt = 0;; ++attempt) {
    const LiveRun::State before = live.state();
    if (before.run.state() != v1::RUN_STATE_RUNNING) return before.run;
    v1::Run ended = before.run;
    ended.set_state(state);
    ended.set_error(error);
    *ended.mutable_end_time() = TimestampOf(now_());
    ended.set_percent(state == v1::RUN_STATE_SUCCEEDED ? 100 : ended.percent());
    if (result != nullptr) *ended.mutable_result() = *result;
    CommitRequest commit;
    commit.mutations = rest;
    commit.mutations.push_back(PutMutation(ended, before.revision));
    commit.audit = audit;
    const absl::StatusOr<Committed> committed = store_.Commit(std::move(commit));
    if (committed.ok()) {
      live.Set(ended, committed->revision);
      return ended;
    }
    if (!absl::IsAborted(committed.status()) || attempt == kEndAttemptsMax) return committed.status();
    WALZ_ASSIGN_OR_RETURN(const StoredRunRecord stored, ReadRunRecord(*store_.OpenSnapshot(), before.run.name()));
    live.Set(stored.run, stored.revision);
  }
}

absl::StatusOr<RunInput> RunDesk::ReadInput(const RunTask& task, std::stop_token stop) const {
  EarlierRuns earlier;
  const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
  if (!task.last_run.empty()) {
    WALZ_ASSIGN_OR_RETURN(earlier.last_run, ReadPlacements(*snapshot, task.last_run, stop));
  }
  WALZ_ASSIGN_OR_RETURN(earlier.later_worth, EstimateLaterWorth(*snapshot, *task.view, task.past_runs, stop));
  return ReadRunInput(*task.view, *task.round, std::move(earlier),
                      {.thread_count = options_.thread_count, .stop = stop});
}

std::optional<WarmStart> RunDesk::ReadStart(const RunTask& task, std::stop_token stop) const {
  const absl::StatusOr<ResourceName> name = RunNameOf(task.last_run);
  if (task.last_run.empty() || !name.ok()) return std::nullopt;
  absl::StatusOr<WarmStart> start = ReadStartPrices(*store_.OpenSnapshot(), *name, stop);
  if (!start.ok()) return std::nullopt;
  return *std::move(start);
}

void RunDesk::Execute(LiveRun& live, RunTask task) {
  if (options_.nice) BeNice();
  const AuditNote audit = task.audit;
  const absl::Status status = ExecuteOrFail(live, task);
  if (status.ok()) return;
  const bool cancelled = live.stop().stop_requested();
  const absl::StatusOr<v1::Run> ended = End(live, cancelled ? v1::RUN_STATE_CANCELLED : v1::RUN_STATE_FAILED,
                                            cancelled ? "it was cancelled" : std::string(status.message()), audit);
  if (!ended.ok() || ended->state() == v1::RUN_STATE_SUCCEEDED) return;
  // What was stored before it ended is nobody's.  If this fails it stays, unseen: only succeeded runs are read.
  static_cast<void>(DeleteProduct(store_, ParseName(ended->name()).value(), audit));
}

absl::Status RunDesk::ExecuteOrFail(LiveRun& live, RunTask& task) {
  const std::stop_token stop = live.stop().get_token();
  live.Tell(kStageRead, 0);
  if (!task.input) {
    WALZ_ASSIGN_OR_RETURN(task.input, ReadInput(task, stop));
  }
  task.view.reset();
  WALZ_ASSIGN_OR_RETURN(
      const RunProduct product,
      MakeRun(*task.input, {.thread_count = options_.thread_count,
                            .stop = stop,
                            .time_limit = task.time_limit,
                            .start = ReadStart(task, stop),
                            .now = now_,
                            .tell = [&](absl::string_view stage, int percent) { live.Tell(stage, percent); }}));
  live.Tell(kStageStore, 0);
  v1::RunResult result = ResultOf(product.outcome, product.report);
  const ResourceName name = ParseName(live.state().run.name()).value();
  WALZ_ASSIGN_OR_RETURN(std::vector<Mutation> rest, WriteProduct(
                                                        store_, name, task.input->problem, product, task.audit, stop,
                                                        [&](int percent) { live.Tell(kStageStore, percent); }, result));
  WALZ_ASSIGN_OR_RETURN(const v1::Run ended, End(live, v1::RUN_STATE_SUCCEEDED, WithheldText(product.outcome),
                                                 task.audit, &result, std::move(rest)));
  // Somebody else may have ended it meanwhile: then what was stored is nobody's.
  return ended.state() == v1::RUN_STATE_SUCCEEDED ? absl::OkStatus() : RunStopped();
}

void RunDesk::Beat(LiveRun& live) {
  if (live.thread_done()) {
    // Nothing, unless the store could not take the end when it came, such as for want of disk.
    static_cast<void>(End(live, v1::RUN_STATE_FAILED, "the end of the run could not be stored",
                          {"internal", "walzd/Heartbeat", {live.state().run.name()}, ""}));
    return;
  }
  const std::lock_guard lock(live.write_mutex());
  LiveRun::State now = live.state();
  if (now.run.state() != v1::RUN_STATE_RUNNING) return;
  *now.run.mutable_heartbeat_time() = TimestampOf(now_());
  CommitRequest commit;
  commit.mutations.push_back(PutMutation(now.run, now.revision));
  commit.audit = {"internal", "walzd/Heartbeat", {now.run.name()}, ""};
  const absl::StatusOr<Committed> committed = store_.Commit(std::move(commit));
  // A beat that cannot be written is missed; the next one tries again.
  if (committed.ok()) live.Set(now.run, committed->revision);
}

void RunDesk::BeatAll(std::stop_token stop) {
  while (!stop.stop_requested()) {
    std::vector<std::shared_ptr<LiveRun>> lives;
    {
      std::unique_lock lock(mutex_);
      ending_.wait_for(lock, stop, absl::ToChronoNanoseconds(options_.heartbeat), [] { return false; });
      for (const auto& [name, desk] : desks_) lives.push_back(desk.live);
    }
    for (const std::shared_ptr<LiveRun>& live : lives) {
      if (stop.stop_requested()) return;
      Beat(*live);
    }
  }
}

}  // namespace walz
