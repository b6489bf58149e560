// SeatMarket: apprentices and seats as a market of engine/solve.

#ifndef ENGINE_MATCHING_SEAT_MARKET_H_
#define ENGINE_MATCHING_SEAT_MARKET_H_

#include <cstdint>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/seat_plan.h"
#include "engine/matching/stay_finder.h"
#include "engine/solve/stable_market.h"

namespace walz {

struct SeatMarket {
  StableMarket market;                    // Person i is apprentice i; slot i is seat i of the plan.
  std::int64_t options_without_slot = 0;  // Of those of the apprentices; they have no arc.
};

// `places` by seat; apprentices who are pinned have no arcs.  O(options * log(options of one)).  Stopped: some have
// none.
SeatMarket MakeSeatMarket(const Problem& problem, const PairOptions& options, const SeatPlan& plan,
                          std::vector<std::int32_t> places, StayFinder& stays, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_SEAT_MARKET_H_
