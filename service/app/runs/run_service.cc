#include "service/app/runs/run_service.h"

#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "engine/base/hash.h"
#include "engine/base/status_macros.h"
#include "service/app/mirror/past_places.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/resources/resource_io.h"
#include "service/app/runs/run_desk.h"
#include "service/app/runs/run_difference.h"
#include "service/app/runs/run_methods.h"
#include "service/app/runs/run_records.h"
#include "service/call/errors.h"

namespace walz {
namespace {

constexpr int kTimeLimitSecondsMax = 86'400;
constexpr int kChangesDefault = 1'000;
constexpr int kChangesMax = 10'000;
constexpr int kAttemptsMax = 5;  // Of a commit that somebody else was faster than.
constexpr absl::Duration kWatchInterval = absl::Seconds(10);
constexpr absl::Duration kStoredRunInterval = absl::Seconds(1);  // A run of another process is read so often.

// Facts of at most so many profiles are linked before StartRun answers, so that it can say what contradicts.
constexpr std::size_t kCheckedAtOnceMax = 20'000;

template <typename Request>
CommitRequest CommitOf(const Call& call, Request request, const std::vector<std::string>& names) {
  CommitRequest commit;
  commit.audit = {call.principal.name, call.method, names, request.request_id()};
  if (request.request_id().empty()) return commit;
  commit.idempotency_key = absl::StrCat(call.principal.name, absl::string_view("\0", 1), call.method,
                                        absl::string_view("\0", 1), request.request_id());
  request.clear_request_id();
  commit.fingerprint = absl::StrCat(absl::Hex(Hash64(0, ValueOf(request)), absl::kZeroPad16));
  return commit;
}

// What was answered to the first commit of a request_id.
v1::Run RunOfReply(const Committed& committed) {
  v1::Run run;
  run.ParseFromString(committed.reply);
  run.set_etag(EtagOf(committed.revision));
  return run;
}

absl::Status RefuseRunning(const v1::Run& run) {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_RUN_RUNNING,
                absl::StrCat(run.name(), " of this round is running; wait for it or cancel it"), {{"run", run.name()}});
}

absl::Status RefuseField(absl::string_view field, absl::string_view code, absl::string_view description) {
  return RefuseFields({{std::string(field), std::string(code), std::string(description)}});
}

v1::Run WithEtag(const LiveRun::State& state) {
  v1::Run run = state.run;
  run.set_etag(EtagOf(state.revision));
  return run;
}

}  // namespace

class RunService::Impl {
 public:
  Impl(Store& store, const Mirror& mirror, SnapshotKeeper& keeper, std::function<absl::Time()> now,
       const RunOptions& options)
      : store_(store), mirror_(mirror), now_(std::move(now)), desk_(store, now_, options), methods_(store, keeper) {}

  absl::StatusOr<int> Recover() {
    WALZ_ASSIGN_OR_RETURN(const std::vector<StoredRunRecord> runs, ReadAllRuns(*store_.OpenSnapshot()));
    int count = 0;
    for (const StoredRunRecord& stored : runs) {
      if (stored.run.state() != v1::RUN_STATE_RUNNING) continue;
      const AuditNote audit{"internal", "walzd/Recover", {stored.run.name()}, ""};
      LiveRun live(stored.run, stored.revision);
      WALZ_RETURN_IF_ERROR(
          desk_.End(live, v1::RUN_STATE_INTERRUPTED, "the daemon ended before the run did", audit).status());
      WALZ_RETURN_IF_ERROR(DeleteProduct(store_, ParseName(stored.run.name()).value(), audit));
      ++count;
    }
    return count;
  }

  absl::StatusOr<v1::Run> Start(const Call& call, const v1::StartRunRequest& request, const RunStarter& starter) {
    if (request.time_limit_seconds() < 0 || request.time_limit_seconds() > kTimeLimitSecondsMax) {
      return RefuseField("time_limit_seconds", "out_of_range", absl::StrCat("give 1..", kTimeLimitSecondsMax));
    }
    RunTask task;
    task.view = mirror_.view();
    WALZ_ASSIGN_OR_RETURN(task.round, FindRound(*task.view, request.parent()));
    WALZ_RETURN_IF_ERROR(CheckReadable(*task.view));
    WALZ_ASSIGN_OR_RETURN(task.last_run, LastRunOf(request, *task.round));
    WALZ_RETURN_IF_ERROR(CheckRestart(request, *task.round));
    WALZ_ASSIGN_OR_RETURN(PastRuns past, FindPastRuns(*store_.OpenSnapshot(), *task.view, task.round->facts));
    task.past_runs = past.runs;
    if (request.time_limit_seconds() > 0) task.time_limit = absl::Seconds(request.time_limit_seconds());
    const bool few = task.view->apprentices.size() + task.view->openings.size() <= kCheckedAtOnceMax;
    if (request.validate_only() || few) {
      WALZ_ASSIGN_OR_RETURN(task.input, desk_.ReadInput(task, call.stop));
    }

    v1::Run run;
    run.set_state(v1::RUN_STATE_RUNNING);
    run.set_revision(task.view->revision);
    run.set_stage(kStageRead);
    run.set_started_by(starter.started_by.empty() ? call.principal.name : starter.started_by);
    run.set_last_run(task.last_run);
    run.set_restart_of(request.restart_of());
    for (std::string& name : past.runs) run.add_past_runs(std::move(name));
    for (std::string& note : past.notes) run.add_notes(std::move(note));
    *run.mutable_create_time() = TimestampOf(now_());
    *run.mutable_heartbeat_time() = run.create_time();
    return StoreAndBegin(call, request, starter, std::move(run), std::move(task));
  }

  absl::StatusOr<v1::Run> Find(absl::string_view name) const {
    if (const std::shared_ptr<LiveRun> live = desk_.Find(name)) {
      const LiveRun::State state = live->state();
      if (state.run.state() == v1::RUN_STATE_RUNNING) return WithEtag(state);
    }
    WALZ_ASSIGN_OR_RETURN(StoredRunRecord stored, ReadRunRecord(*store_.OpenSnapshot(), name));
    return std::move(stored.run);
  }

  absl::StatusOr<v1::Run> Watch(absl::string_view name, std::stop_token stop,
                                const std::function<bool(const v1::Run&)>& visit) const {
    std::int64_t version = 0;
    while (true) {
      WALZ_ASSIGN_OR_RETURN(v1::Run run, Find(name));
      const std::shared_ptr<LiveRun> live = desk_.Find(name);
      if (live != nullptr) version = live->state().version;
      if (!visit(run) || run.state() != v1::RUN_STATE_RUNNING || stop.stop_requested()) return run;
      if (live != nullptr) {
        live->WaitBeyond(version, kWatchInterval, stop);
      } else {
        store_.WaitBeyond(store_.Stats().revision, now_() + kStoredRunInterval, stop);
      }
    }
  }

  absl::StatusOr<v1::Run> Cancel(const Call& call, absl::string_view name) {
    const std::shared_ptr<LiveRun> live = desk_.Find(name);
    if (live == nullptr) return Find(name);
    live->stop().request_stop();
    // The run has ended now; its thread winds down and can record nothing else.
    WALZ_RETURN_IF_ERROR(desk_
                             .End(*live, v1::RUN_STATE_CANCELLED, "it was cancelled",
                                  {call.principal.name, call.method, {std::string(name)}, ""})
                             .status());
    return Find(name);
  }

  absl::StatusOr<v1::Run> Publish(const Call& call, const v1::PublishRunRequest& request,
                                  const std::optional<Fence>& fence) {
    for (int attempt = 1;; ++attempt) {
      const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
      WALZ_ASSIGN_OR_RETURN(const ResourceName name, RunNameOf(request.name()));
      WALZ_ASSIGN_OR_RETURN(StoredRunRecord stored, ReadRunRecord(*snapshot, request.name()));
      const std::string round_name = FormatName({Collection::kRounds, {name.ids[0]}});
      WALZ_ASSIGN_OR_RETURN(v1::Round round, ReadResource<v1::Round>(*snapshot, round_name));
      if (stored.run.state() != v1::RUN_STATE_SUCCEEDED) {
        const std::string state = v1::RunState_Name(stored.run.state()).substr(sizeof("RUN_STATE_") - 1);
        return Refuse(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_RUN_NOT_PUBLISHABLE,
                      absl::StrCat(request.name(), " is ", state, "; only a run that has succeeded is published"),
                      {{"run", request.name()}, {"state", state}});
      }
      const bool published = round.published_run() == request.name();
      CommitRequest commit = CommitOf(call, request, {request.name(), round_name});
      commit.fence = fence;
      // A repeated request is answered by the store, whatever the etag is by now.
      if (!request.etag().empty() && request.etag() != stored.run.etag()) {
        commit.expectations.push_back({KeyOf(name), RevisionOfEtag(request.etag()).value_or(0)});
        if (commit.idempotency_key.empty() || request.validate_only()) return StaleEtag(request, stored.run);
        const absl::StatusOr<Committed> replayed = store_.Commit(std::move(commit));
        if (replayed.ok() && replayed->replayed) return RunOfReply(*replayed);
        return absl::IsAborted(replayed.status()) || replayed.ok() ? StaleEtag(request, stored.run) : replayed.status();
      }
      if (published) return stored.run;
      const Revision round_revision = RevisionOfEtag(round.etag()).value_or(0);
      round.set_published_run(request.name());
      *round.mutable_update_time() = TimestampOf(now_());
      *stored.run.mutable_publish_time() = round.update_time();
      if (request.validate_only()) return stored.run;
      commit.mutations = {PutMutation(stored.run, stored.revision), PutMutation(round, round_revision)};
      commit.reply = ValueOf(stored.run);
      const absl::StatusOr<Committed> committed = store_.Commit(std::move(commit));
      if (committed.ok() && committed->replayed) return RunOfReply(*committed);
      if (committed.ok()) {
        stored.run.set_etag(EtagOf(committed->revision));
        return std::move(stored.run);
      }
      const bool overtaken = ReasonOf(committed.status()) == v1::ERROR_REASON_ETAG_MISMATCH;
      if (!overtaken || attempt == kAttemptsMax) return committed.status();
    }
  }

  absl::StatusOr<v1::CompareRunsResponse> Compare(const Call& call, const v1::CompareRunsRequest& request) const {
    WALZ_ASSIGN_OR_RETURN(const ResourceName base, RunNameOf(request.base_run()));
    WALZ_ASSIGN_OR_RETURN(const ResourceName run, RunNameOf(request.name()));
    if (base.ids[0] != run.ids[0]) {
      return RefuseField("base_run", "other_round", "give two runs of one round");
    }
    if (request.change_count_max() < 0 || request.change_count_max() > kChangesMax) {
      return RefuseField("change_count_max", "out_of_range", absl::StrCat("give 0..", kChangesMax));
    }
    const int most = request.change_count_max() == 0 ? kChangesDefault : request.change_count_max();
    const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
    for (const std::string& name : {request.base_run(), request.name()}) {
      WALZ_RETURN_IF_ERROR(CheckSucceeded(*snapshot, name).status());
    }
    return DifferenceOf(*snapshot, base, run, call, static_cast<std::size_t>(most));
  }

  const RunMethods& methods() const { return methods_; }

 private:
  static absl::Status StaleEtag(const v1::PublishRunRequest& request, const v1::Run& run) {
    return Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
                  absl::StrCat(request.name(), " has changed since; read it again"),
                  {{"name", request.name()}, {"etag", run.etag()}});
  }

  absl::StatusOr<std::string> LastRunOf(const v1::StartRunRequest& request, const RoundRow& round) const {
    if (request.last_run() == "-") return "";
    const std::string& name = request.last_run().empty() ? round.published_run : request.last_run();
    if (name.empty()) return "";
    const absl::StatusOr<ResourceName> parsed = RunNameOf(name);
    if (!parsed.ok()) return parsed.status();
    if (parsed->ids[0] != round.id()) return RefuseField("last_run", "other_round", "give a run of this round");
    WALZ_RETURN_IF_ERROR(CheckSucceeded(*store_.OpenSnapshot(), name).status());
    return name;
  }

  absl::Status CheckRestart(const v1::StartRunRequest& request, const RoundRow& round) const {
    if (request.restart_of().empty()) return absl::OkStatus();
    WALZ_ASSIGN_OR_RETURN(const ResourceName name, RunNameOf(request.restart_of()));
    WALZ_ASSIGN_OR_RETURN(const StoredRunRecord stored, ReadRunRecord(*store_.OpenSnapshot(), request.restart_of()));
    if (name.ids[0] == round.id() && stored.run.state() == v1::RUN_STATE_INTERRUPTED) return absl::OkStatus();
    return RefuseField("restart_of", "not_interrupted", "give an interrupted run of this round");
  }

  // Stores the run under the next number of its round and begins it.
  absl::StatusOr<v1::Run> StoreAndBegin(const Call& call, const v1::StartRunRequest& request, const RunStarter& starter,
                                        v1::Run run, RunTask task) {
    for (int attempt = 1;; ++attempt) {
      WALZ_ASSIGN_OR_RETURN(const std::optional<StoredRunRecord> latest,
                            ReadLatestRun(*store_.OpenSnapshot(), task.round->id()));
      const bool running = latest && latest->run.state() == v1::RUN_STATE_RUNNING;
      std::int64_t number = 0;
      if (latest && !absl::SimpleAtoi(ParseName(latest->run.name()).value().id(), &number)) number = 0;
      run.set_name(FormatName({Collection::kRuns, {task.round->id(), absl::StrCat(number + 1)}}));
      CommitRequest commit = CommitOf(call, request, {run.name()});
      if (request.validate_only() || (running && commit.idempotency_key.empty())) {
        if (running) return RefuseRunning(latest->run);
        run.set_state(v1::RUN_STATE_UNSPECIFIED);
        return run;
      }
      commit.mutations = {PutMutation(run, Revision{0})};
      // Whoever starts the next run, or has started one meanwhile, changes this; while one is running it cannot hold,
      // and the store only answers a request_id that it knows.
      if (latest) {
        commit.expectations.push_back(
            {KeyOf(ParseName(latest->run.name()).value()), running ? Revision{0} : latest->revision});
      }
      commit.reply = ValueOf(run);
      commit.fence = starter.fence;
      task.audit = commit.audit;
      const absl::StatusOr<Committed> committed = store_.Commit(std::move(commit));
      if (committed.ok() && committed->replayed) return RunOfReply(*committed);
      if (committed.ok()) {
        desk_.Begin(run, committed->revision, std::move(task));
        run.set_etag(EtagOf(committed->revision));
        return run;
      }
      if (ReasonOf(committed.status()) != v1::ERROR_REASON_ETAG_MISMATCH) return committed.status();
      if (running) return RefuseRunning(latest->run);
      if (attempt == kAttemptsMax) return committed.status();
    }
  }

  // The run, if its proposals may be read.
  absl::StatusOr<StoredRunRecord> CheckSucceeded(const StoreSnapshot& snapshot, const std::string& name) const {
    WALZ_ASSIGN_OR_RETURN(StoredRunRecord stored, ReadRunRecord(snapshot, name));
    if (stored.run.state() == v1::RUN_STATE_SUCCEEDED) return stored;
    return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING,
                               absl::StrCat(name, " proposes nothing: it has not succeeded"),
                               {{"RUN", name, "it has not succeeded"}}, {{"name", name}});
  }

  walz::Store& store_;
  const Mirror& mirror_;
  const std::function<absl::Time()> now_;
  RunDesk desk_;
  const RunMethods methods_;
};

RunService::RunService(Store& store, const Mirror& mirror, SnapshotKeeper& keeper, std::function<absl::Time()> now,
                       RunOptions options)
    : impl_(std::make_unique<Impl>(store, mirror, keeper, std::move(now), options)) {}

RunService::~RunService() = default;

absl::StatusOr<int> RunService::Recover() { return impl_->Recover(); }

absl::StatusOr<v1::Run> RunService::Start(const Call& call, const v1::StartRunRequest& request,
                                          const RunStarter& starter) {
  return impl_->Start(call, request, starter);
}

absl::StatusOr<v1::Run> RunService::Find(absl::string_view name) const { return impl_->Find(name); }

absl::StatusOr<v1::Run> RunService::Watch(absl::string_view name, std::stop_token stop,
                                          const std::function<bool(const v1::Run&)>& visit) const {
  return impl_->Watch(name, stop, visit);
}

absl::StatusOr<v1::Run> RunService::Await(absl::string_view name, std::stop_token stop) const {
  return impl_->Watch(name, stop, [](const v1::Run&) { return true; });
}

absl::StatusOr<v1::Run> RunService::Cancel(const Call& call, absl::string_view name) {
  return impl_->Cancel(call, name);
}

absl::StatusOr<v1::Run> RunService::Publish(const Call& call, const v1::PublishRunRequest& request,
                                            const std::optional<Fence>& fence) {
  return impl_->Publish(call, request, fence);
}

absl::StatusOr<v1::CompareRunsResponse> RunService::Compare(const Call& call,
                                                            const v1::CompareRunsRequest& request) const {
  return impl_->Compare(call, request);
}

void RunService::Register(MethodSet& methods) { impl_->methods().Register(*this, methods); }

}  // namespace walz
