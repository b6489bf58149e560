// CallLog: which calls get a line in the log.
//
// Every call at level debug; at info those whose credentials or rights were refused, a bounded number a second;
// unexpected errors always, at error, with what the client does not hear; what gRPC itself complains of, within the
// same bound, at warn.

#ifndef SERVICE_SERVER_CALL_LOG_H_
#define SERVICE_SERVER_CALL_LOG_H_

#include <cstdint>
#include <mutex>

#include <absl/time/time.h>

#include "service/rpc/observer.h"
#include "service/server/log.h"

namespace walz {

// Lines about refused calls in one second; more are counted in the next second's first line.
inline constexpr int kRefusedLinesMax = 20;

// Thread rule: all methods may be called from any thread.
class CallLog : public CallObserver {
 public:
  // `log` has to outlive this.
  explicit CallLog(Log& log) : log_(log) {}

  void OnCallStart(absl::string_view method) override;
  void OnCallEnd(const CallEnd& end) override;
  void OnTransportError(absl::string_view text) override;

 private:
  // How many lines were left out since the last one; negative: leave this one out too.
  std::int64_t TakeRefusedLine(absl::Time now);

  Log& log_;
  std::mutex mutex_;
  absl::Time second_;
  int lines_ = 0;
  std::int64_t left_out_ = 0;
};

}  // namespace walz

#endif  // SERVICE_SERVER_CALL_LOG_H_
