#include "engine/matching/pair_options.h"

#include <algorithm>

namespace walz {

const PairOption* PairOptions::Find(ApprenticeIndex apprentice, OpeningIndex opening) const {
  const absl::Span<const PairOption> options = Of(apprentice);
  const auto at = std::lower_bound(options.begin(), options.end(), opening,
                                   [](const PairOption& option, OpeningIndex key) { return option.opening < key; });
  return at == options.end() || at->opening != opening ? nullptr : &*at;
}

void PairOptions::Insert(ApprenticeIndex apprentice, const PairOption& option) {
  std::vector<PairOption>& own = of_[apprentice.value];
  const auto at = std::lower_bound(own.begin(), own.end(), option.opening,
                                   [](const PairOption& a, OpeningIndex key) { return a.opening < key; });
  if (at == own.end() || at->opening != option.opening) own.emplace(at, option);
}

void OptionReach::Note(const Problem& problem, ApprenticeIndex apprentice, absl::Span<const PairOption> options) {
  const std::optional<LastPlacement>& last = problem.LastOf(apprentice);
  std::int32_t& most = points_max[apprentice.value];
  for (const PairOption& option : options) {
    most = std::max(most, option.points);
    if (last && last->opening == option.opening) can_keep[apprentice.value] = 1;
  }
}

OptionReach OptionReachOf(const Problem& problem, const PairOptions& options) {
  OptionReach reach(problem.apprentices().size());
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    reach.Note(problem, ApprenticeIndex(i), options.Of(ApprenticeIndex(i)));
  }
  return reach;
}

}  // namespace walz
