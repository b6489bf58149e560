// Objective: the goals in numbers: how the levels of Score fold into one value, and back.
//
// Weights are chosen for the problem at hand so that each level outweighs all lower ones together and no sum overflows;
// the lottery gives up low bits first.  Where many tiers would need more, each tier outweighs S + 1 placements of the
// next: in a nested flow with S priced groups of senders that is as good (audit_bound.cc says why).  S is the number of
// groups that can bind, or less if even that does not fit; with more priced groups such a scale proves nothing of
// itself, but the prices of its solution may (count_order.h).

#ifndef ENGINE_MATCHING_OBJECTIVE_H_
#define ENGINE_MATCHING_OBJECTIVE_H_

#include <cstdint>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/matching/matching.h"
#include "engine/matching/pair_options.h"

namespace walz {

// Adds the most that the apprentice can bring each level but the centres' leasts.
void AddCeiling(const Problem& problem, const OptionReach& reach, ApprenticeIndex apprentice, Score& ceiling);

class Objective {
 public:
  // `problem` and `options` must outlive this object.  `reach` is that of all options; `options` may be some of them.
  // `senders`: groups of senders' quotas that can bind.
  Objective(const Problem& problem, const PairOptions& options, const OptionReach& reach, std::int64_t senders);
  Objective(const Problem& problem, const PairOptions& options);

  const Weights& weights() const { return weights_; }
  bool lexicographic() const { return lexicographic_; }
  // In a nested flow with so many priced groups of senders the weights put the levels in order.  Not lexicographic().
  std::int64_t senders_max() const { return senders_max_; }

  // What an apprentice's placement is worth whatever the opening: pin and tier.
  absl::int128 BaseOf(ApprenticeIndex apprentice) const;
  std::uint32_t LotteryOf(ApprenticeIndex apprentice, OpeningIndex opening) const;
  bool IsKept(ApprenticeIndex apprentice, OpeningIndex opening) const;
  // The most that an option of the apprentice can be worth beside BaseOf and its points.
  absl::int128 MostBesidePoints(ApprenticeIndex apprentice) const;
  // The whole value of a placement.
  absl::int128 ValueOf(ApprenticeIndex apprentice, const PairOption& option) const;

  // A centre whose apprentices with an option are enough to reach its fair least.
  struct Least {
    CentreIndex centre;
    std::int32_t least;
  };
  const std::vector<Least>& leasts() const { return leasts_; }  // By centre.

  // The most that each level can reach.
  const Score& ceiling() const { return ceiling_; }

  // The least Score that no matching of value <= bound exceeds.  REQUIRES: lexicographic().
  Score ScoreBound(absl::int128 bound) const;

  // The Score of placements by apprentice.
  Score ScoreOf(const std::vector<Placement>& placements) const;

 private:
  void Count(const OptionReach& reach);
  void ChooseWeights(std::int64_t senders);
  // Sets weights_ and says whether they fit.
  bool TryWeights(int lottery_shift);

  const Problem& problem_;
  const PairOptions& options_;
  std::vector<std::uint64_t> apprentice_lottery_;
  std::vector<std::uint64_t> opening_hash_;
  std::vector<Least> leasts_;
  Score ceiling_;
  std::int64_t placeable_ = 0;
  std::int64_t least_unit_ = 1;  // Weights::least is a multiple of it, so that every centre's share is whole.
  Weights weights_;
  bool lexicographic_ = true;
  std::int64_t senders_max_ = 0;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_OBJECTIVE_H_
