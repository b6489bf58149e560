#include "engine/solve/sorted_choices.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "engine/base/parallel.h"

namespace walz {
namespace {

constexpr std::size_t kPeopleOfBlock = 1024;

// Sorts lists one after the other, greatest points first.  Buckets find the order but for near neighbours.
class ChoiceSorter {
 public:
  void Sort(std::vector<SlotChoice>& choices) {
    if (choices.size() < 2) return;
    const auto by_points = [](const SlotChoice& a, const SlotChoice& b) { return a.points < b.points; };
    const auto [least, most] = std::minmax_element(choices.begin(), choices.end(), by_points);
    const std::int64_t top = most->points;
    const std::uint64_t scale = (kBuckets << 32) / static_cast<std::uint64_t>(top - least->points + 1);
    std::array<std::uint32_t, kBuckets + 1> starts{};
    buckets_.resize(choices.size());
    for (std::size_t k = 0; k < choices.size(); ++k) {
      buckets_[k] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(top - choices[k].points) * scale >> 32);
      ++starts[buckets_[k] + 1];
    }
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    dealt_.resize(choices.size());
    std::array<std::uint32_t, kBuckets + 1> next = starts;
    for (std::size_t k = 0; k < choices.size(); ++k) dealt_[next[buckets_[k]]++] = choices[k];
    for (std::size_t b = 0; b < kBuckets; ++b) std::sort(dealt_.begin() + starts[b], dealt_.begin() + starts[b + 1]);
    std::copy(dealt_.begin(), dealt_.end(), choices.begin());
  }

 private:
  static constexpr std::uint64_t kBuckets = 64;

  std::vector<std::uint8_t> buckets_;
  std::vector<SlotChoice> dealt_;
};

}  // namespace

SlotChoices Sorted(SlotChoices choices, const WorkOptions& options) {
  ParallelFor(choices.size(), kPeopleOfBlock, options.thread_count, [&](std::size_t first, std::size_t last) {
    ChoiceSorter sorter;
    for (std::size_t person = first; person < last; ++person) {
      if (options.stop.stop_requested()) {
        choices[person].clear();
      } else {
        sorter.Sort(choices[person]);
      }
    }
  });
  return choices;
}

}  // namespace walz
