// SeatPlan: the seats that policy `stable` gives away: openings with their places, rolling ones cut into fixed slots.
//
// FailedPrecondition, naming the thing, where a quota other than places can bind, people travel in groups, somebody
// accompanies or a least is asked: with those a stable matching need not exist, or is hard to find.

#ifndef ENGINE_MATCHING_SEAT_PLAN_H_
#define ENGINE_MATCHING_SEAT_PLAN_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "engine/matching/pair_options.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/stay_finder.h"

namespace walz {

struct Seat {
  OpeningIndex opening;
  std::optional<DayRange> slot;  // Stays must lie within; none: every stay does.
  std::int32_t places = 0;
};

struct SeatPlan {
  absl::Span<const Seat> Of(OpeningIndex opening) const {
    return absl::MakeConstSpan(seats).subspan(first_seat[opening.value],
                                              first_seat[opening.value + 1] - first_seat[opening.value]);
  }

  std::vector<Seat> seats;                // By opening, then slot.
  std::vector<std::uint32_t> first_seat;  // By opening, and one more.
  std::int64_t rolling_openings = 0;
  std::int64_t fixed_slots = 0;
};

// O(options); rolling openings cost the days of their calendars times the different stays there.
absl::StatusOr<SeatPlan> MakeSeatPlan(const Problem& problem, const PairOptions& options,
                                      const std::vector<QuotaGroups>& quotas, StayFinder& stays);

}  // namespace walz

#endif  // ENGINE_MATCHING_SEAT_PLAN_H_
