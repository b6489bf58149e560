#include "engine/matching/crossing_search.h"

#include <utility>

namespace walz {

using absl::int128;

void CrossingSearch::Run(const CrossingPoint& at_zero) {
  here_ = at_zero;
  for (bool is_better = true; is_better;) {
    const int128 before = here_.bound;
    for (std::size_t group = 0; group < prices_.size(); ++group) {
      if (!Improve(group)) return;
    }
    is_better = here_.bound < before;
  }
}

bool CrossingSearch::Improve(std::size_t group) {
  const Tangent here{prices_[group], here_.bound, here_.excess[group]};
  if (here.excess == 0 || (here.excess < 0 && here.price == 0)) return true;
  const bool is_too_cheap = here.excess > 0;
  const std::optional<Tangent> there = LookAt(group, is_too_cheap ? price_max_[group] : int128{0});
  if (!there) return false;
  Tangent left = is_too_cheap ? here : *there;
  Tangent right = is_too_cheap ? *there : here;
  // The bound falls from the left and rises to the right; else the end is the least.
  while (left.excess > 0 && right.excess < 0) {
    const int128 meet = (left.bound + left.excess * left.price - right.bound - right.excess * right.price) /
                        (left.excess - right.excess);
    if (meet <= left.price || meet >= right.price) return true;
    const std::optional<Tangent> middle = LookAt(group, meet);
    if (!middle) return false;
    (middle->excess > 0 ? left : right) = *middle;
  }
  return true;
}

std::optional<CrossingSearch::Tangent> CrossingSearch::LookAt(std::size_t group, int128 price) {
  const int128 before = std::exchange(prices_[group], price);
  std::optional<CrossingPoint> point = look_(prices_);
  if (!point) return std::nullopt;
  const Tangent tangent{price, point->bound, point->excess[group]};
  if (point->bound <= here_.bound) {
    here_ = *std::move(point);
  } else {
    prices_[group] = before;
  }
  return tangent;
}

}  // namespace walz
