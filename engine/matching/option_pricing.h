// OptionPricing: one pass over all options: what each is worth to its apprentice at given tolls, and the best of those
// that are worth more than a floor.
//
// Thread rule: one call at a time; uses the threads of its WorkOptions.

#ifndef ENGINE_MATCHING_OPTION_PRICING_H_
#define ENGINE_MATCHING_OPTION_PRICING_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/stop.h"
#include "engine/matching/all_options.h"
#include "engine/matching/assignment_model.h"
#include "engine/matching/objective.h"

namespace walz {

class OptionPricing {
 public:
  // What an option uses of the weighted quota; asked from several threads, only if it has a price.
  using UseOf = std::function<std::int32_t(ApprenticeIndex, OpeningIndex)>;

  // All must outlive this object.
  OptionPricing(const AllOptions& all, const Objective& objective, UseOf use_of)
      : all_(all), objective_(objective), use_of_(std::move(use_of)) {}

  // The option's value less what it costs.
  absl::int128 WorthOf(ApprenticeIndex apprentice, const PairOption& option, const Tolls& tolls) const;

  struct Pass {
    bool finished = false;     // False: stopped.
    absl::int128 gains = 0;    // Sum over apprentices of max(0, the best option's worth).
    std::int64_t seekers = 0;  // Apprentices with an option worth more than nothing and than any that they had.
    std::int64_t added = 0;
  };
  // Adds to each apprentice's `options` up to `count` of all its options, the best first.  With `slack` those alone
  // that are worth more than nothing less the slack, and than its best one less that.
  Pass Add(const Tolls& tolls, std::optional<absl::int128> slack, std::size_t count, PairOptions& options,
           const WorkOptions& work) const;

 private:
  const AllOptions& all_;
  const Objective& objective_;
  UseOf use_of_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_OPTION_PRICING_H_
