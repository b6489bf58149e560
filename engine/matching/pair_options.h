// PairOptions: every apprentice's feasible openings with their points: what the policies choose from.
//
// A pinned apprentice's only option is the pinned opening, if it is lawful (with the pin's stay, where given).
// Memory: 8 bytes an option, 24 an apprentice.  Thread rule: different apprentices from different threads.

#ifndef ENGINE_MATCHING_PAIR_OPTIONS_H_
#define ENGINE_MATCHING_PAIR_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/types/span.h>

#include "engine/model/problem.h"

namespace walz {

struct PairOption {
  OpeningIndex opening;
  std::int32_t points;
};

class PairOptions {
 public:
  explicit PairOptions(std::size_t apprentice_count = 0) : of_(apprentice_count) {}

  absl::Span<const PairOption> Of(ApprenticeIndex i) const { return of_[i.value]; }  // By opening, ascending.
  // Null if the opening is no option of the apprentice.  Logarithmic.
  const PairOption* Find(ApprenticeIndex apprentice, OpeningIndex opening) const;
  std::vector<PairOption>& Of(ApprenticeIndex i) { return of_[i.value]; }
  // Adds the option where it is missing.
  void Insert(ApprenticeIndex apprentice, const PairOption& option);
  std::size_t apprentice_count() const { return of_.size(); }
  bool complete = true;  // False: stopped before every apprentice was looked at.

 private:
  std::vector<std::vector<PairOption>> of_;
};

// What each apprentice could reach if nobody else wanted anything.
struct OptionReach {
  explicit OptionReach(std::size_t apprentice_count)
      : points_max(apprentice_count, kNoOption), can_keep(apprentice_count, 0) {}

  static constexpr std::int32_t kNoOption = -1;

  bool HasOption(ApprenticeIndex i) const { return points_max[i.value] != kNoOption; }
  // Different apprentices from different threads.
  void Note(const Problem& problem, ApprenticeIndex apprentice, absl::Span<const PairOption> options);

  std::vector<std::int32_t> points_max;  // By apprentice; kNoOption.
  std::vector<char> can_keep;            // By apprentice: the opening of the last run is among the options.
};

OptionReach OptionReachOf(const Problem& problem, const PairOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_PAIR_OPTIONS_H_
