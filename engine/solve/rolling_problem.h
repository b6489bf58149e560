// RollingProblem: people choose stays at slots whose places serve one stay after another, at the greatest sum of gains.
//
// Problem.  Time is a row of units.  Slot s has capacity(s) places in every unit.  An option is a stay of one person at
// one slot from unit `first` up to and without unit `end`.  Choose options, at most one for each person and in each
// unit at most capacity(s) at slot s, with the greatest sum of gains.
//
// Proof.  Any prices >= 0 of slots and units prove
//   value <= bound = sum over slots and units of capacity * price
//                  + sum over people of max(0, max over options of (gain - prices of the option's slot in its units)).
// The choice as a whole is hard (at most one stay a person makes it no flow), so bound and value need not meet.
//
// Thread rule: plain data and free functions.

#ifndef ENGINE_SOLVE_ROLLING_PROBLEM_H_
#define ENGINE_SOLVE_ROLLING_PROBLEM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/types/span.h>

namespace walz {

inline constexpr std::uint32_t kNoOption = 0xffffffffu;

struct RollingProblem {
  struct Option {
    std::uint32_t person = 0;
    std::uint16_t first = 0;  // The stay occupies units [first, end); not empty.
    std::uint16_t end = 0;
    std::int64_t gain = 0;  // Options with a gain <= 0 are never taken.
  };

  std::size_t slot_count() const { return capacity.size(); }
  absl::Span<const Option> OptionsOf(std::size_t slot) const {
    return absl::MakeConstSpan(options).subspan(slot_starts[slot], slot_starts[slot + 1] - slot_starts[slot]);
  }

  std::uint32_t person_count = 0;
  std::uint32_t unit_count = 0;            // 1..65535.
  std::vector<std::int32_t> capacity;      // By slot; >= 0.
  std::vector<std::uint32_t> slot_starts;  // Options of slot s: slot_starts[s] .. slot_starts[s + 1].
  std::vector<Option> options;             // By slot, then first.
};

// The greatest gain with which no sum of the solver overflows.  Prices are whole numbers: gains that are small numbers
// should be multiplied first (by 4,096, say), or rounding makes the bound loose.
std::int64_t RollingGainMax(const RollingProblem& problem);

// Prices by slot and unit: [slot * unit_count + unit].
using RollingPrices = std::vector<std::int64_t>;

// The right side of the proof.  O(options + slots * units).
std::int64_t RollingBound(const RollingProblem& problem, const RollingPrices& prices);

// The sum of gains of one option (or kNoOption) for each person.  Stops the process (WALZ_CHECK) if they are unlawful.
std::int64_t RollingValue(const RollingProblem& problem, const std::vector<std::uint32_t>& option_of_person);

}  // namespace walz

#endif  // ENGINE_SOLVE_ROLLING_PROBLEM_H_
