#include "engine/solve/slot_stays.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace walz {
namespace {

constexpr std::int64_t kNowhere = std::numeric_limits<std::int64_t>::min() / 4;

}  // namespace

// Bellman's sweeps: forward along the acyclic part, then back along what earlier paths hold, until nothing changes.
void SlotStays::FindLongestPaths(absl::Span<const Stay> stays, absl::Span<std::int64_t> distance) {
  const std::size_t units = distance.size() - 1;
  std::fill(distance.begin(), distance.end(), kNowhere);
  distance[0] = 0;
  // Whether a stay makes a way longer is a toss, so there is no branch for it.
  std::int64_t* const to = distance.data();
  std::int32_t* const step_to = step_to_.data();
  const Stay* const all = stays.data();
  const std::int64_t* const profit = forward_profit_.data();
  for (bool changed = true; changed;) {
    changed = false;
    std::size_t i = 0;
    for (std::size_t t = 0; t < units; ++t) {
      const std::int64_t here = to[t];
      if (here > to[t + 1]) {
        to[t + 1] = here;
        step_to[t + 1] = kSkip;
        changed = true;
      }
      for (; i < stays.size() && all[i].first == t; ++i) {
        const std::size_t end = all[i].end;
        const std::int64_t there = here + profit[i];
        const bool is_longer = there > to[end];
        to[end] = is_longer ? there : to[end];
        step_to[end] = is_longer ? static_cast<std::int32_t>(i) : step_to[end];
        changed |= is_longer;
      }
    }
    if (taken_.empty()) return;  // The first path is found in one sweep.
    for (std::size_t t = units; t > 0; --t) {
      if (idle_[t - 1] == 0 || to[t] <= to[t - 1]) continue;
      to[t - 1] = to[t];
      step_to[t - 1] = kUnskip;
      changed = true;
    }
    for (auto it = taken_.rbegin(); it != taken_.rend(); ++it) {
      const Stay& stay = all[*it];
      const std::int64_t back = to[stay.end] - stay.profit;
      if (back <= to[stay.first]) continue;
      to[stay.first] = back;
      step_to[stay.first] = *it;
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
      const Stay& stay = stays[static_cast<std::size_t>(step)];
      std::int64_t& profit = forward_profit_[static_cast<std::size_t>(step)];
      const bool takes = profit != kNowhere;
      profit = takes ? kNowhere : stay.profit;
      if (takes) {
        taken_.insert(std::lower_bound(taken_.begin(), taken_.end(), step), step);
      } else {
        taken_.erase(std::lower_bound(taken_.begin(), taken_.end(), step));
      }
      t = takes ? stay.first : stay.end;
    }
  }
}

std::int64_t SlotStays::Solve(absl::Span<const Stay> stays, std::int32_t capacity, std::vector<std::uint32_t>& chosen,
                              absl::Span<std::int64_t> paid) {
  chosen.clear();
  step_to_.assign(paid.size(), kSkip);
  idle_.assign(paid.size() - 1, 0);
  forward_profit_.clear();
  for (const Stay& stay : stays) forward_profit_.push_back(stay.profit);
  taken_.clear();
  std::int64_t value = 0;
  for (std::int32_t place = 0; place < std::max(capacity, 1); ++place) {  // Without places there are prices, too.
    FindLongestPaths(stays, paid);
    if (place == capacity || paid.back() <= 0) break;
    value += paid.back();
    Augment(stays);
  }
  // Distances rise with time: the price of a unit is its rise.  Those by which the last path was the longest hold for
  // the whole flow: what that path takes and gives back is worth just its price.
  for (const std::int32_t i : taken_) chosen.push_back(stays[static_cast<std::size_t>(i)].number);
  return value;
}

}  // namespace walz
