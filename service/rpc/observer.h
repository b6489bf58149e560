// CallObserver: what logs and metrics hear of calls.  Nothing personal: names of principals and methods, codes, counts.

#ifndef SERVICE_RPC_OBSERVER_H_
#define SERVICE_RPC_OBSERVER_H_

#include <cstdint>
#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace walz {

struct CallEnd {
  absl::string_view method;     // `walz.v1.CentreService/GetCentre`.
  absl::string_view principal;  // Empty: not authenticated.
  absl::string_view peer;       // Such as `ipv4:127.0.0.1:40172`.
  absl::StatusCode code = absl::StatusCode::kOk;
  absl::string_view request_id;  // The client's; empty: none, or a stream.
  absl::string_view reason;      // Of the ErrorInfo, such as `ETAG_MISMATCH`; empty: none.
  // What the client does not hear of an unexpected error; for the log.
  absl::string_view internal_error;
  absl::Duration duration;
  std::int64_t request_bytes = 0;  // Of all messages.
  std::int64_t response_bytes = 0;
  std::int64_t request_count = 0;
  std::int64_t response_count = 0;
};

// Thread rule: called from many threads at once; must be quick.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void OnCallStart(absl::string_view method) = 0;
  // Once for every start.
  virtual void OnCallEnd(const CallEnd& end) = 0;
  // What gRPC itself complains of, such as a handshake that failed; without it these would be lines on stderr.
  virtual void OnTransportError(absl::string_view) {}
};

}  // namespace walz

#endif  // SERVICE_RPC_OBSERVER_H_
