#include "service/app/runs/run_methods.h"

#include <memory>
#include <string>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"
#include "service/app/runs/run_records.h"
#include "service/app/runs/run_service.h"
#include "service/call/errors.h"

namespace walz {
namespace {

std::string MethodName(absl::string_view method) { return absl::StrCat("walz.v1.MatchingService/", method); }

// A run that the caller may read proposals of: hosts hear of a run when it is published.
absl::StatusOr<StoredRunRecord> FindReadable(const StoreSnapshot& snapshot, const Call& call, const std::string& name) {
  WALZ_ASSIGN_OR_RETURN(StoredRunRecord stored, ReadRunRecord(snapshot, name));
  if (call.principal.role == Role::kHost && !stored.run.has_publish_time()) return NoSuchResource(name);
  return stored;
}

}  // namespace

RunMethods::RunMethods(const Store& store, SnapshotKeeper& keeper) : store_(store), reads_(store, keeper) {}

void RunMethods::Register(RunService& runs, MethodSet& methods) const {
  const auto& service = *v1::GetRunRequest::descriptor()->file()->FindServiceByName("MatchingService");
  reads_.Register(methods, service, KindOf(Collection::kRuns));
  const auto unary = [&]<typename Request>(absl::string_view name, Where where,
                                           std::function<absl::StatusOr<v1::Run>(const Call&, const Request&)> answer) {
    methods.Unary<Request, v1::Run>(
        MethodName(name), where, [answer = std::move(answer)](const Call& call, const Request& request, v1::Run& run) {
          absl::StatusOr<v1::Run> answered = answer(call, request);
          if (answered.ok()) run = *std::move(answered);
          return answered.status();
        });
  };
  // Of what is under way here, GetRun knows more than the store.
  unary.operator()<v1::GetRunRequest>("GetRun", Where::kInline, [&runs](const Call&, const v1::GetRunRequest& request) {
    return runs.Find(request.name());
  });
  unary.operator()<v1::StartRunRequest>(
      "StartRun", Where::kWorker,
      [&runs](const Call& call, const v1::StartRunRequest& request) { return runs.Start(call, request); });
  unary.operator()<v1::CancelRunRequest>(
      "CancelRun", Where::kWorker,
      [&runs](const Call& call, const v1::CancelRunRequest& request) { return runs.Cancel(call, request.name()); });
  unary.operator()<v1::PublishRunRequest>(
      "PublishRun", Where::kWorker,
      [&runs](const Call& call, const v1::PublishRunRequest& request) { return runs.Publish(call, request); });
  methods.ServerStream<v1::WatchRunRequest, v1::WatchRunResponse>(
      MethodName("WatchRun"),
      [&runs](const Call& call, const v1::WatchRunRequest& request, Writer<v1::WatchRunResponse>& writer) {
        return runs
            .Watch(request.name(), call.stop,
                   [&](const v1::Run& run) {
                     v1::WatchRunResponse response;
                     *response.mutable_run() = run;
                     return writer.Write(response);
                   })
            .status();
      });
  methods.Unary<v1::CompareRunsRequest, v1::CompareRunsResponse>(
      MethodName("CompareRuns"), Where::kWorker,
      [&runs](const Call& call, const v1::CompareRunsRequest& request, v1::CompareRunsResponse& response) {
        absl::StatusOr<v1::CompareRunsResponse> compared = runs.Compare(call, request);
        if (compared.ok()) response = *std::move(compared);
        return compared.status();
      });
  methods.Unary<v1::ListProposalsRequest, v1::ListProposalsResponse>(
      MethodName("ListProposals"), Where::kWorker,
      [this](const Call& call, const v1::ListProposalsRequest& request, v1::ListProposalsResponse& response) {
        return ListProposals(call, request, response);
      });
  methods.ServerStream<v1::ReadRunFileRequest, v1::ReadRunFileResponse>(
      MethodName("ReadRunFile"),
      [this](const Call& call, const v1::ReadRunFileRequest& request, Writer<v1::ReadRunFileResponse>& writer) {
        return ReadRunFile(call, request, writer);
      });
}

absl::Status RunMethods::ListProposals(const Call& call, const v1::ListProposalsRequest& request,
                                       v1::ListProposalsResponse& response) const {
  const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
  WALZ_ASSIGN_OR_RETURN(const StoredRunRecord stored, FindReadable(*snapshot, call, request.parent()));
  if (stored.run.state() != v1::RUN_STATE_SUCCEEDED) {  // What may stand there is half a run.
    response.set_revision(snapshot->revision());
    return absl::OkStatus();
  }
  return reads_.List(KindOf(Collection::kProposals), call, request, response);
}

absl::Status RunMethods::ReadRunFile(const Call& call, const v1::ReadRunFileRequest& request,
                                     Writer<v1::ReadRunFileResponse>& writer) const {
  const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
  WALZ_ASSIGN_OR_RETURN(const StoredRunRecord stored, FindReadable(*snapshot, call, request.name()));
  WALZ_ASSIGN_OR_RETURN(const ResourceName name, RunNameOf(request.name()));
  if (stored.run.state() != v1::RUN_STATE_SUCCEEDED)
    return NoSuchResource(absl::StrCat(request.name(), "/files/", request.file()));
  v1::ReadRunFileResponse response;
  return ReadFile(
      *snapshot, name, request.file(),
      [&](absl::string_view chunk) {
        response.set_chunk(std::string(chunk));
        return writer.Write(response);
      },
      call.stop);
}

}  // namespace walz
