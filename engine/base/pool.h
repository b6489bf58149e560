// Pool<T>: keeps one copy of each distinct value, so that equal values are equal pointers.
//
// Pointers stay valid as long as the pool lives.  Intern is O(1) expected.  Thread rule: from any thread: a pool that
// lives for long is read into by many at once.

#ifndef ENGINE_BASE_POOL_H_
#define ENGINE_BASE_POOL_H_

#include <array>
#include <cstddef>
#include <mutex>
#include <utility>

#include <absl/container/node_hash_set.h>

namespace walz {

template <typename T>
class Pool {
 public:
  const T* Intern(T value) {
    const std::size_t hash = typename absl::node_hash_set<T>::hasher()(value);
    Shard& shard = shards_[(hash >> kShardShift) % kShardCount];
    const std::lock_guard lock(shard.mutex);
    if (const auto at = shard.values.find(value, hash); at != shard.values.end()) return &*at;
    return &*shard.values.insert(std::move(value)).first;
  }

 private:
  // Enough that a few threads seldom meet.
  static constexpr std::size_t kShardCount = 16;
  static constexpr int kShardShift = 40;  // Bits that the sets themselves use least.
  struct Shard {
    std::mutex mutex;
    absl::node_hash_set<T> values;
  };

  std::array<Shard, kShardCount> shards_;
};

}  // namespace walz

#endif  // ENGINE_BASE_POOL_H_
