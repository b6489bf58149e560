// StayFinder: the lawful stays of a pair, remembered by what they depend on.
//
// Pairs with the same date facets have the same lawful stays of the shortest length, so each is asked of the rulebook
// once. A pinned stay is the pair's only one.  Thread rule: not for concurrent use.

#ifndef ENGINE_MATCHING_STAY_FINDER_H_
#define ENGINE_MATCHING_STAY_FINDER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// All lawful stays of one length.
struct StaySet {
  int days = 0;                  // Length of each.
  std::vector<DayRange> starts;  // First days, as ascending ranges; never empty for a feasible pair.

  bool StartsOn(Day first) const {
    return std::any_of(starts.begin(), starts.end(), [&](const DayRange& range) { return range.Contains(first); });
  }
};

class StayFinder {
 public:
  // All arguments must outlive this object.
  StayFinder(const Problem& problem, const RuleBook& rules, const Sieve& sieve);

  // One for another thread, that remembers nothing yet.
  std::unique_ptr<StayFinder> Another() const;

  // The lawful stays of the shortest permitted length.  REQUIRES: the pair is feasible.  The address is stable, and
  // equal for pairs that share their facets.
  const StaySet& ShortestOf(ApprenticeIndex apprentice, OpeningIndex opening);

  // Forgets all, addresses too, if more than so many pairs of facets are remembered: some 130 bytes each.
  void ForgetBeyond(std::size_t count) {
    if (shortest_.size() > count) shortest_ = {};
  }

  // The longest permitted length of the pair (the pin's length for a pinned stay).
  int LongestOf(ApprenticeIndex apprentice, OpeningIndex opening) const;

  // The lawful stays of `days` days; no starts if there are none.
  StaySet OfLength(ApprenticeIndex apprentice, OpeningIndex opening, int days) const;

 private:
  StayFinder(const Problem& problem, const RuleBook& rules, const FacetTable* dates)
      : problem_(problem), rules_(rules), dates_(dates) {}

  const Problem& problem_;
  const RuleBook& rules_;
  const FacetTable* dates_;  // Null if the dates requirement is sparse (rulebooks of tests).
  absl::flat_hash_map<std::uint64_t, std::unique_ptr<StaySet>> shortest_;
  absl::flat_hash_map<std::uint64_t, std::unique_ptr<StaySet>> pinned_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_STAY_FINDER_H_
