#include "service/call/errors.h"

#include <absl/strings/cord.h>
#include <absl/strings/str_cat.h>
#include <google/rpc/error_details.pb.h>

namespace walz {
namespace {

constexpr char kTypeUrlPrefix[] = "type.googleapis.com/";

template <typename Detail>
std::string TypeUrlOf() {
  return absl::StrCat(kTypeUrlPrefix, Detail::descriptor()->full_name());
}

template <typename Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrlOf<Detail>(), absl::Cord(detail.SerializeAsString()));
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const absl::optional<absl::Cord> payload = status.GetPayload(TypeUrlOf<google::rpc::ErrorInfo>());
  if (payload) info.ParseFromString(std::string(*payload));
  return info;
}

// RESOURCE_NOT_FOUND: the name of the enum value without its prefix.
std::string ReasonName(v1::ErrorReason reason) {
  constexpr absl::string_view kPrefix = "ERROR_REASON_";
  return v1::ErrorReason_Name(reason).substr(kPrefix.size());
}

}  // namespace

absl::Status Refuse(absl::StatusCode code, v1::ErrorReason reason, absl::string_view message,
                    const ErrorMetadata& metadata) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain(kErrorDomain);
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  Attach(status, info);
  return status;
}

absl::Status CallEnded() {
  return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED, "the call was ended before the answer");
}

absl::Status RefuseFields(const std::vector<FieldFault>& faults) {
  const FieldFault& first = faults.front();
  std::string message = absl::StrCat(first.path, ": ", first.description);
  if (faults.size() > 1) absl::StrAppend(&message, ", and ", faults.size() - 1, " more");
  absl::Status status = Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_FIELD_INVALID, message,
                               {{"field", first.path}, {"code", first.code}});
  google::rpc::BadRequest request;
  for (const FieldFault& fault : faults) {
    auto& violation = *request.add_field_violations();
    violation.set_field(fault.path);
    violation.set_description(absl::StrCat(fault.description, " [", fault.code, "]"));
  }
  Attach(status, request);
  return status;
}

absl::Status RefusePreconditions(v1::ErrorReason reason, absl::string_view message,
                                 const std::vector<PreconditionFault>& faults, const ErrorMetadata& metadata) {
  absl::Status status = Refuse(absl::StatusCode::kFailedPrecondition, reason, message, metadata);
  google::rpc::PreconditionFailure failure;
  for (const PreconditionFault& fault : faults) {
    auto& violation = *failure.add_violations();
    violation.set_type(fault.type);
    violation.set_subject(fault.subject);
    violation.set_description(fault.description);
  }
  Attach(status, failure);
  return status;
}

v1::ErrorReason ReasonOf(const absl::Status& status) {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", InfoOf(status).reason()), &reason);
  return reason;
}

std::string MetadataOf(const absl::Status& status, absl::string_view key) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  const auto at = info.metadata().find(std::string(key));
  return at == info.metadata().end() ? "" : at->second;
}

}  // namespace walz
