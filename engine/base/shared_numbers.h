// SharedNumbers<T>: numbers distinct values densely for many threads, up to a number that fits into 16 bits.
//
// Values are kept as long as it lives.  O(1) expected.  Thread rule: from any thread.

#ifndef ENGINE_BASE_SHARED_NUMBERS_H_
#define ENGINE_BASE_SHARED_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

#include <absl/container/flat_hash_map.h>

namespace walz {

template <typename T>
class SharedNumbers {
 public:
  // One value of 16 bits is left, for those without a number.
  static constexpr std::size_t kCountMax = 0xffff;

  explicit SharedNumbers(std::size_t count_max = kCountMax) : count_max_(count_max) {}

  // Always the same for equal values, in the order of asking; none for a value that comes after count_max others.
  std::optional<std::uint16_t> NumberOf(const T& value) {
    const std::lock_guard lock(mutex_);
    if (numbers_.size() < count_max_) {
      return numbers_.try_emplace(value, static_cast<std::uint16_t>(numbers_.size())).first->second;
    }
    const auto at = numbers_.find(value);
    return at == numbers_.end() ? std::nullopt : std::optional(at->second);
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return numbers_.size();
  }

 private:
  const std::size_t count_max_;
  mutable std::mutex mutex_;
  absl::flat_hash_map<T, std::uint16_t> numbers_;
};

}  // namespace walz

#endif  // ENGINE_BASE_SHARED_NUMBERS_H_
