// AllOptions: every apprentice's feasible openings with their points, again and again, though they may be too many to
// be kept.
//
// The options of the first `pairs_kept_max` pairs are remembered; those of other apprentices are found anew by the
// sieve in each pass.  Which ones are remembered changes no result. Memory: 8 bytes a pair kept, 37 an apprentice.
// Thread rule: const methods from any thread.

#ifndef ENGINE_MATCHING_ALL_OPTIONS_H_
#define ENGINE_MATCHING_ALL_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/bulk_points.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class AllOptions {
 public:
  using Visit = std::function<void(ApprenticeIndex, absl::Span<const PairOption>)>;

  // All must outlive this object.  One pass of the sieve.
  AllOptions(const Problem& problem, const RuleBook& rules, const Sieve& sieve, std::int64_t pairs_kept_max,
             const WorkOptions& work);

  // False: stopped before every apprentice was looked at; then nothing else may be asked but kept().
  bool complete() const { return complete_; }

  std::int64_t pair_count() const { return pair_count_; }

  // Options by apprentice as far as they are kept; those of all if is_whole().
  const PairOptions& kept() const { return kept_; }
  bool is_whole() const { return sieved_.empty(); }

  // What each apprentice could reach.
  const OptionReach& reach() const { return reach_; }

  // Calls `visit` once for each apprentice that has an option; in any order, from several threads if
  // work.thread_count > 1.  Stops early when asked to and returns false then.
  bool ForEach(absl::string_view stage, const WorkOptions& work, const Visit& visit) const;

 private:
  // Calls use(options) with the options of a sieved apprentice.
  template <typename Use>
  void MakeOptions(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible, const Use& use) const;

  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  BulkPoints bulk_;
  PairOptions kept_;
  OptionReach reach_;
  std::vector<ApprenticeIndex> sieved_;  // Those whose options are not kept; ascending.
  std::int64_t pair_count_ = 0;
  bool complete_ = false;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_ALL_OPTIONS_H_
