#include "service/app/scenarios/scenario_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <walz/v1/round.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_identity.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/write_call.h"
#include "service/app/runs/run_records.h"
#include "service/app/scenarios/scenario_changes.h"
#include "service/app/scenarios/scenario_records.h"
#include "service/app/scenarios/scenario_run.h"
#include "service/call/errors.h"

namespace walz {
namespace {

constexpr int kTimeLimitSecondsMax = 86'400;
constexpr int kChangesShownDefault = 1'000;

const ResourceKind& Kind() { return KindOf(Collection::kScenarios); }

std::string MethodName(absl::string_view method) { return absl::StrCat("walz.v1.ScenarioService/", method); }

absl::Status LimitReached(absl::string_view limit, std::int64_t value, absl::string_view words) {
  return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED, words,
                {{"limit", std::string(limit)}, {"value", absl::StrCat(value)}});
}

absl::Status NoBaseRun(const std::string& round) {
  const std::string words = absl::StrCat(round, " has no run that has succeeded; start one first");
  return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING, words, {{"REFERENCE", round, words}},
                             {{"name", round}, {"field", "base_run"}});
}

// The run to compare with, by its name: the one asked for, else the published one, else the latest that has succeeded.
absl::StatusOr<std::string> BaseRunOf(const StoreSnapshot& snapshot, const std::string& asked, const v1::Round& round) {
  const std::string& name = asked.empty() ? round.published_run() : asked;
  if (!name.empty()) {
    WALZ_ASSIGN_OR_RETURN(const ResourceName parsed, RunNameOf(name));
    if (parsed.ids.front() != round.id()) {
      return RefuseFields({{"scenario.base_run", "other_round", "give a run of this round"}});
    }
    WALZ_ASSIGN_OR_RETURN(const StoredRunRecord stored, ReadRunRecord(snapshot, name));
    if (stored.run.state() != v1::RUN_STATE_SUCCEEDED) {
      return RefuseFields({{"scenario.base_run", "not_succeeded", "give a run that has succeeded"}});
    }
    return name;
  }
  WALZ_ASSIGN_OR_RETURN(const std::vector<StoredRunRecord> runs, ReadAllRuns(snapshot));
  const StoredRunRecord* latest = nullptr;
  for (const StoredRunRecord& stored : runs) {
    const std::optional<ResourceName> parsed = ParseName(stored.run.name());
    const bool fits = parsed && parsed->ids.front() == round.id() && stored.run.state() == v1::RUN_STATE_SUCCEEDED;
    if (fits && (latest == nullptr || stored.revision > latest->revision)) latest = &stored;
  }
  if (latest == nullptr) return NoBaseRun(round.name());
  return latest->run.name();
}

}  // namespace

ScenarioService::ScenarioService(Store& store, const Mirror& mirror, const ResourceValidator& validator,
                                 SnapshotKeeper& keeper, std::function<absl::Time()> now, const RunOptions& options)
    : store_(store),
      mirror_(mirror),
      validator_(validator),
      now_(std::move(now)),
      options_(options),
      reads_(store, keeper) {}

template <typename Request>
void ScenarioService::RegisterWrite(MethodSet& methods, absl::string_view method,
                                    absl::Status (ScenarioService::*plan)(const Call&, const Request&, WritePlanner&,
                                                                          v1::Scenario&)) {
  methods.UnaryAsync<Request, v1::Scenario>(
      MethodName(method), Where::kWorker,
      [this, plan](const Call& call, const Request& request, v1::Scenario& response, Done done) {
        RunWrite(store_, validator_, now_,
                 {.kind = &Kind(),
                  .call = &call,
                  .request = &request,
                  .response = &response,
                  .done = std::move(done),
                  .plan =
                      [this, plan, &call, &request](WritePlanner& planner, AnyMessage& answer) {
                        return (this->*plan)(call, request, planner, static_cast<v1::Scenario&>(answer));
                      },
                  .quick = false});
      });
}

void ScenarioService::Register(MethodSet& methods) {
  reads_.Register(methods, *v1::GetScenarioRequest::descriptor()->file()->FindServiceByName("ScenarioService"), Kind());
  RegisterWrite(methods, "CreateScenario", &ScenarioService::PlanCreate);
  RegisterWrite(methods, "ChangeScenario", &ScenarioService::PlanChange);
  RegisterWrite(methods, "ApplyScenario", &ScenarioService::PlanApply);
  RegisterWrite(methods, "DeleteScenario", &ScenarioService::PlanDelete);
  methods.ServerStream<v1::RunScenarioRequest, v1::RunScenarioResponse>(
      MethodName("RunScenario"),
      [this](const Call& call, const v1::RunScenarioRequest& request, Writer<v1::RunScenarioResponse>& writer) {
        return Run(call, request, writer);
      });
  methods.Unary<v1::CompareScenarioRequest, v1::CompareScenarioResponse>(
      MethodName("CompareScenario"), Where::kWorker,
      [this](const Call& call, const v1::CompareScenarioRequest& request, v1::CompareScenarioResponse& response) {
        return Compare(call, request, response);
      });
}

absl::Status ScenarioService::PlanCreate(const Call& call, const v1::CreateScenarioRequest& request,
                                         WritePlanner& planner, v1::Scenario& scenario) {
  const StoreSnapshot& snapshot = planner.snapshot();
  WALZ_ASSIGN_OR_RETURN(const v1::Round round, ReadResource<v1::Round>(snapshot, request.parent()));
  const std::optional<ResourceName> round_name = ParseName(round.name());
  if (const std::optional<FieldFault> fault = CheckId(request.scenario_id())) {
    return RefuseFields({{"scenario_id", fault->code, fault->description}});
  }
  const ResourceName name{Collection::kScenarios, {round_name->id(), request.scenario_id()}};
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> taken, snapshot.Get(KeyOf(name)));
  if (taken) {
    return Refuse(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS,
                  absl::StrCat(FormatName(name), " is there already; delete it, or give another id"),
                  {{"name", FormatName(name)}});
  }
  WALZ_ASSIGN_OR_RETURN(const int count, CountScenarios(snapshot, round_name->id()));
  if (count >= kScenariosPerRoundMax) {
    return LimitReached("scenarios_per_round", kScenariosPerRoundMax,
                        absl::StrCat("a round has at most ", kScenariosPerRoundMax, " scenarios; delete some"));
  }
  scenario.set_name(FormatName(name));
  WALZ_ASSIGN_OR_RETURN(*scenario.mutable_base_run(), BaseRunOf(snapshot, request.scenario().base_run(), round));
  scenario.set_base_revision(snapshot.revision());
  scenario.set_created_by(call.principal.name);
  *scenario.mutable_create_time() = TimestampOf(now_());
  planner.Write(scenario, 0);
  // The round may not be deleted meanwhile, and two that are made at once may not overlook each other.
  planner.Expect(KeyOf(*round_name), RevisionOfEtag(round.etag()).value_or(0));
  planner.Add({LastUseKey(*round_name), std::string(), std::nullopt});
  const std::string counted = LastUseKey({Collection::kScenarios, {round_name->id(), "-"}});
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> last, snapshot.Get(counted));
  planner.Add({counted, std::string(), last ? last->revision : 0});
  return absl::OkStatus();
}

absl::Status ScenarioService::PlanChange(const Call& call, const v1::ChangeScenarioRequest& request,
                                         WritePlanner& planner, v1::Scenario& scenario) {
  const int count = request.changes_size() + request.restored_size();
  if (count < 1 || count > kChangesPerCallMax) {
    return RefuseFields({{"changes", "out_of_range", absl::StrCat("takes 1..", kChangesPerCallMax, " changes")}});
  }
  WALZ_ASSIGN_OR_RETURN(StoredScenario stored, ReadScenario(planner.snapshot(), request.name(), request.etag()));
  WALZ_RETURN_IF_ERROR(CheckNotApplied(stored.scenario));
  for (int i = 0; i < request.restored_size(); ++i) {
    auto& changes = *stored.scenario.mutable_changes();
    const auto at = std::find_if(changes.begin(), changes.end(), [&](const v1::ScenarioChange& change) {
      return NameOf(*ResourceOf(change)) == request.restored(i);
    });
    if (at == changes.end()) {
      return RefuseFields({{absl::StrCat("restored[", i, "]"), "unknown", "the scenario changes no such resource"}});
    }
    changes.erase(at);
  }
  std::vector<std::string> names;
  for (const v1::ScenarioChange& change : request.changes()) {
    WALZ_RETURN_IF_ERROR(AddChange(change, stored.scenario));
    names.push_back(NameOf(*ResourceOf(change)));
  }
  // What the changes would write is checked, and not written.
  WALZ_RETURN_IF_ERROR(CheckChanges(names, planner.snapshot(), validator_, call, now_(), stored.scenario));
  if (stored.scenario.ByteSizeLong() > kScenarioBytesMax) {
    return LimitReached("scenario_bytes", static_cast<std::int64_t>(kScenarioBytesMax),
                        "the changes of a scenario have at most 1 MiB");
  }
  scenario = std::move(stored.scenario);
  scenario.set_change_count(scenario.changes_size());
  scenario.set_base_revision(planner.snapshot().revision());
  scenario.clear_result();
  SetEtag(scenario, "");
  planner.Write(scenario, stored.revision);
  return absl::OkStatus();
}

absl::Status ScenarioService::PlanApply(const Call& call, const v1::ApplyScenarioRequest& request,
                                        WritePlanner& planner, v1::Scenario& scenario) {
  WALZ_ASSIGN_OR_RETURN(StoredScenario stored, ReadScenario(planner.snapshot(), request.name(), request.etag()));
  WALZ_RETURN_IF_ERROR(CheckNotApplied(stored.scenario));
  if (stored.scenario.changes().empty()) return NotRun(request.name(), "changes nothing");
  WALZ_RETURN_IF_ERROR(PlanChanges(stored.scenario, validator_, call, now_(), planner));
  scenario = std::move(stored.scenario);
  *scenario.mutable_apply_time() = TimestampOf(now_());
  SetEtag(scenario, "");
  planner.Write(scenario, stored.revision);
  return absl::OkStatus();
}

absl::Status ScenarioService::PlanDelete(const Call&, const v1::DeleteScenarioRequest& request, WritePlanner& planner,
                                         v1::Scenario& scenario) {
  WALZ_ASSIGN_OR_RETURN(StoredScenario stored, ReadScenario(planner.snapshot(), request.name(), request.etag()));
  WALZ_ASSIGN_OR_RETURN(std::vector<Mutation> moves, MovesMutations(planner.snapshot(), stored.name, {}));
  for (Mutation& mutation : moves) planner.Add(std::move(mutation));
  planner.Remove(stored.name, stored.revision);
  scenario = std::move(stored.scenario);
  SetEtag(scenario, "");
  return absl::OkStatus();
}

absl::Status ScenarioService::Run(const Call& call, const v1::RunScenarioRequest& request,
                                  Writer<v1::RunScenarioResponse>& writer) {
  if (request.time_limit_seconds() < 0 || request.time_limit_seconds() > kTimeLimitSecondsMax) {
    return RefuseFields({{"time_limit_seconds", "out_of_range", absl::StrCat("give 1..", kTimeLimitSecondsMax)}});
  }
  const std::unique_lock running(running_, std::try_to_lock);
  if (!running.owns_lock()) {
    return LimitReached("scenario_runs", 1, "another scenario is running; try again when it has ended");
  }
  return RunScenario({store_, mirror_, options_, now_}, call, request, writer);
}

absl::Status ScenarioService::Compare(const Call& call, const v1::CompareScenarioRequest& request,
                                      v1::CompareScenarioResponse& response) const {
  if (request.change_count_max() < 0 || request.change_count_max() > static_cast<int>(kScenarioMovesMax)) {
    return RefuseFields({{"change_count_max", "out_of_range", absl::StrCat("give 0..", kScenarioMovesMax)}});
  }
  const int most = request.change_count_max() == 0 ? kChangesShownDefault : request.change_count_max();
  const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
  WALZ_ASSIGN_OR_RETURN(StoredScenario stored, ReadScenario(*snapshot, request.name()));
  if (!stored.scenario.has_result()) return NotRun(request.name(), "was not run since it was changed; run it first");
  *response.mutable_result() = std::move(*stored.scenario.mutable_result());
  return ForEachMove(*snapshot, stored.name, [&](const v1::ProposalChange& change) {
    if (call.MaySee(change.apprentice())) *response.add_changes() = change;
    return response.changes_size() < most;
  });
}

}  // namespace walz
