// WatchMethods: follows the stored resources from a revision on: WatchService.
//
// Each stream is a worker that reads the change log, drops what the caller did not ask for or may not see, and writes
// batches.  A slow client blocks its own stream alone; one that falls behind what the log keeps ends with OUT_OF_RANGE.
// Thread rule: methods may be called from any thread.

#ifndef SERVICE_APP_ADMIN_WATCH_METHODS_H_
#define SERVICE_APP_ADMIN_WATCH_METHODS_H_

#include <atomic>
#include <cstddef>
#include <functional>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <walz/v1/watch_service.pb.h>

#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

inline constexpr int kWatchStreamsMax = 256;
// Entries of the change log that are read at once.
inline constexpr int kWatchEntriesMax = 100;
inline constexpr int kHeartbeatSecondsDefault = 10;
inline constexpr int kHeartbeatSecondsMax = 300;

class WatchMethods {
 public:
  // `store` must outlive this object.
  WatchMethods(Store& store, std::function<absl::Time()> now);

  void Register(MethodSet& methods);

  // Streams that are open.
  int stream_count() const { return stream_count_; }

 private:
  absl::Status Watch(const Call& call, const v1::WatchRequest& request, Writer<v1::WatchResponse>& writer);

  Store& store_;
  const std::function<absl::Time()> now_;
  std::atomic<int> stream_count_ = 0;
};

}  // namespace walz

#endif  // SERVICE_APP_ADMIN_WATCH_METHODS_H_
