// CountScale: pins and tiers alone, in a scale of their own.
//
// The weights of all levels need not outweigh each other by as much as a round with many groups of senders asks for
// (objective.h): there is no room in 128 bits.  For pins and tiers without the levels below them there is, with up to
// 1,022 such groups for ten tiers and pins.  A figure by the weights is taken apart into so many pins and placements of
// each tier and a rest, each digit the nearest; that is what a price at the optimum is made of: a walk through a tree
// past people who come and go.  Nothing is trusted of it: any prices that are not negative bound what matchings are
// worth in this scale too.

#ifndef ENGINE_MATCHING_COUNT_SCALE_H_
#define ENGINE_MATCHING_COUNT_SCALE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/matching/matching.h"

namespace walz {

class CountScale {
 public:
  // Of those levels that `reachable` says can be more than 0.  Each outweighs `senders` + 1 of the next, as the best of
  // a nested flow with so many priced groups of senders asks for (audit_bound.cc).  None: too many senders, or a level
  // without a weight.
  static std::optional<CountScale> Create(const Weights& weights, const Score& reachable, std::int64_t senders);

  // Pins and tiers; 0 below them and for levels that cannot be reached.  Each below 2^100.
  const Weights& worths() const { return worths_; }

  struct Parts {
    absl::int128 worth = 0;  // In this scale.  Within 2^121.
    absl::int128 rest = 0;   // By the weights, below all counts.
  };
  Parts PartsOf(absl::int128 figure) const;

 private:
  struct Level {
    absl::int128 weight;
    absl::int128 worth;
  };

  Weights worths_;
  std::vector<Level> levels_;  // The greatest first.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_COUNT_SCALE_H_
