// KeptVerdicts: what single learner facets leave of the openings, kept for all questions beside the same hosts.
//
// Where hosts have few facets, as bitmaps over openings, each made when its facet is first asked for; where they have
// many, as one cell a host facet, each judged when it is first asked for.  Memory: openings / 8 bytes, or one byte a
// host facet, for each learner facet, within the limits.  Thread rule: from any thread.

#ifndef ENGINE_MATCHING_KEPT_VERDICTS_H_
#define ENGINE_MATCHING_KEPT_VERDICTS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/matching/bitmap.h"

namespace walz {

// The verdict on one pair of facets, 0 as long as it is not judged.  Two threads that fill in one cell write the same
// byte, so relaxed access suffices.
using VerdictCell = std::atomic<std::uint8_t>;

// Whether the pair of the cell is feasible, which `judge` tells if nobody knows yet.
template <typename Judge>
bool IsFeasibleBy(VerdictCell& cell, const Judge& judge) {
  constexpr std::uint8_t kFeasible = 1;
  constexpr std::uint8_t kInfeasible = 2;
  std::uint8_t verdict = cell.load(std::memory_order_relaxed);
  if (verdict == 0) {
    verdict = judge() ? kFeasible : kInfeasible;
    cell.store(verdict, std::memory_order_relaxed);
  }
  return verdict == kFeasible;
}

// Of one requirement.  Never changes a result.
struct KeptLimits {
  std::size_t bitmap_hosts_max = 4096;            // More are judged one by one sooner than all of them for a bitmap.
  std::size_t bytes_max = std::size_t{16} << 20;  // For bitmaps and cells.
};

class KeptVerdicts {
 public:
  // One of the two, by are_bitmaps().
  struct Row {
    std::vector<BitmapWord> openings;      // Those that it leaves,
    std::size_t count = 0;                 // and how many they are.
    std::unique_ptr<VerdictCell[]> cells;  // By host facet.
  };

  KeptVerdicts(std::size_t host_count, std::size_t opening_count, const KeptLimits& limits)
      : host_count_(host_count), opening_count_(opening_count), limits_(limits) {}

  bool are_bitmaps() const { return host_count_ <= limits_.bitmap_hosts_max; }

  // The row of that number, which make(row) fills if there is none and its bitmap is wanted; null if there is no room
  // for it.  Lives as long as this object.
  template <typename Make>
  const Row* FindOrMake(std::uint32_t number, const Make& make);

 private:
  const std::size_t host_count_;
  const std::size_t opening_count_;
  const KeptLimits limits_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::vector<std::unique_ptr<const Row>> rows_;  // By number; null as long as nobody asked.
};

template <typename Make>
const KeptVerdicts::Row* KeptVerdicts::FindOrMake(std::uint32_t number, const Make& make) {
  const std::size_t row_bytes = are_bitmaps() ? BitmapWordCount(opening_count_) * sizeof(BitmapWord) : host_count_;
  {
    const std::lock_guard lock(mutex_);
    if (rows_.size() <= number) rows_.resize(number + 1);
    if (rows_[number] != nullptr) return rows_[number].get();
    if (bytes_ + row_bytes > limits_.bytes_max) return nullptr;
  }
  auto row = std::make_unique<Row>();
  if (are_bitmaps()) {
    row->openings.resize(BitmapWordCount(opening_count_));
    make(*row);
  } else {
    row->cells = std::make_unique<VerdictCell[]>(host_count_);
  }
  const std::lock_guard lock(mutex_);
  if (rows_[number] == nullptr) {
    rows_[number] = std::move(row);
    bytes_ += row_bytes;
  }
  return rows_[number].get();
}

}  // namespace walz

#endif  // ENGINE_MATCHING_KEPT_VERDICTS_H_
