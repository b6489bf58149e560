#include "engine/matching/fixed_slots.h"

#include <algorithm>

namespace walz {
namespace {

// Slots of `length` days, the first of which begins on `first`, up to `last`.
std::vector<DayRange> SlotsFrom(Day first, Day last, int length) {
  std::vector<DayRange> slots;
  for (Day day = first; day <= last; day = day + length) slots.push_back({day, day + (length - 1)});
  return slots;
}

bool FitsSomewhere(const StayDemand& demand, const std::vector<DayRange>& slots) {
  return std::any_of(slots.begin(), slots.end(), [&](const DayRange& slot) {
    return EarliestStartIn(slot, demand.days, demand.starts).has_value();
  });
}

}  // namespace

std::optional<Day> EarliestStartIn(DayRange slot, int days, const std::vector<DayRange>& starts) {
  for (const DayRange& range : starts) {
    const Day start = std::max(range.first, slot.first);
    if (start <= range.last && start + (days - 1) <= slot.last) return start;
  }
  return std::nullopt;
}

std::vector<DayRange> CutFixedSlots(const std::vector<StayDemand>& demands) {
  if (demands.empty()) return {};
  int length = 0;
  Day first = demands.front().starts.front().first;
  Day last = first;
  for (const StayDemand& demand : demands) {
    length = std::max(length, demand.days);
    first = std::min(first, demand.starts.front().first);
    last = std::max(last, demand.starts.back().last + (demand.days - 1));
  }
  std::vector<DayRange> best;
  std::int64_t best_count = -1;
  for (int offset = 0; offset < length; ++offset) {
    // What lies before the first whole slot is a slot as well.
    const std::vector<DayRange> slots = SlotsFrom(offset == 0 ? first : first + offset - length, last, length);
    std::int64_t count = 0;
    for (const StayDemand& demand : demands) count += FitsSomewhere(demand, slots) ? demand.apprentice_count : 0;
    if (count <= best_count) continue;
    best = slots;
    best_count = count;
  }
  best.erase(std::remove_if(best.begin(), best.end(),
                            [&](const DayRange& slot) {
                              return std::none_of(demands.begin(), demands.end(), [&](const StayDemand& demand) {
                                return EarliestStartIn(slot, demand.days, demand.starts).has_value();
                              });
                            }),
             best.end());
  return best;
}

}  // namespace walz
