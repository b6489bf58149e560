#include "engine/matching/serial_matcher.h"

#include <algorithm>
#include <limits>

#include "engine/matching/arrangement.h"
#include "engine/matching/preference.h"
#include "engine/matching/repair.h"

namespace walz {

RunOutcome FindSerialMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                              const PairOptions& options, const WorkOptions& work) {
  const std::vector<QuotaGroups> quotas = MakeQuotaGroups(problem, rules);
  const Objective objective(problem, options);
  StayFinder stays(problem, rules, sieve);
  Arrangement arrangement(problem, options, objective, quotas, stays);
  std::vector<ApprenticeIndex> order = InOrderOfLottery(problem);
  std::stable_sort(order.begin(), order.end(), [&](ApprenticeIndex a, ApprenticeIndex b) {
    const auto key = [&](ApprenticeIndex i) { return std::pair(!problem.PinOf(i).has_value(), problem[i].tier); };
    return key(a) < key(b);
  });
  std::vector<bool> had_turn(arrangement.unit_count());
  for (std::size_t i = 0; i < order.size() && !work.stop.stop_requested(); ++i) {
    if (i % 1024 == 0 && work.progress) {
      work.progress("serial", static_cast<std::int64_t>(i), static_cast<std::int64_t>(order.size()));
    }
    const UnitIndex unit = arrangement.UnitOf(order[i]);
    if (had_turn[unit.value]) continue;
    had_turn[unit.value] = true;
    const ApprenticeIndex leader = arrangement.MembersOf(unit)[0];
    for (const auto& [option, level] : InOrderOfPreference(problem, leader, options.Of(leader))) {
      const std::vector<Choice> choices = arrangement.ChoicesAt(unit, option, std::numeric_limits<std::size_t>::max());
      const bool placed = std::any_of(choices.begin(), choices.end(),
                                      [&](const Choice& choice) { return arrangement.Place(unit, choice); });
      if (!placed) continue;
      LengthenStay(arrangement, unit, /*earlier=*/nullptr);
      break;
    }
  }
  return arrangement.OutcomeOf(Policy::kSerial, /*proven=*/!work.stop.stop_requested());
}

}  // namespace walz
