#include "engine/base/day_set.h"

#include <algorithm>

#include <absl/strings/str_join.h>

namespace walz {

DaySet::DaySet(std::vector<DayRange> ranges) : ranges_(ranges.begin(), ranges.end()) {
  std::sort(ranges_.begin(), ranges_.end());
  std::size_t kept = 0;
  for (const DayRange& range : ranges_) {
    if (kept > 0 && range.first <= ranges_[kept - 1].last + 1) {
      ranges_[kept - 1].last = std::max(ranges_[kept - 1].last, range.last);
    } else {
      ranges_[kept++] = range;
    }
  }
  ranges_.resize(kept);
}

bool DaySet::ContainsAll(DayRange range) const {
  auto after = std::upper_bound(ranges_.begin(), ranges_.end(), range.first,
                                [](Day day, const DayRange& r) { return day < r.first; });
  return after != ranges_.begin() && std::prev(after)->Contains(range);
}

DaySet DaySet::Intersect(const DaySet& other) const {
  DaySet result;
  auto a = ranges_.begin();
  auto b = other.ranges_.begin();
  while (a != ranges_.end() && b != other.ranges_.end()) {
    const DayRange both{std::max(a->first, b->first), std::min(a->last, b->last)};
    if (both.first <= both.last) result.ranges_.push_back(both);
    (a->last < b->last ? a : b)++;
  }
  return result;
}

DaySet DaySet::Subtract(const DaySet& other) const {
  DaySet result;
  auto b = other.ranges_.begin();
  for (DayRange rest : ranges_) {
    while (b != other.ranges_.end() && b->last < rest.first) ++b;
    for (auto cut = b; cut != other.ranges_.end() && cut->first <= rest.last; ++cut) {
      if (rest.first < cut->first) result.ranges_.push_back({rest.first, cut->first - 1});
      rest.first = cut->last + 1;
    }
    if (rest.first <= rest.last) result.ranges_.push_back(rest);
  }
  return result;
}

DaySet DaySet::Union(const DaySet& other) const {
  std::vector<DayRange> ranges(ranges_.begin(), ranges_.end());
  ranges.insert(ranges.end(), other.ranges_.begin(), other.ranges_.end());
  return DaySet(std::move(ranges));
}

std::string DaySet::ToString() const {
  return absl::StrJoin(ranges_, ";", [](std::string* out, DayRange range) { out->append(FormatRange(range)); });
}

}  // namespace walz
