#include "engine/solve/slot_stays.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace walz {

// Bellman's sweeps: forward along the acyclic part, then back along what earlier paths hold, until nothing changes.
void SlotStays::FindLongestPaths(absl::Span<const Stay> stays, absl::Span<std::int64_t> distance) {
  const std::size_t units = distance.size() - 1;
  std::fill(distance.begin(), distance.end(), std::numeric_limits<std::int64_t>::min() / 4);
  distance[0] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    std::size_t i = 0;
    for (std::size_t t = 0; t < units; ++t) {
      const std::int64_t here = distance[t];
      if (here > distance[t + 1]) {
        distance[t + 1] = here;
        step_to_[t + 1] = kSkip;
        changed = true;
      }
      for (; i < stays.size() && stays[i].first == t; ++i) {
        const std::int64_t there = here + stays[i].profit;
        if (there <= distance[stays[i].end] || is_taken_[i] != 0) continue;
        distance[stays[i].end] = there;
        step_to_[stays[i].end] = static_cast<std::int32_t>(i);
        changed = true;
      }
    }
    if (taken_.empty()) return;  // The first path is found in one sweep.
    for (std::size_t t = units; t > 0; --t) {
      if (idle_[t - 1] == 0 || distance[t] <= distance[t - 1]) continue;
      distance[t - 1] = distance[t];
      step_to_[t - 1] = kUnskip;
      changed = true;
    }
    for (auto it = taken_.rbegin(); it != taken_.rend(); ++it) {
      const Stay& stay = stays[static_cast<std::size_t>(*it)];
      const std::int64_t back = distance[stay.end] - stay.profit;
      if (back <= distance[stay.first]) continue;
      distance[stay.first] = back;
      step_to_[stay.first] = *it;
      changed = true;
    }
  }
}

void SlotStays::Augment(absl::Span<const Stay> stays) {
  for (std::size_t t = idle_.size(); t != 0;) {
    const std::int32_t step = step_to_[t];
    if (step == kSkip) {
      ++idle_[--t];
    } else if (step == kUnskip) {
      --idle_[t++];
    } else {
      const auto i = static_cast<std::size_t>(step);
      is_taken_[i] ^= 1;
      t = is_taken_[i] != 0 ? stays[i].first : stays[i].end;
    }
  }
  taken_.clear();
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (is_taken_[i] != 0) taken_.push_back(static_cast<std::int32_t>(i));
  }
}

std::int64_t SlotStays::Solve(absl::Span<const Stay> stays, std::int32_t capacity, std::vector<std::uint32_t>& chosen,
                              absl::Span<std::int64_t> paid) {
  chosen.clear();
  step_to_.assign(paid.size(), kSkip);
  idle_.assign(paid.size() - 1, 0);
  is_taken_.assign(stays.size(), 0);
  taken_.clear();
  std::int64_t value = 0;
  for (std::int32_t place = 0;; ++place) {
    FindLongestPaths(stays, paid);
    if (place == capacity || paid.back() <= 0) break;
    value += paid.back();
    Augment(stays);
  }
  // Distances rise with time, and are those of the whole flow: the price of a unit is its rise.
  for (const std::int32_t i : taken_) chosen.push_back(stays[static_cast<std::size_t>(i)].number);
  return value;
}

}  // namespace walz
