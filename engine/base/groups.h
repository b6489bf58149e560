// Groups: positions 0..n-1 by the number of the group that each is in; O(n + groups), 4 bytes each.
//
// Thread rule: immutable.

#ifndef ENGINE_BASE_GROUPS_H_
#define ENGINE_BASE_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include <absl/types/span.h>

namespace walz {

class Groups {
 public:
  Groups() = default;
  // `numbers` says the group of each position, below `group_count`.
  Groups(absl::Span<const std::uint32_t> numbers, std::size_t group_count)
      : starts_(group_count + 1), members_(numbers.size()) {
    for (const std::uint32_t number : numbers) ++starts_[number + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (std::size_t i = 0; i < numbers.size(); ++i) members_[next[numbers[i]]++] = static_cast<std::uint32_t>(i);
  }

  std::size_t size() const { return members_.size(); }
  // Ascending.
  absl::Span<const std::uint32_t> Of(std::size_t group) const {
    return absl::MakeConstSpan(members_).subspan(starts_[group], starts_[group + 1] - starts_[group]);
  }

 private:
  std::vector<std::uint32_t> starts_;  // By group, into members_.
  std::vector<std::uint32_t> members_;
};

}  // namespace walz

#endif  // ENGINE_BASE_GROUPS_H_
