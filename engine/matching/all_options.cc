#include "engine/matching/all_options.h"

#include <algorithm>
#include <atomic>

#include "engine/base/parallel.h"

namespace walz {
namespace {

constexpr std::size_t kBlockSize = 256;  // A few milliseconds of work.

// Whether the pin's opening is lawful, at the pin's stay where it has one.
bool PinIsLawful(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening, const Pin& pin) {
  return pin.stay ? IsLawfulStay(rules, apprentice, opening, *pin.stay) : IsFeasible(rules, apprentice, opening);
}

}  // namespace

AllOptions::AllOptions(const Problem& problem, const RuleBook& rules, const Sieve& sieve, std::int64_t pairs_kept_max,
                       const WorkOptions& work)
    : problem_(problem),
      rules_(rules),
      sieve_(sieve),
      bulk_(problem, rules, work.thread_count),
      kept_(problem.apprentices().size()),
      reach_(problem.apprentices().size()) {
  std::atomic<std::int64_t> pair_count = 0;
  std::vector<char> is_kept(problem.apprentices().size(), 1);
  complete_ = sieve.ForEachApprentice(work, [&](ApprenticeIndex i, absl::Span<const OpeningIndex> feasible) {
    MakeOptions(i, feasible, [&](absl::Span<const PairOption> options) {
      reach_.Note(problem_, i, options);
      const auto count = static_cast<std::int64_t>(options.size());
      is_kept[i.value] = pair_count.fetch_add(count) + count <= pairs_kept_max;
      if (is_kept[i.value]) kept_.Of(i).assign(options.begin(), options.end());
    });
  });
  kept_.complete = complete_;
  pair_count_ = pair_count;
  for (std::size_t i = 0; i < is_kept.size(); ++i) {
    if (!is_kept[i]) sieved_.push_back(ApprenticeIndex(i));
  }
}

template <typename Use>
void AllOptions::MakeOptions(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible,
                             const Use& use) const {
  thread_local std::vector<std::int32_t> points;
  thread_local std::vector<PairOption> options;
  options.clear();
  if (const std::optional<Pin>& pin = problem_.PinOf(apprentice)) {
    const ApprenticeView view = problem_.View(apprentice);
    const OpeningView opening = problem_.View(pin->opening);
    if (PinIsLawful(rules_, view, opening, *pin)) {
      options.push_back({pin->opening, PointsOf(rules_, view, opening)});
    }
  } else {
    bulk_.Of(apprentice, feasible, points);
    for (std::size_t o = 0; o < feasible.size(); ++o) options.push_back({feasible[o], points[o]});
  }
  if (!options.empty()) use(absl::MakeConstSpan(options));
}

bool AllOptions::ForEach(absl::string_view stage, const WorkOptions& work, const Visit& visit) const {
  std::atomic<bool> stopped = false;
  ParallelFor(problem_.apprentices().size(), kBlockSize, work.thread_count, [&](std::size_t first, std::size_t last) {
    if (work.stop.stop_requested()) {
      stopped = true;
      return;
    }
    for (std::size_t i = first; i < last; ++i) {
      const absl::Span<const PairOption> options = kept_.Of(ApprenticeIndex(i));
      if (!options.empty()) visit(ApprenticeIndex(i), options);
    }
  });
  if (stopped) return false;
  return sieved_.empty() ||
         sieve_.ForEachOf(sieved_, stage, work, [&](ApprenticeIndex i, absl::Span<const OpeningIndex> feasible) {
           MakeOptions(i, feasible, [&](absl::Span<const PairOption> options) { visit(i, options); });
         });
}

}  // namespace walz
