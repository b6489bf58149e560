#include "engine/matching/pair_options.h"

#include <algorithm>

#include "engine/rulebook/bulk_points.h"

namespace walz {
namespace {

// Whether the pin's opening is lawful, at the pin's stay where it has one.
bool PinIsLawful(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening, const Pin& pin) {
  return pin.stay ? IsLawfulStay(rules, apprentice, opening, *pin.stay) : IsFeasible(rules, apprentice, opening);
}

}  // namespace

const PairOption* PairOptions::Find(ApprenticeIndex apprentice, OpeningIndex opening) const {
  const absl::Span<const PairOption> options = Of(apprentice);
  const auto at = std::lower_bound(options.begin(), options.end(), opening,
                                   [](const PairOption& option, OpeningIndex key) { return option.opening < key; });
  return at == options.end() || at->opening != opening ? nullptr : &*at;
}

PairOptions MakePairOptions(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                            const WorkOptions& options) {
  PairOptions pairs(problem.apprentices().size());
  const BulkPoints bulk(problem, rules, options.thread_count);
  pairs.complete = sieve.ForEachApprentice(options, [&](ApprenticeIndex i, absl::Span<const OpeningIndex> feasible) {
    const ApprenticeView apprentice = problem.View(i);
    std::vector<PairOption>& of = pairs.Of(i);
    if (const std::optional<Pin>& pin = problem.PinOf(i)) {
      const OpeningView opening = problem.View(pin->opening);
      if (PinIsLawful(rules, apprentice, opening, *pin)) of = {{pin->opening, PointsOf(rules, apprentice, opening)}};
      return;
    }
    thread_local std::vector<std::int32_t> points;
    bulk.Of(i, feasible, points);
    of.reserve(feasible.size());
    for (std::size_t o = 0; o < feasible.size(); ++o) of.push_back({feasible[o], points[o]});
  });
  return pairs;
}

}  // namespace walz
