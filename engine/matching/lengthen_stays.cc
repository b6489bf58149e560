// LengthenStays: the stays that proposals name, once it is settled who goes where.

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/matching/repair.h"

namespace walz {
namespace {

bool StartsWith(const Arrangement& arrangement, const Placement& placement, int days, Day first) {
  return arrangement.stays().OfLength(placement.apprentice, placement.opening, days).StartsOn(first);
}

// The stay that all of the choice had earlier, if they were where they are now and it is still lawful.
std::optional<DayRange> StayOfLastTime(const Arrangement& arrangement, const EarlierPlacements& earlier,
                                       const Choice& choice) {
  const std::optional<LastPlacement>& last = earlier[choice.placements[0].apprentice.value];
  if (!last) return std::nullopt;
  const int days = last->stay.days();
  for (const Placement& placement : choice.placements) {
    const std::optional<LastPlacement>& of = earlier[placement.apprentice.value];
    if (!of || of->opening != placement.opening || of->stay != last->stay ||
        days < arrangement.stays().ShortestOf(placement.apprentice, placement.opening).days ||
        days > arrangement.stays().LongestOf(placement.apprentice, placement.opening) ||
        !StartsWith(arrangement, placement, days, last->stay.first)) {
      return std::nullopt;
    }
  }
  return last->stay;
}

// Gives all who are where they were last time the stays that they had, at once: one after another they may be in each
// other's way.  Changes nothing if the others leave no room for that.
void RestoreStays(const EarlierPlacements& earlier, Arrangement& arrangement) {
  std::vector<Placement> before;
  std::vector<Placement> restored;
  for (std::size_t u = 0; u < arrangement.unit_count(); ++u) {
    const std::optional<Choice>& choice = arrangement.ChoiceOf(UnitIndex(u));
    if (!choice) continue;
    const std::optional<DayRange> last = StayOfLastTime(arrangement, earlier, *choice);
    if (!last) continue;
    for (const Placement& placement : choice->placements) {
      before.push_back(placement);
      restored.push_back({placement.apprentice, placement.opening, *last});
    }
  }
  Rearrange(arrangement.options(), before, restored, arrangement);
}

class Lengthener {
 public:
  Lengthener(Arrangement& arrangement, UnitIndex unit, const EarlierPlacements* earlier)
      : arrangement_(arrangement), unit_(unit), earlier_(earlier), before_(arrangement.Remove(unit)) {}

  void Run() {
    if (earlier_ != nullptr && PlaceAsLastTime()) return;
    const int shortest = before_.placements[0].stay.days();
    int longest = shortest;
    for (std::size_t m = 0; m < before_.placements.size(); ++m) {
      const Placement& placement = before_.placements[m];
      const int most = arrangement_.stays().LongestOf(placement.apprentice, placement.opening);
      longest = m == 0 ? most : std::min(longest, most);
    }
    if (longest > shortest && PlaceWith(longest)) return;
    // Shorter stays fit wherever longer ones do, so the longest that fits is found by halving.
    int fits = shortest - 1;
    int fails = longest > shortest ? longest : shortest + 1;
    while (fits + 1 < fails) {
      const int middle = fits + (fails - fits) / 2;
      if (PlaceWith(middle)) {
        arrangement_.Remove(unit_);
        fits = middle;
      } else {
        fails = middle;
      }
    }
    if (fits < shortest || !PlaceWith(fits)) WALZ_CHECK(arrangement_.Place(unit_, before_));
  }

 private:
  bool PlaceAt(DayRange stay) {
    Choice choice = before_;
    for (Placement& placement : choice.placements) placement.stay = stay;
    return arrangement_.Place(unit_, choice);
  }

  bool PlaceAsLastTime() {
    const std::optional<DayRange> last = StayOfLastTime(arrangement_, *earlier_, before_);
    return last && PlaceAt(*last);
  }

  // Places the unit with the earliest stay of `days` days that is lawful for all members and fits.
  bool PlaceWith(int days) {
    const Placement& leader = before_.placements[0];
    const StaySet stays = arrangement_.stays().OfLength(leader.apprentice, leader.opening, days);
    for (const DayRange& range : stays.starts) {
      for (Day first = range.first; first <= range.last; first = first + 1) {
        const bool lawful =
            std::all_of(before_.placements.begin() + 1, before_.placements.end(),
                        [&](const Placement& placement) { return StartsWith(arrangement_, placement, days, first); });
        if (lawful && PlaceAt({first, first + (days - 1)})) return true;
      }
    }
    return false;
  }

  Arrangement& arrangement_;
  const UnitIndex unit_;
  const EarlierPlacements* const earlier_;
  const Choice before_;
};

}  // namespace

void LengthenStay(Arrangement& arrangement, UnitIndex unit, const EarlierPlacements* earlier) {
  Lengthener(arrangement, unit, earlier).Run();
}

void LengthenStays(Arrangement& arrangement, const EarlierPlacements& earlier, const WorkOptions& work) {
  if (!work.abandon.stop_requested()) RestoreStays(earlier, arrangement);
  for (std::size_t u = 0; u < arrangement.unit_count() && !work.abandon.stop_requested(); ++u) {
    if (u % 4096 == 0 && work.progress) {
      work.progress("stays", static_cast<std::int64_t>(u), static_cast<std::int64_t>(arrangement.unit_count()));
    }
    if (arrangement.IsPlaced(UnitIndex(u))) LengthenStay(arrangement, UnitIndex(u), &earlier);
  }
}

}  // namespace walz
