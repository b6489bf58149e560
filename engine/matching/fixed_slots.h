// Fixed slots: how `stable` cuts the calendar of an opening that takes stays one after another.
//
// A stable matching needs seats that somebody has or has not.  So the calendar of a rolling opening is cut into slots
// of equal length, that of the longest of the shortest permitted stays of those who could come (pinned ones aside), one
// after another without gaps; each slot has the opening's places, and a stay must lie within one slot.  Of all days
// that the first slot may begin with, the one counts under which most apprentices fit into some slot, then the
// earliest.  The auditor cuts them for itself, by another way.

#ifndef ENGINE_MATCHING_FIXED_SLOTS_H_
#define ENGINE_MATCHING_FIXED_SLOTS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/day.h"

namespace walz {

// Apprentices whose stays at an opening have the same length and the same first days.
struct StayDemand {
  int days = 0;                  // > 0.
  std::vector<DayRange> starts;  // Ascending, not empty.
  std::int64_t apprentice_count = 0;
};

// The first day of the earliest such stay within the slot; none if none fits.
std::optional<Day> EarliestStartIn(DayRange slot, int days, const std::vector<DayRange>& starts);

// Ascending, apart from each other; only slots that somebody fits into.  The same whatever the order of the demands and
// however they are split.  O(days of the calendar * demands).
std::vector<DayRange> CutFixedSlots(const std::vector<StayDemand>& demands);

}  // namespace walz

#endif  // ENGINE_MATCHING_FIXED_SLOTS_H_
