// WorkLane: works on blocks in their order, on a thread of its own while the next block is being filled.
//
//   WorkLane<Block> lane([&](Block& block) { return Plan(block); }, /*apart=*/true);
//   lane.block() ...                            // Fill it.
//   WALZ_RETURN_IF_ERROR(lane.Hand());          // Then block() is another one, as an earlier one was left.
//   WALZ_RETURN_IF_ERROR(lane.Await());
//
// After work that failed or threw nothing more is worked on; what it threw is thrown again by Hand and Await.  The
// thread is started by the first Hand; without `apart` there is none, and Hand works itself: the results are the same.
//
// Internal to service/app/transfer.  Thread rule: all methods are one thread's.

#ifndef SERVICE_APP_TRANSFER_WORK_LANE_H_
#define SERVICE_APP_TRANSFER_WORK_LANE_H_

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include <absl/status/status.h>

namespace walz {

template <typename Block>
class WorkLane {
 public:
  WorkLane(std::function<absl::Status(Block&)> work, bool apart) : work_(std::move(work)), apart_(apart) {}
  ~WorkLane() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  WorkLane(const WorkLane&) = delete;
  WorkLane& operator=(const WorkLane&) = delete;

  // The one to fill.
  Block& block() { return blocks_[handed_ % kBlocks]; }

  // Gives block() to the work; waits where kBlocks - 1 others wait.  What earlier work failed with.
  absl::Status Hand() {
    if (!apart_) return status_.ok() ? status_ = work_(block()) : status_;
    if (!thread_.joinable()) thread_ = std::thread([this] { Loop(); });
    std::unique_lock lock(mutex_);
    ++handed_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return handed_ - done_ < kBlocks; });
    return Outcome();
  }

  // Waits until what was handed over is done.  What failed first.
  absl::Status Await() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return handed_ == done_; });
    return Outcome();
  }

 private:
  static constexpr std::size_t kBlocks = 4;

  // What was thrown goes to who waits for the work.
  absl::Status Outcome() const {
    if (thrown_) std::rethrow_exception(thrown_);
    return status_;
  }

  void Loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ending_ || handed_ != done_; });
      if (handed_ == done_) return;
      if (status_.ok() && !thrown_) {
        Block& block = blocks_[done_ % kBlocks];
        lock.unlock();
        Work(block);
        lock.lock();
      }
      ++done_;
      changed_.notify_all();
    }
  }

  void Work(Block& block) {
    absl::Status status;
    std::exception_ptr thrown;
    try {
      status = work_(block);
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    thrown_ = std::move(thrown);
  }

  const std::function<absl::Status(Block&)> work_;
  const bool apart_;
  std::array<Block, kBlocks> blocks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::size_t handed_ = 0;
  std::size_t done_ = 0;
  bool ending_ = false;
  absl::Status status_;
  std::exception_ptr thrown_;
  std::thread thread_;
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_WORK_LANE_H_
