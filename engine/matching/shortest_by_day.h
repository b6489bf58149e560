// ShortestByDay: for each first day the shortest stay of a group that starts on it, and how few days meet them all.
//
// Memory: two bytes a day of the calendar and group.  Thread rule: Covers and Note from any thread; what comes out does
// not depend on their order.

#ifndef ENGINE_MATCHING_SHORTEST_BY_DAY_H_
#define ENGINE_MATCHING_SHORTEST_BY_DAY_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/day.h"

namespace walz {

class ShortestByDay {
 public:
  ShortestByDay() = default;
  explicit ShortestByDay(DayRange calendar)
      : first_(calendar.first), lengths_(static_cast<std::size_t>(calendar.days()), kNone) {}

  bool is_open() const { return !lengths_.empty(); }  // False: made without a calendar; nothing may be noted.

  // Every first day in `starts` has a stay of at most `length` days.  REQUIRES: starts lie in the calendar.
  bool Covers(DayRange starts, int length) const {
    for (std::size_t day = At(starts.first); day <= At(starts.last); ++day) {
      if (Cell(day).load(std::memory_order_relaxed) > length) return false;
    }
    return true;
  }

  // Stays of `length` days start on all of `starts`.  REQUIRES: starts lie in the calendar; 1 <= length < 65535.
  void Note(DayRange starts, int length) {
    for (std::size_t day = At(starts.first); day <= At(starts.last); ++day) {
      std::uint16_t known = Cell(day).load(std::memory_order_relaxed);
      while (known > length &&
             !Cell(day).compare_exchange_weak(known, static_cast<std::uint16_t>(length), std::memory_order_relaxed)) {
      }
    }
  }

  // Takes over all that `other` has noted.  REQUIRES: the other's calendar lies in this one's.
  void Join(const ShortestByDay& other) {
    for (std::size_t day = 0; day < other.lengths_.size(); ++day) {
      const Day start = other.first_ + static_cast<int>(day);
      if (other.lengths_[day] != kNone) Note({start, start}, other.lengths_[day]);
    }
  }

  // The least number of days that meet every stay: the stay that ends first must be met, and its last day meets all
  // that any other of its days would meet among those not yet met.
  int StabbingDays() const {
    int count = 0;
    for (std::size_t day = 0; day < lengths_.size();) {
      std::size_t end = lengths_.size() + kNone;
      for (std::size_t start = day; start < lengths_.size() && start < end; ++start) {
        if (lengths_[start] != kNone && start + lengths_[start] < end) end = start + lengths_[start];
      }
      if (end == lengths_.size() + kNone) break;
      ++count;
      day = end;  // The day after the one that meets it: the first that such a stay does not reach.
    }
    return count;
  }

 private:
  static constexpr std::uint16_t kNone = 0xffff;

  std::size_t At(Day day) const { return static_cast<std::size_t>(day - first_); }
  std::atomic_ref<std::uint16_t> Cell(std::size_t day) const {
    return std::atomic_ref<std::uint16_t>(const_cast<std::uint16_t&>(lengths_[day]));
  }

  Day first_;
  std::vector<std::uint16_t> lengths_;  // By first day; kNone.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_SHORTEST_BY_DAY_H_
