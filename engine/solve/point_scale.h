// PointScale: the gains of a nested assignment in points, with levels of person_gain brought near each other.
//
// A level far above the next one is as far above as the greatest points of an arc: the order of people stays, and what
// stands between two levels keeps its size.  Thread rule: immutable.

#ifndef ENGINE_SOLVE_POINT_SCALE_H_
#define ENGINE_SOLVE_POINT_SCALE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/solve/nested_assignment.h"

namespace walz {

class PointScale {
 public:
  // O(people * log).  No points are greater than `points_max`, which is 1 at least.
  PointScale(const NestedAssignmentProblem& problem, std::int64_t points_max)
      : unit_(std::max<absl::int128>(1, problem.point_unit)),
        use_price_(problem.use_price),
        points_max_(points_max),
        gains_(problem.person_gain) {
    gains_.push_back(0);
    std::sort(gains_.begin(), gains_.end());
    gains_.erase(std::unique(gains_.begin(), gains_.end()), gains_.end());
    points_.push_back(0);
    for (std::size_t i = 1; i < gains_.size(); ++i) points_.push_back(points_[i - 1] + Above(i - 1, gains_[i]));
    const std::size_t zero = LevelOf(0);
    const std::int64_t below_zero = points_[zero];
    for (std::int64_t& points : points_) points -= below_zero;
  }

  std::int64_t points_max() const { return points_max_; }

  std::int64_t PointsOf(const absl::int128& gain) const {
    const std::size_t level = LevelOf(gain);
    return points_[level] + Above(level, gain);
  }

  // What so many units of use cost, at most as much as the greatest points.
  std::int32_t PointsOfUse(std::int32_t use) const {
    const absl::int128 most = points_max_;
    const absl::int128 cost = use_price_ / unit_ >= most ? most : use_price_ * use / unit_;
    return static_cast<std::int32_t>(use == 0 ? absl::int128{0} : std::min(cost, most));
  }

  absl::int128 GainOf(std::int64_t points) const {
    const auto next = std::upper_bound(points_.begin(), points_.end(), points);
    const auto level = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, next - points_.begin() - 1));
    return gains_[level] + unit_ * (points - points_[level]);
  }

 private:
  // The greatest level that is not above `gain`, or the first.
  std::size_t LevelOf(const absl::int128& gain) const {
    const auto next = std::upper_bound(gains_.begin(), gains_.end(), gain);
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, next - gains_.begin() - 1));
  }

  std::int64_t Above(std::size_t level, const absl::int128& gain) const {
    return static_cast<std::int64_t>(std::min<absl::int128>((gain - gains_[level]) / unit_, points_max_));
  }

  const absl::int128 unit_;
  const absl::int128 use_price_;
  const std::int64_t points_max_;
  std::vector<absl::int128> gains_;   // Of people, and 0; ascending.
  std::vector<std::int64_t> points_;  // Of each of them.
};

}  // namespace walz

#endif  // ENGINE_SOLVE_POINT_SCALE_H_
