// GainReader: the gains of a nested assignment in one integer type, quick to read.
//
// Thread rule: immutable.

#ifndef ENGINE_SOLVE_GAIN_READER_H_
#define ENGINE_SOLVE_GAIN_READER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/solve/nested_assignment.h"

namespace walz {

// Sums of three such figures stay within 64 bits.
inline constexpr absl::int128 kNarrowGainMax = absl::int128{1} << 60;

// At least every |GainOf(..)| of the problem, and >= 0.  Linear in the arcs; cannot overflow in the ranges that the
// problem promises.
inline absl::int128 GainCeiling(const NestedAssignmentProblem& problem) {
  const auto size = [](const absl::int128& x) { return x < 0 ? -x : x; };
  std::int64_t points_max = 0;
  for (const NestedAssignmentProblem::Arc& arc : problem.arcs) {
    const std::int64_t points = arc.points;
    points_max = std::max(points_max, points < 0 ? -points : points);
  }
  std::int64_t use_max = 0;
  for (const std::int64_t use : problem.arc_use) use_max = std::max(use_max, use < 0 ? -use : use);
  absl::int128 base_max = 0;
  for (const absl::int128& gain : problem.person_gain) base_max = std::max(base_max, size(gain));
  const absl::int128 lottery_max = absl::int128{1} << 32;
  const absl::int128 kept_max = problem.kept_slot.empty() ? absl::int128{0} : size(problem.kept_unit);
  // What outgrows every range is as good as the greatest: units are at most 2^100, their multiples might not fit.
  const auto product = [&](const absl::int128& unit, std::int64_t count) {
    const absl::int128 limit = absl::int128{1} << 101;
    return count == 0 || size(unit) <= limit / count ? size(unit) * count : limit;
  };
  return base_max + product(problem.point_unit, points_max) + lottery_max + kept_max +
         product(problem.use_price, use_max);
}

template <typename Cost>
class GainReader {
 public:
  // `problem` must outlive this object.  REQUIRES: GainCeiling(problem) fits into Cost four times over.
  explicit GainReader(const NestedAssignmentProblem& problem)
      : problem_(problem),
        point_unit_(static_cast<Cost>(problem.point_unit)),
        kept_unit_(static_cast<Cost>(problem.kept_unit)),
        use_price_(static_cast<Cost>(problem.use_price)),
        is_plain_(problem.kept_slot.empty() && problem.arc_use.empty()) {}

  const NestedAssignmentProblem& problem() const { return problem_; }

  // Calls f(slot, gain) for each arc of the person, in order.
  template <typename F>
  void ForEachOfPerson(std::size_t person, F f) const {
    const Cost base = static_cast<Cost>(problem_.person_gain[person]);
    const std::uint64_t end = problem_.arc_starts[person + 1];
    if (is_plain_) {
      for (std::uint64_t a = problem_.arc_starts[person]; a < end; ++a) {
        const NestedAssignmentProblem::Arc& arc = problem_.arcs[a];
        f(arc.slot, base + point_unit_ * arc.points + arc.lottery);
      }
      return;
    }
    const std::uint32_t kept = problem_.kept_slot.empty() ? kNoSlot : problem_.kept_slot[person];
    for (std::uint64_t a = problem_.arc_starts[person]; a < end; ++a) {
      const NestedAssignmentProblem::Arc& arc = problem_.arcs[a];
      Cost gain = base + point_unit_ * arc.points + arc.lottery;
      if (arc.slot == kept) gain += kept_unit_;
      if (!problem_.arc_use.empty()) gain -= use_price_ * problem_.arc_use[a];
      f(arc.slot, gain);
    }
  }

 private:
  const NestedAssignmentProblem& problem_;
  Cost point_unit_;
  Cost kept_unit_;
  Cost use_price_;
  bool is_plain_;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_GAIN_READER_H_
