// Index<Tag>: a position in one particular vector, so that the compiler tells an apprentice from an opening.

#ifndef ENGINE_BASE_INDEX_H_
#define ENGINE_BASE_INDEX_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace walz {

template <typename Tag>
struct Index {
  std::uint32_t value = 0;

  constexpr Index() = default;
  constexpr explicit Index(std::size_t position) : value(static_cast<std::uint32_t>(position)) {}

  friend constexpr auto operator<=>(Index, Index) = default;
  template <typename H>
  friend H AbslHashValue(H h, Index index) {
    return H::combine(std::move(h), index.value);
  }
};

}  // namespace walz

#endif  // ENGINE_BASE_INDEX_H_
