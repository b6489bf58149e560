// WorkerPool: threads that are started when they are needed, and a queue that ends at a named length.
//
// Thread rule: TryRun may be called from any thread, also from a task.

#ifndef SERVICE_RPC_WORKER_POOL_H_
#define SERVICE_RPC_WORKER_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <absl/functional/any_invocable.h>

namespace walz {

class WorkerPool {
 public:
  // A queue of 0 takes a task only where a thread is free for it.  Nice threads give way to others (call/niceness.h).
  WorkerPool(std::size_t thread_count_max, std::size_t queue_count_max, bool nice);
  // Runs what waits, then ends.
  ~WorkerPool();

  // False, without a trace, where all threads work and the queue is full.
  bool TryRun(absl::AnyInvocable<void()> task);

 private:
  void Work();

  const std::size_t thread_count_max_;
  const std::size_t queue_count_max_;
  const bool nice_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<absl::AnyInvocable<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_count_ = 0;
  bool ending_ = false;
};

}  // namespace walz

#endif  // SERVICE_RPC_WORKER_POOL_H_
