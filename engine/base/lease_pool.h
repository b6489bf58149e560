// LeasePool<T>: scratch space for work that comes from several threads: taken for one step, given back after it.
//
// Makes as many as are in use at once.  Thread rule: Take from any thread; ForEach when nothing is taken.

#ifndef ENGINE_BASE_LEASE_POOL_H_
#define ENGINE_BASE_LEASE_POOL_H_

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace walz {

template <typename T>
class LeasePool {
 public:
  explicit LeasePool(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}

  class Lease {
   public:
    Lease(LeasePool& pool, std::unique_ptr<T> item) : pool_(pool), item_(std::move(item)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      const std::lock_guard lock(pool_.mutex_);
      pool_.idle_.push_back(std::move(item_));
    }
    T& operator*() const { return *item_; }
    T* operator->() const { return item_.get(); }

   private:
    LeasePool& pool_;
    std::unique_ptr<T> item_;
  };

  Lease Take() {
    std::unique_ptr<T> item;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        item = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    return Lease(*this, item != nullptr ? std::move(item) : make_());
  }

  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const std::unique_ptr<T>& item : idle_) visit(*item);
  }

 private:
  std::function<std::unique_ptr<T>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace walz

#endif  // ENGINE_BASE_LEASE_POOL_H_
