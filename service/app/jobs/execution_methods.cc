#include "service/app/jobs/execution_methods.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/hash.h"
#include "engine/base/status_macros.h"
#include "service/app/jobs/execution_io.h"
#include "service/app/jobs/schedule.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"
#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

constexpr std::size_t kRequestIdBytesMax = 64;
// Somebody else may take the number in between, so often.
constexpr int kTriesMax = 5;

absl::Status RefuseOpen(absl::string_view execution) {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_EXECUTION_RUNNING,
                absl::StrCat(execution, " has not ended; wait for it, or cancel its run"),
                {{"execution", std::string(execution)}});
}

bool HasName(const std::vector<StoredExecution>& executions, absl::string_view name) {
  return std::any_of(executions.begin(), executions.end(),
                     [&](const StoredExecution& stored) { return stored.execution.name() == name; });
}

CommitRequest CommitOf(const Call& call, const v1::RunJobRequest& request) {
  CommitRequest commit;
  commit.audit = {call.principal.name, call.method, {}, request.request_id()};
  if (request.request_id().empty()) return commit;
  const absl::string_view nul("\0", 1);
  commit.idempotency_key = absl::StrCat(call.principal.name, nul, call.method, nul, request.request_id());
  commit.fingerprint = absl::StrCat(absl::Hex(Hash64(0, request.name())));
  return commit;
}

}  // namespace

ExecutionMethods::ExecutionMethods(Store& store, const StandardReads& reads, std::function<void()> nudge)
    : store_(store), reads_(reads), nudge_(std::move(nudge)) {}

void ExecutionMethods::Register(MethodSet& methods) {
  reads_.Register(methods, *v1::GetExecutionRequest::descriptor()->file()->FindServiceByName("ExecutionService"),
                  KindOf(Collection::kExecutions));
  methods.Unary<v1::RunJobRequest, v1::Execution>(
      "walz.v1.ExecutionService/RunJob", Where::kWorker,
      [this](const Call& call, const v1::RunJobRequest& request, v1::Execution& response) {
        return RunJob(call, request, response);
      });
}

absl::Status ExecutionMethods::RunJob(const Call& call, const v1::RunJobRequest& request, v1::Execution& response) {
  const std::optional<ResourceName> name = ParseName(request.name());
  if (!name || name->collection != Collection::kJobs) return NoSuchName(request.name(), "jobs/*");
  if (request.request_id().size() > kRequestIdBytesMax) {
    return RefuseFields({{"request_id", "too_long", absl::StrCat("takes up to ", kRequestIdBytesMax, " bytes")}});
  }
  absl::StatusOr<Committed> committed = absl::AbortedError("");
  for (int tries = 0; tries < kTriesMax; ++tries) {
    const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
    WALZ_ASSIGN_OR_RETURN(const v1::Job job, ReadResource<v1::Job>(*snapshot, request.name()));
    WALZ_ASSIGN_OR_RETURN(const Schedule schedule, Schedule::Create(job.at(), job.time_zone()));
    WALZ_ASSIGN_OR_RETURN(const std::vector<StoredExecution> executions,
                          ReadExecutions(*snapshot, job.name(), absl::CivilDay::min()));
    CommitRequest commit = CommitOf(call, request);
    const auto open = std::find_if(executions.begin(), executions.end(),
                                   [](const StoredExecution& stored) { return IsOpen(stored.execution); });
    if (open != executions.end()) {
      if (request.request_id().empty()) return RefuseOpen(open->execution.name());
      // Perhaps it is this very request, sent again: the job that is there is expected not to be.
      commit.expectations.push_back({KeyOf(*name), 0});
    } else {
      const absl::CivilDay date = schedule.DateAt(call.now);
      int number = 1;
      while (HasName(executions, ManualName(job.name(), date, number))) ++number;
      response.Clear();
      response.set_name(ManualName(job.name(), date, number));
      response.set_state(v1::EXECUTION_STATE_WAITING);
      *response.mutable_scheduled_time() = TimestampOf(call.now);
      *response.mutable_next_attempt_time() = TimestampOf(call.now);
      commit.mutations.push_back(PutMutation(response, 0));
      commit.audit.names.push_back(response.name());
      commit.reply = response.SerializeAsString();
    }
    committed = store_.Commit(std::move(commit));
    if (ReasonOf(committed.status()) != v1::ERROR_REASON_ETAG_MISMATCH) break;
    if (open != executions.end()) return RefuseOpen(open->execution.name());
  }
  if (!committed.ok()) return committed.status();
  WALZ_RETURN_IF_ERROR(
      FillOutput(committed->replayed ? committed->reply : response.SerializeAsString(), committed->revision, response));
  if (nudge_) nudge_();
  return absl::OkStatus();
}

}  // namespace walz
