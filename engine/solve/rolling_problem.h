// RollingProblem: people choose stays at slots whose places serve one stay after another, at the greatest sum of gains.
//
// Problem.  Time is a row of units.  Slot s has capacity(s) places in every unit.  An option is a stay of one person at
// one slot from unit `first` up to and without unit `end`.  Choose options, at most one for each person and in each
// unit at most capacity(s) at slot s, with the greatest sum of gains.
//
// Proof.  Any prices >= 0 of slots and units, and of cuts, prove
//   value <= bound = sum over slots and units of capacity * price + sum over cuts of the slot's capacity * price
//                  + sum over people of max(0, max over options of (gain - prices of the option's slot in its units
//                                                                        - prices of cuts in which it counts)).
// A cut (RollingCut) is what every lawful choice keeps and the linear relaxation may break.  The choice as a whole is
// hard (at most one stay a person makes it no flow), so bound and value need not meet.
//
// Thread rule: plain data and free functions.

#ifndef ENGINE_SOLVE_ROLLING_PROBLEM_H_
#define ENGINE_SOLVE_ROLLING_PROBLEM_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
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

// At a slot, no more than its capacity are, together, the stays of `person` that meet any of the units [first, end) and
// the stays of others that hold all of them: in a unit that the person's stay holds, all of these stand at once
// (choice_cuts.h).
struct RollingCut {
  bool Counts(const RollingProblem::Option& option) const {
    return option.person == person ? option.first < end && first < option.end
                                   : option.first <= first && end <= option.end;
  }
  friend auto operator<=>(const RollingCut&, const RollingCut&) = default;

  std::uint32_t slot = 0;
  std::uint32_t person = 0;
  std::uint16_t first = 0;
  std::uint16_t end = 0;
};

struct RollingPrices {
  friend bool operator==(const RollingPrices&, const RollingPrices&) = default;

  std::vector<std::int64_t> of_units;                        // [slot * unit_count + unit]
  std::vector<std::pair<RollingCut, std::int64_t>> of_cuts;  // By cut.
};

// What prices say of a problem, option by option and person by person.
struct RollingProfits {
  std::vector<std::int64_t> left;  // By option: its gain less all prices.
  std::vector<std::int64_t> best;  // By person: the most that is left, or 0.
  std::int64_t bound = 0;          // The right side of the proof.
};

// O(options * cuts of a slot + slots * units).
RollingProfits RollingProfitsAt(const RollingProblem& problem, const RollingPrices& prices);

// The sum of gains of one option (or kNoOption) for each person.  Stops the process (WALZ_CHECK) if they are unlawful.
std::int64_t RollingValue(const RollingProblem& problem, const std::vector<std::uint32_t>& option_of_person);

}  // namespace walz

#endif  // ENGINE_SOLVE_ROLLING_PROBLEM_H_
