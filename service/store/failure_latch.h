// FailureLatch: remembers the first failure that ends a store's work, and tells about it once.
//
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_STORE_FAILURE_LATCH_H_
#define SERVICE_STORE_FAILURE_LATCH_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>

#include <absl/status/status.h>

namespace walz {

class FailureLatch {
 public:
  explicit FailureLatch(std::function<void(const absl::Status&)> tell) : tell_(std::move(tell)) {}

  void Fail(const absl::Status& failure) {
    {
      const std::lock_guard lock(mutex_);
      if (!failure_.ok()) return;
      failure_ = failure;
      failed_.store(true, std::memory_order_release);
    }
    if (tell_) tell_(failure);
  }

  bool failed() const { return failed_.load(std::memory_order_acquire); }
  absl::Status failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  const std::function<void(const absl::Status&)> tell_;
  std::atomic<bool> failed_ = false;
  mutable std::mutex mutex_;
  absl::Status failure_;  // Guarded by mutex_.
};

}  // namespace walz

#endif  // SERVICE_STORE_FAILURE_LATCH_H_
