#include "service/app/jobs/run_service_rounds.h"

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"

namespace walz {

// The batch as a caller: its request ids are its own.
Call RunServiceRounds::CallOf(absl::string_view method) const {
  Call call;
  call.principal.name = "walzd-jobs";
  call.principal.role = Role::kBatch;
  call.principal.method = "internal";
  call.method = absl::StrCat("walz.v1.MatchingService/", method);
  call.now = now_();
  return call;
}

absl::StatusOr<std::string> RunServiceRounds::Start(const RunOrder& order) {
  v1::StartRunRequest request;
  request.set_parent(order.round);
  request.set_request_id(order.request_id);
  request.set_time_limit_seconds(order.time_limit_seconds);
  WALZ_ASSIGN_OR_RETURN(const v1::Run run, runs_.Start(CallOf("StartRun"), request, {order.started_by, order.fence}));
  return run.name();
}

absl::Status RunServiceRounds::Publish(absl::string_view run, absl::string_view request_id, const Fence& fence) {
  v1::PublishRunRequest request;
  request.set_name(std::string(run));
  request.set_request_id(std::string(request_id));
  return runs_.Publish(CallOf("PublishRun"), request, fence).status();
}

absl::StatusOr<v1::RunDifference> RunServiceRounds::Compare(absl::string_view base, absl::string_view run,
                                                            std::stop_token stop) {
  v1::CompareRunsRequest request;
  request.set_base_run(std::string(base));
  request.set_name(std::string(run));
  request.set_change_count_max(1);  // Its figures are wanted, not its rows.
  Call call = CallOf("CompareRuns");
  call.stop = std::move(stop);
  WALZ_ASSIGN_OR_RETURN(const v1::CompareRunsResponse compared, runs_.Compare(call, request));
  return compared.difference();
}

}  // namespace walz
