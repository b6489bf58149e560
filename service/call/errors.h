// Errors with a catalogued reason: a Status that carries google.rpc details from the use case to the wire.
//
//   return Refuse(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND,
//                 absl::StrCat("there is no ", name), {{"name", name}});
//
// The details are payloads of the Status under their type URLs; rpc/ copies them into google.rpc.Status.  Messages are
// lower-case clauses that say what, where, and what to do.  Thread rule: pure functions.

#ifndef SERVICE_CALL_ERRORS_H_
#define SERVICE_CALL_ERRORS_H_

#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <walz/v1/error_reason.pb.h>

namespace walz {

inline constexpr char kErrorDomain[] = "walz.v1";

using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;

// A status with ErrorInfo.
absl::Status Refuse(absl::StatusCode code, v1::ErrorReason reason, absl::string_view message,
                    const ErrorMetadata& metadata = {});

// CANCELLED, STOPPED: whoever called does not wait any more.
absl::Status CallEnded();

// One field that cannot stand; `path` such as `apprentice.windows[0]`.
struct FieldFault {
  std::string path;
  std::string code;  // Stable, such as `bad_date`.
  std::string description;
};

// INVALID_ARGUMENT, FIELD_INVALID, with BadRequest for all faults.  REQUIRES: !faults.empty()
absl::Status RefuseFields(const std::vector<FieldFault>& faults);

// What must change first; `type` such as `REFERENCE`, `subject` a resource name.
struct PreconditionFault {
  std::string type;
  std::string subject;
  std::string description;
};

// FAILED_PRECONDITION with PreconditionFailure.  REQUIRES: !faults.empty()
absl::Status RefusePreconditions(v1::ErrorReason reason, absl::string_view message,
                                 const std::vector<PreconditionFault>& faults, const ErrorMetadata& metadata = {});

// The reason that `status` carries; UNSPECIFIED if none.
v1::ErrorReason ReasonOf(const absl::Status& status);

// A metadata value of its ErrorInfo; empty if there is none.
std::string MetadataOf(const absl::Status& status, absl::string_view key);

}  // namespace walz

#endif  // SERVICE_CALL_ERRORS_H_
