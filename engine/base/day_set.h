// DaySet: a set of days as sorted, disjoint, non-touching ranges.
//
// Touching and overlapping ranges are joined when the set is made, so a stay lies in the set exactly if it lies in one
// range.  Operations are linear in the number of ranges.  Thread rule: immutable after construction.

#ifndef ENGINE_BASE_DAY_SET_H_
#define ENGINE_BASE_DAY_SET_H_

#include <string>
#include <utility>
#include <vector>

#include <absl/container/inlined_vector.h>
#include <absl/types/span.h>

#include "engine/base/day.h"

namespace walz {

class DaySet {
 public:
  DaySet() = default;
  explicit DaySet(std::vector<DayRange> ranges);  // In any order; each with first <= last.

  static DaySet Always() { return DaySet({{kDayMin, kDayMax}}); }

  bool empty() const { return ranges_.empty(); }
  absl::Span<const DayRange> ranges() const { return absl::MakeConstSpan(ranges_); }
  bool Contains(Day day) const { return ContainsAll({day, day}); }
  bool ContainsAll(DayRange range) const;  // Every day of `range` is in the set.  Logarithmic.

  DaySet Intersect(const DaySet& other) const;
  DaySet Subtract(const DaySet& other) const;
  DaySet Union(const DaySet& other) const;

  // `2027-03-01..2027-03-21;2027-05-01..2027-05-31`.
  std::string ToString() const;

  friend bool operator==(const DaySet&, const DaySet&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const DaySet& set) {
    return H::combine(std::move(h), set.ranges_);
  }

 private:
  absl::InlinedVector<DayRange, 2> ranges_;  // Of most sets here, which one more look into memory would cost.
};

}  // namespace walz

#endif  // ENGINE_BASE_DAY_SET_H_
