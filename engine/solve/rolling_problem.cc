#include "engine/solve/rolling_problem.h"

#include <algorithm>

#include "engine/base/check.h"

namespace walz {

std::int64_t RollingGainMax(const RollingProblem& problem) {
  // A path through one slot has at most one stay a unit; a fixed stay outweighs such a path; every place has one.
  // Prices of people, of whom there may be many, and of cuts, of which a slot has as many as units, are gains again.
  std::int64_t places = 1;
  for (const std::int32_t capacity : problem.capacity) places = std::max<std::int64_t>(places, capacity);
  const std::int64_t units = problem.unit_count + 1;
  const std::int64_t in_one_slot = (std::int64_t{1} << 61) / (2 * units * units) / places;
  std::int64_t all_places = 1;
  for (const std::int32_t capacity : problem.capacity) all_places += capacity;
  const std::int64_t in_all = (std::int64_t{1} << 61) / (problem.person_count + 2 * units * all_places);
  return std::min({in_one_slot, in_all, std::int64_t{1} << 50});
}

RollingProfits RollingProfitsAt(const RollingProblem& problem, const RollingPrices& prices) {
  RollingProfits profits;
  profits.left.resize(problem.options.size());
  profits.best.assign(problem.person_count, 0);
  std::vector<std::int64_t> paid(problem.unit_count + 1);
  auto cut = prices.of_cuts.begin();
  for (std::uint32_t s = 0; s < problem.slot_count(); ++s) {
    for (std::size_t t = 0; t < problem.unit_count; ++t) {
      paid[t + 1] = paid[t] + prices.of_units[s * problem.unit_count + t];
    }
    profits.bound += paid.back() * problem.capacity[s];
    const auto first_cut = cut;
    for (; cut != prices.of_cuts.end() && cut->first.slot == s; ++cut)
      profits.bound += cut->second * problem.capacity[s];
    for (std::uint32_t o = problem.slot_starts[s]; o < problem.slot_starts[s + 1]; ++o) {
      const RollingProblem::Option& option = problem.options[o];
      std::int64_t left = option.gain - (paid[option.end] - paid[option.first]);
      for (auto it = first_cut; it != cut; ++it) left -= it->first.Counts(option) ? it->second : 0;
      profits.left[o] = left;
      profits.best[option.person] = std::max(profits.best[option.person], left);
    }
  }
  for (const std::int64_t best : profits.best) profits.bound += best;
  return profits;
}

std::int64_t RollingValue(const RollingProblem& problem, const std::vector<std::uint32_t>& option_of_person) {
  std::int64_t value = 0;
  std::size_t found = 0;
  std::vector<std::int32_t> used(problem.unit_count);
  for (std::size_t s = 0; s < problem.slot_count(); ++s) {
    std::fill(used.begin(), used.end(), 0);
    for (std::uint32_t o = problem.slot_starts[s]; o < problem.slot_starts[s + 1]; ++o) {
      const RollingProblem::Option& option = problem.options[o];
      if (option_of_person[option.person] != o) continue;
      ++found;
      value += option.gain;
      for (std::size_t t = option.first; t < option.end; ++t) WALZ_CHECK(++used[t] <= problem.capacity[s]);
    }
  }
  for (const std::uint32_t option : option_of_person) found -= option != kNoOption ? 1 : 0;
  WALZ_CHECK(found == 0);
  return value;
}

}  // namespace walz
