#include "engine/matching/wanted_openings.h"

#include <algorithm>

namespace walz {
namespace {

constexpr std::int64_t kMost = 128;  // Fine enough to tell places apart, coarse enough to leave goals room.

}  // namespace

WantedOpenings::WantedOpenings(const PairOptions& options, const std::vector<ApprenticeIndex>& apprentices,
                               const Arrangement& arrangement)
    : wanted_(arrangement.problem().openings().size(), 0) {
  const std::vector<Placement> placements = arrangement.PlacementsOf(apprentices);
  const Score score = arrangement.objective().ScoreOf(placements);
  mean_points_ = std::max<std::int64_t>(1, score.points / std::max<std::int64_t>(1, score.placed()));
  for (const ApprenticeIndex i : apprentices) {
    if (arrangement.IsPlaced(arrangement.UnitOf(i))) continue;
    const auto count = static_cast<std::int64_t>(options.Of(i).size());
    for (const PairOption& option : options.Of(i)) {
      std::int64_t& wanted = wanted_[option.opening.value];
      wanted = std::min(kMost, wanted + kMost / count);
    }
  }
}

std::vector<std::int64_t> WantedOpenings::WorthsOf(const StayProgram& program) const {
  constexpr std::int64_t kPointsMost = 31 * kMost;
  std::vector<std::int64_t> worths(program.stay_count());
  for (std::uint32_t c = 0; c < worths.size(); ++c) {
    worths[c] =
        std::min(kPointsMost, program.PointsOf(c) * kMost / mean_points_) + kMost - wanted_[program.OpeningOf(c).value];
  }
  return worths;
}

}  // namespace walz
