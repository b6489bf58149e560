#include "engine/matching/free_days.h"

#include <algorithm>
#include <utility>

#include "engine/base/parallel.h"

namespace walz {
namespace {

constexpr std::size_t kOpeningsOfBlock = 1024;

// Those of `days`, within the horizon, on which less than `limit` is used.
DaySet DaysBelow(const DaySet& days, absl::Span<const std::int32_t> used, std::int64_t limit, DayRange horizon) {
  const auto has_room = [&](Day day) { return used[static_cast<std::size_t>(day - horizon.first)] < limit; };
  std::vector<DayRange> free;
  for (const DayRange& range : days.ranges()) {
    for (Day first = range.first; first <= range.last; first = first + 1) {
      if (!has_room(first)) continue;
      Day last = first;
      while (last < range.last && has_room(last + 1)) last = last + 1;
      free.push_back({first, last});
      first = last;
    }
  }
  return DaySet(std::move(free));
}

}  // namespace

FreeDays::FreeDays(const Arrangement& arrangement, const std::vector<QuotaGroups>& quotas, const WorkOptions& work)
    : arrangement_(arrangement),
      quotas_(quotas),
      openings_of_(quotas.size()),
      rooms_(arrangement.problem().openings().size()) {
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    if (quotas[q].quota().side != QuotaSide::kHost || !quotas[q].quota().daily) continue;
    host_quotas_.push_back(q);
    std::vector<std::uint32_t> group_of;
    for (std::size_t o = 0; o < rooms_.size(); ++o) {
      const std::uint32_t group = quotas[q].GroupOf(OpeningIndex(o));
      group_of.push_back(group == QuotaGroups::kNone ? static_cast<std::uint32_t>(quotas[q].group_count()) : group);
    }
    openings_of_[q] = Groups(group_of, quotas[q].group_count() + 1);
  }
  ParallelFor(rooms_.size(), kOpeningsOfBlock, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t o = first; o < last && !work.stop.stop_requested(); ++o) {
      Find(OpeningIndex(o));
    }
  });
}

RoomDays FreeDays::At(OpeningIndex opening, Usage usage) const {
  const Problem& problem = arrangement_.problem();
  RoomDays room{.days = *problem.View(opening).days_in_round};
  for (const std::size_t q : host_quotas_) {
    const std::uint32_t group = quotas_[q].GroupOf(opening);
    if (group == QuotaGroups::kNone) continue;
    const absl::Span<const std::int32_t> used = usage(q, group);
    if (!used.empty()) room.days = DaysBelow(room.days, used, quotas_[q].limit(group), problem.horizon());
  }
  // In shorter ranges nobody can stay.
  const int days_min = problem.View(opening).opening.days_min;
  std::vector<DayRange> long_enough;
  for (const DayRange& range : room.days.ranges()) {
    if (range.days() >= days_min) long_enough.push_back(range);
  }
  room.days = DaySet(std::move(long_enough));
  for (const DayRange& range : room.days.ranges()) room.longest = std::max(room.longest, range.days());
  return room;
}

void FreeDays::Update(OpeningIndex opening) {
  ForEachThatShares(opening, [this](OpeningIndex other) { Find(other); });
}

void FreeDays::Find(OpeningIndex opening) {
  rooms_[opening.value] = At(opening, [this](std::size_t quota, std::uint32_t group) {
    return arrangement_.ledger().UsedByDay(quota, group);
  });
}

}  // namespace walz
