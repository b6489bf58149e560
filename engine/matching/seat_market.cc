#include "engine/matching/seat_market.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/matching/fixed_slots.h"
#include "engine/matching/preference.h"

namespace walz {
namespace {

constexpr std::size_t kApprenticesBetweenLooks = 1024;

// The place of each apprentice in the order of the lottery.
std::vector<std::uint64_t> PlacesInLottery(const Problem& problem) {
  std::vector<std::uint64_t> places(problem.apprentices().size());
  std::uint64_t next = 0;
  for (const ApprenticeIndex apprentice : InOrderOfLottery(problem)) places[apprentice.value] = next++;
  return places;
}

bool FitsIn(const Seat& seat, const StaySet& stays) {
  return EarliestStartIn(*seat.slot, stays.days, stays.starts).has_value();
}

}  // namespace

SeatMarket MakeSeatMarket(const Problem& problem, const PairOptions& options, const SeatPlan& plan,
                          std::vector<std::int32_t> places, StayFinder& stays, const WorkOptions& work) {
  const std::size_t apprentice_count = problem.apprentices().size();
  WALZ_CHECK(apprentice_count < StableMarket::kNotFavoured);
  static_assert(kHostClassMax <= (~std::uint64_t{0} >> StableMarket::kLotteryBits));
  const std::vector<std::uint64_t> lottery = PlacesInLottery(problem);
  SeatMarket made;
  StableMarket& market = made.market;
  market.capacities = std::move(places);
  market.arc_starts.reserve(apprentice_count + 1);
  market.arc_starts.push_back(0);
  std::size_t option_count = 0;
  for (std::size_t i = 0; i < apprentice_count; ++i) option_count += options.Of(ApprenticeIndex(i)).size();
  market.arcs.reserve(option_count);
  for (std::size_t i = 0; i < apprentice_count; ++i) {
    const ApprenticeIndex apprentice(i);
    if (i % kApprenticesBetweenLooks == 0 && work.progress) {
      work.progress("rank", static_cast<std::int64_t>(i), static_cast<std::int64_t>(apprentice_count));
    }
    const bool asks = !problem.PinOf(apprentice) && !work.stop.stop_requested();
    if (asks) {
      for (const auto& [option, level] : InOrderOfPreference(problem, apprentice, options.Of(apprentice))) {
        const std::uint64_t key =
            (HostClassOf(problem, apprentice, option) << StableMarket::kLotteryBits) + lottery[apprentice.value];
        bool has_seat = false;
        for (std::uint32_t seat = plan.first_seat[option.opening.value];
             seat < plan.first_seat[option.opening.value + 1]; ++seat) {
          const bool is_slot = plan.seats[seat].slot.has_value();
          if (is_slot && !FitsIn(plan.seats[seat], stays.ShortestOf(apprentice, option.opening))) continue;
          market.arcs.push_back({seat, level, key});
          has_seat = true;
        }
        if (!has_seat) ++made.options_without_slot;
      }
    }
    market.arc_starts.push_back(market.arcs.size());
  }
  return made;
}

}  // namespace walz
