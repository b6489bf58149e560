// MemoCells: small numbers that are computed when they are first asked for, by whoever asks.
//
// Memory: two bytes a cell, of the pages that were ever written.  Thread rule: any thread; two that fill in one cell
// write the same number, so relaxed access suffices.

#ifndef ENGINE_BASE_MEMO_CELLS_H_
#define ENGINE_BASE_MEMO_CELLS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "engine/base/check.h"

namespace walz {

class MemoCells {
 public:
  static constexpr std::uint16_t kNumberMax = 0xfffe;

  // No cell where `count` is more than `count_max`: then every number is computed anew.
  MemoCells(std::size_t count, std::size_t count_max) {
    if (count == 0 || count > count_max) return;
    // Zeroed by the kernel, page by page, when first written.
    cells_.reset(static_cast<std::uint16_t*>(std::calloc(count, sizeof(std::uint16_t))));
    WALZ_CHECK(cells_ != nullptr);
  }

  // compute() gives 0..kNumberMax and is a function of `cell` alone.  REQUIRES: cell < count.
  template <typename Compute>
  std::uint16_t Get(std::size_t cell, const Compute& compute) const {
    if (cells_ == nullptr) return compute();
    const std::atomic_ref<std::uint16_t> number(cells_.get()[cell]);
    const std::uint16_t known = number.load(std::memory_order_relaxed);
    if (known != 0) return static_cast<std::uint16_t>(known - 1);
    const std::uint16_t fresh = compute();
    number.store(static_cast<std::uint16_t>(fresh + 1), std::memory_order_relaxed);
    return fresh;
  }

  // Of a cell that is asked for soon: cells of one caller lie far apart in memory.
  void Fetch(std::size_t cell) const {
    if (cells_ != nullptr) __builtin_prefetch(cells_.get() + cell);
  }

 private:
  struct Free {
    void operator()(std::uint16_t* cells) const { std::free(cells); }
  };
  std::unique_ptr<std::uint16_t, Free> cells_;
};

}  // namespace walz

#endif  // ENGINE_BASE_MEMO_CELLS_H_
