#include "service/app/scenarios/scenario_run.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/warm_start.h"
#include "service/app/mirror/past_places.h"
#include "service/app/mirror/placements.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"
#include "service/app/runs/facts_drift.h"
#include "service/app/runs/live_run.h"
#include "service/app/runs/proposal_differ.h"
#include "service/app/runs/proposal_messages.h"
#include "service/app/runs/run_desk.h"
#include "service/app/runs/run_records.h"
#include "service/app/runs/run_work.h"
#include "service/app/runs/stored_warm_start.h"
#include "service/app/scenarios/scenario_changes.h"
#include "service/app/scenarios/scenario_records.h"
#include "service/app/scenarios/touched_facts.h"
#include "service/call/errors.h"
#include "service/call/niceness.h"

namespace walz {
namespace {

constexpr absl::Duration kTellInterval = absl::Seconds(10);
constexpr double kMillisPerSecond = 1'000;

// The figures of a run, without what stands in its files.
v1::RunResult WithoutFiles(v1::RunResult result) {
  result.clear_run_json();
  result.clear_certificate_bytes();
  return result;
}

class Work {
 public:
  Work(const ScenarioWorld& world, const Call& call, const v1::RunScenarioRequest& request, std::stop_token stop,
       LiveRun& live)
      : world_(world), call_(call), request_(request), stop_(std::move(stop)), live_(live) {}

  absl::StatusOr<v1::Scenario> Do() {
    live_.Tell(kStageRead, 0);
    const std::unique_ptr<StoreSnapshot> snapshot = world_.store.OpenSnapshot();
    WALZ_ASSIGN_OR_RETURN(StoredScenario stored, ReadScenario(*snapshot, request_.name()));
    // Its changes are facts now: beside its base run they would say what is said already, or nothing.
    WALZ_RETURN_IF_ERROR(CheckNotApplied(stored.scenario));
    WALZ_ASSIGN_OR_RETURN(const StoredRunRecord base, ReadRunRecord(*snapshot, stored.scenario.base_run()));
    WALZ_ASSIGN_OR_RETURN(const RunInput input, ReadInput(*snapshot, stored, base.run));
    WALZ_ASSIGN_OR_RETURN(const std::optional<WarmStart> warm_start, ReadStart(*snapshot, base.run, input.problem));
    const RunControl control{.thread_count = world_.options.thread_count,
                             .stop = stop_,
                             .time_limit = request_.time_limit_seconds() > 0
                                               ? absl::Seconds(request_.time_limit_seconds())
                                               : absl::InfiniteDuration(),
                             .start = warm_start,
                             .now = world_.now,
                             .tell = [this](absl::string_view stage, int percent) { live_.Tell(stage, percent); }};
    WALZ_ASSIGN_OR_RETURN(const RunProduct product, MakeRun(input, control));
    live_.Tell(kStageStore, 0);
    WALZ_ASSIGN_OR_RETURN(const v1::CompareRunsResponse difference, Compare(*snapshot, base.run, input, product));

    v1::ScenarioResult& result = *stored.scenario.mutable_result();
    result.Clear();
    result.set_revision(revision_);
    *result.mutable_run_time() = TimestampOf(world_.now());
    *result.mutable_before() = WithoutFiles(base.run.result());
    *result.mutable_after() = WithoutFiles(ResultOf(product.outcome, product.report));
    *result.mutable_difference() = difference.difference();
    result.set_changed_since_base(changed_since_base_);
    result.set_warm(warm_start.has_value());
    const auto seconds = product.outcome.seconds_by_stage.find(kStageMatch);
    if (seconds != product.outcome.seconds_by_stage.end()) {
      result.set_match_millis(static_cast<std::int64_t>(seconds->second * kMillisPerSecond));
    }
    return Store(*snapshot, std::move(stored), difference);
  }

 private:
  absl::StatusOr<RunInput> ReadInput(const StoreSnapshot& snapshot, const StoredScenario& stored, const v1::Run& base) {
    WALZ_ASSIGN_OR_RETURN(const std::vector<Mutation> mutations, MutationsOf(stored.scenario, snapshot));
    const std::shared_ptr<const View> view = world_.mirror.view();
    revision_ = view->revision;
    WALZ_ASSIGN_OR_RETURN(changed_, FindChangedFacts(world_.store, base.revision()));
    changed_since_base_ = CountOf(changed_);
    if (changed_) {
      for (const Mutation& mutation : mutations) changed_->insert(mutation.key);
    }
    const View changed = ViewWith(*view, mutations);
    WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const RoundRow> round,
                          FindRound(changed, FormatName({Collection::kRounds, {stored.name.ids.front()}})));
    EarlierRuns earlier;
    if (!base.last_run().empty()) {
      WALZ_ASSIGN_OR_RETURN(earlier.last_run, ReadPlacements(snapshot, base.last_run(), stop_));
    }
    WALZ_ASSIGN_OR_RETURN(const PastRuns past, FindPastRuns(snapshot, changed, round->facts));
    WALZ_ASSIGN_OR_RETURN(earlier.later_worth, EstimateLaterWorth(snapshot, changed, past.runs, stop_));
    return ReadRunInput(changed, *round, std::move(earlier),
                        {.thread_count = world_.options.thread_count, .stop = stop_});
  }

  absl::StatusOr<std::optional<WarmStart>> ReadStart(const StoreSnapshot& snapshot, const v1::Run& base,
                                                     const Problem& problem) const {
    if (request_.cold()) return std::nullopt;
    WALZ_ASSIGN_OR_RETURN(WarmStart start, ReadWarmStart(snapshot, ParseName(base.name()).value(), stop_));
    start.touched = changed_ ? TouchedBy(*changed_, problem) : WarmStart::Touched{.everything = true};
    return std::optional<WarmStart>(std::move(start));
  }

  absl::StatusOr<v1::CompareRunsResponse> Compare(const StoreSnapshot& snapshot, const v1::Run& base,
                                                  const RunInput& input, const RunProduct& product) const {
    ProposalDiffer differ(kScenarioMovesMax);
    const ResourceName run = ParseName(base.name()).value();
    WALZ_RETURN_IF_ERROR(ForEachStoredProposal(
        snapshot, run, [&](v1::Proposal& proposal) { differ.AddBefore(proposal); }, stop_));
    WALZ_RETURN_IF_ERROR(ForEachProposal(input.problem, product.outcome.matching, product.report, run,
                                         [&](const v1::Proposal& proposal) {
                                           differ.AddAfter(proposal);
                                           return absl::OkStatus();
                                         }));
    v1::CompareRunsResponse difference = differ.Finish();
    difference.mutable_difference()->set_base_run(base.name());
    return difference;
  }

  absl::StatusOr<v1::Scenario> Store(const StoreSnapshot& snapshot, StoredScenario stored,
                                     const v1::CompareRunsResponse& difference) {
    SetEtag(stored.scenario, "");
    *stored.scenario.mutable_update_time() = TimestampOf(world_.now());
    CommitRequest commit;
    WALZ_ASSIGN_OR_RETURN(commit.mutations, MovesMutations(snapshot, stored.name, difference));
    commit.mutations.push_back(PutMutation(stored.scenario, stored.revision));
    commit.audit = {call_.principal.name, call_.method, {stored.scenario.name()}, ""};
    const absl::StatusOr<Committed> committed = world_.store.Commit(std::move(commit));
    if (ReasonOf(committed.status()) == v1::ERROR_REASON_ETAG_MISMATCH) {
      return Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
                    absl::StrCat(stored.scenario.name(), " was changed while it ran; run it again"),
                    {{"name", stored.scenario.name()}, {"etag", ""}});
    }
    WALZ_RETURN_IF_ERROR(committed.status());
    SetEtag(stored.scenario, EtagOf(committed->revision));
    return std::move(stored.scenario);
  }

  const ScenarioWorld& world_;
  const Call& call_;
  const v1::RunScenarioRequest& request_;
  const std::stop_token stop_;
  LiveRun& live_;
  Revision revision_ = 0;
  ChangedFacts changed_;  // By the scenario, or since the base run.
  std::int64_t changed_since_base_ = -1;
};

}  // namespace

absl::Status RunScenario(const ScenarioWorld& world, const Call& call, const v1::RunScenarioRequest& request,
                         Writer<v1::RunScenarioResponse>& writer) {
  v1::Run started;
  started.set_state(v1::RUN_STATE_RUNNING);  // Else nothing is told.
  LiveRun live(std::move(started), 0);
  std::stop_source& stop = live.stop();
  const std::stop_callback on_stop(call.stop, [&] { stop.request_stop(); });
  absl::StatusOr<v1::Scenario> scenario = absl::InternalError("it did not run");
  std::jthread thread([&] {
    if (world.options.nice) BeNice();
    scenario = Work(world, call, request, stop.get_token(), live).Do();
    live.thread_done() = true;
    live.Tell(kStageStore, 100);  // Wakes the caller.
  });
  std::int64_t version = 0;
  while (!live.thread_done() && !stop.stop_requested()) {
    const LiveRun::State state = live.WaitBeyond(version, kTellInterval, stop.get_token());
    version = state.version;
    v1::RunScenarioResponse response;
    response.set_stage(state.run.stage());
    response.set_percent(state.run.percent());
    if (!writer.Write(response)) stop.request_stop();
  }
  thread.join();
  WALZ_RETURN_IF_ERROR(scenario.status());
  v1::RunScenarioResponse response;
  response.set_stage(kStageStore);
  response.set_percent(100);
  if (!call.personal) DropPersonal(KindOf(Collection::kScenarios), *scenario);
  *response.mutable_scenario() = *std::move(scenario);
  writer.Write(response);
  return absl::OkStatus();
}

}  // namespace walz
