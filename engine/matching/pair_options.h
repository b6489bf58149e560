// PairOptions: every apprentice's feasible openings with their points: what the policies choose from.
//
// A pinned apprentice's only option is the pinned opening, if it is lawful (with the pin's stay, where given).
// Memory: 8 bytes a feasible pair, 24 an apprentice.  Thread rule: immutable after MakePairOptions.

#ifndef ENGINE_MATCHING_PAIR_OPTIONS_H_
#define ENGINE_MATCHING_PAIR_OPTIONS_H_

#include <cstdint>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

struct PairOption {
  OpeningIndex opening;
  std::int32_t points;
};

class PairOptions {
 public:
  explicit PairOptions(std::size_t apprentice_count) : of_(apprentice_count) {}

  absl::Span<const PairOption> Of(ApprenticeIndex i) const { return of_[i.value]; }  // By opening, ascending.
  // Null if the opening is no option of the apprentice.  Logarithmic.
  const PairOption* Find(ApprenticeIndex apprentice, OpeningIndex opening) const;
  std::vector<PairOption>& Of(ApprenticeIndex i) { return of_[i.value]; }
  bool complete = true;  // False: stopped before every apprentice was looked at.

 private:
  std::vector<std::vector<PairOption>> of_;
};

PairOptions MakePairOptions(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                            const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_PAIR_OPTIONS_H_
