// Interner<T>: numbers distinct values densely, in the order of their first appearance.
//
// Thread rule: not for concurrent use.

#ifndef ENGINE_BASE_INTERNER_H_
#define ENGINE_BASE_INTERNER_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>

namespace walz {

template <typename T>
class Interner {
 public:
  std::uint32_t NumberOf(const T& value) {
    const auto [at, fresh] = numbers_.try_emplace(value, static_cast<std::uint32_t>(values_.size()));
    if (fresh) values_.push_back(value);
    return at->second;
  }

  // By number.  The interner is of no use afterwards.
  std::vector<T> TakeValues() { return std::move(values_); }

 private:
  absl::flat_hash_map<T, std::uint32_t> numbers_;
  std::vector<T> values_;
};

}  // namespace walz

#endif  // ENGINE_BASE_INTERNER_H_
