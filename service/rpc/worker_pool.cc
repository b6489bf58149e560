#include "service/rpc/worker_pool.h"

#include <system_error>
#include <utility>

#include "service/call/niceness.h"

namespace walz {

WorkerPool::WorkerPool(std::size_t thread_count_max, std::size_t queue_count_max, bool nice)
    : thread_count_max_(thread_count_max), queue_count_max_(queue_count_max), nice_(nice) {}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::TryRun(absl::AnyInvocable<void()> task) {
  const std::lock_guard lock(mutex_);
  const bool thread_free = tasks_.size() < idle_count_;
  if (!thread_free) {
    if (threads_.size() < thread_count_max_) {
      try {
        threads_.emplace_back([this] { Work(); });
      } catch (const std::system_error&) {
        return false;  // The machine gives no more threads.
      }
      ++idle_count_;  // It is on its way to the queue.
    } else if (tasks_.size() - idle_count_ >= queue_count_max_) {
      return false;
    }
  }
  tasks_.push_back(std::move(task));
  changed_.notify_one();
  return true;
}

void WorkerPool::Work() {
  if (nice_) BeNice();
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    {
      absl::AnyInvocable<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      --idle_count_;
      lock.unlock();
      task();
    }
    lock.lock();
    ++idle_count_;
  }
}

}  // namespace walz
