// Pool<T>: keeps one copy of each distinct value, so that equal values are equal pointers.
//
// Pointers stay valid as long as the pool lives.  Intern is O(1) expected.  Thread rule: not for concurrent use.

#ifndef ENGINE_BASE_POOL_H_
#define ENGINE_BASE_POOL_H_

#include <utility>

#include <absl/container/node_hash_set.h>

namespace walz {

template <typename T>
class Pool {
 public:
  const T* Intern(T value) { return &*values_.insert(std::move(value)).first; }

 private:
  absl::node_hash_set<T> values_;
};

}  // namespace walz

#endif  // ENGINE_BASE_POOL_H_
