#include "service/store/publisher.h"

#include <utility>

namespace walz {

Publisher::Publisher(Publish publish) : publish_(std::move(publish)), thread_([this] { Loop(); }) {}

Publisher::~Publisher() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Publisher::Take(DurableGroup group, bool alone) {
  {
    std::unique_lock lock(mutex_);
    if (!alone || publishing_ || waiting_) {
      changed_.wait(lock, [this] { return !waiting_; });
      waiting_ = std::move(group);
      changed_.notify_all();
      return;
    }
    publishing_ = true;  // By this thread.
  }
  publish_(group);
  const std::lock_guard lock(mutex_);
  publishing_ = false;
  changed_.notify_all();
}

void Publisher::Await() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !publishing_ && !waiting_; });
}

void Publisher::Loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || waiting_; });
    if (!waiting_) return;
    {
      DurableGroup group = *std::move(waiting_);
      waiting_.reset();
      publishing_ = true;
      lock.unlock();
      changed_.notify_all();
      publish_(group);
    }  // Its memory is given back outside the lock.
    lock.lock();
    publishing_ = false;
    changed_.notify_all();
  }
}

}  // namespace walz
