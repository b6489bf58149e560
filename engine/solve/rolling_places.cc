#include "engine/solve/rolling_places.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/parallel.h"
#include "engine/solve/rolling_dive.h"
#include "engine/solve/rolling_duals.h"
#include "engine/solve/rolling_search.h"

namespace walz {
namespace {

constexpr double kSpreadStep = 0.6;  // Times the mean gain.
constexpr int kSpreadsMax = 150;
// Wide steps first: with a hope of 3e-3 at first, twice as many moves come less far.
constexpr double kHopes[] = {1e-2, 5e-3, 2e-3, 7e-4, 2e-4, 5e-5, 2e-5};
constexpr int kMovesOfHope = 80;
constexpr int kMovesOfCuts = 100;  // Each round.
constexpr int kCutRounds = 10;
constexpr double kHopeOfCuts = 5e-4;
constexpr double kCutsWorth = 2e-5;             // Of the bound; rounds of cuts that win less are the last.
constexpr int kMovesMin = 30;                   // Of a small component, which settles soon.
constexpr std::size_t kSiftedFrom = 200'000;    // Options of a large problem,
constexpr double kSiftedShare = 0.25;           // and how much of it is looked at once prices are about right.
constexpr std::size_t kOptionsAlone = 100'000;  // Components from this size on use all threads themselves.

// A part of a problem that shares neither people nor slots with the rest.
struct Component {
  RollingProblem problem;
  std::vector<std::uint32_t> people;  // Names in the whole problem, by number here.
  std::vector<std::uint32_t> slots;
  std::vector<std::uint32_t> options;
  RollingResult result;
};

std::vector<std::uint32_t> ComponentOfSlots(const RollingProblem& problem) {
  std::vector<std::uint32_t> parent(problem.slot_count());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](std::uint32_t slot) {
    while (parent[slot] != slot) slot = parent[slot] = parent[parent[slot]];
    return slot;
  };
  std::vector<std::uint32_t> slot_of_person(problem.person_count, kNoOption);
  for (std::uint32_t s = 0; s < problem.slot_count(); ++s) {
    for (const RollingProblem::Option& option : problem.OptionsOf(s)) {
      std::uint32_t& known = slot_of_person[option.person];
      if (known == kNoOption) known = s;
      const std::uint32_t a = root(known);
      const std::uint32_t b = root(s);
      parent[std::max(a, b)] = std::min(a, b);
    }
  }
  for (std::uint32_t s = 0; s < parent.size(); ++s) parent[s] = root(s);
  return parent;
}

std::vector<Component> ComponentsOf(const RollingProblem& problem) {
  const std::vector<std::uint32_t> root = ComponentOfSlots(problem);
  std::vector<Component> components;
  std::vector<std::uint32_t> component_of_root(problem.slot_count(), kNoOption);
  std::vector<std::uint32_t> number_of_person(problem.person_count, kNoOption);
  for (std::uint32_t s = 0; s < problem.slot_count(); ++s) {
    if (problem.OptionsOf(s).empty()) continue;
    std::uint32_t& at = component_of_root[root[s]];
    if (at == kNoOption) {
      at = static_cast<std::uint32_t>(components.size());
      components.emplace_back();
      components.back().problem.unit_count = problem.unit_count;
      components.back().problem.slot_starts.push_back(0);
    }
    Component& component = components[at];
    component.slots.push_back(s);
    component.problem.capacity.push_back(problem.capacity[s]);
    for (std::uint32_t o = problem.slot_starts[s]; o < problem.slot_starts[s + 1]; ++o) {
      RollingProblem::Option option = problem.options[o];
      std::uint32_t& person = number_of_person[option.person];
      if (person == kNoOption) {
        person = component.problem.person_count++;
        component.people.push_back(option.person);
      }
      option.person = person;
      component.problem.options.push_back(option);
      component.options.push_back(o);
    }
    component.problem.slot_starts.push_back(static_cast<std::uint32_t>(component.problem.options.size()));
  }
  return components;
}

// Everybody at the best gain: no slot can pay that.  Right where places abound; where they are short, people at 0 are
// nearer to the truth.
std::vector<double> StartPrices(const RollingProblem& problem, const WorkOptions& work) {
  std::vector<double> best(problem.person_count, 0);
  double sum = 0;
  for (const RollingProblem::Option& option : problem.options) {
    best[option.person] = std::max(best[option.person], static_cast<double>(option.gain));
  }
  for (const double gain : best) sum += gain;
  std::vector<double> none(problem.person_count, 0);
  const RollingDuals at_none(problem, none, work);
  return static_cast<double>(at_none.bound()) < sum ? none : best;
}

double MeanGain(const RollingProblem& problem) {
  double sum = 0;
  for (const RollingProblem::Option& option : problem.options) {
    sum += static_cast<double>(std::max<std::int64_t>(option.gain, 0));
  }
  return sum / static_cast<double>(problem.options.size());
}

// The options that prices leave most of, and their names in the whole problem.
struct SiftedProblem {
  RollingProblem problem;
  std::vector<std::uint32_t> names;
};

// Of a large problem a part of the options; those that matter are among them once prices are about right.
SiftedProblem Sift(const RollingProblem& problem, const RollingProfits& profits) {
  const auto slack = [&](std::uint32_t o) { return profits.best[problem.options[o].person] - profits.left[o]; };
  std::int64_t slack_max = std::numeric_limits<std::int64_t>::max();
  if (problem.options.size() >= kSiftedFrom) {
    std::vector<std::int64_t> slacks(problem.options.size());
    for (std::uint32_t o = 0; o < slacks.size(); ++o) slacks[o] = slack(o);
    const auto last = slacks.begin() + static_cast<std::ptrdiff_t>(kSiftedShare * static_cast<double>(slacks.size()));
    std::nth_element(slacks.begin(), last, slacks.end());
    slack_max = *last;
  }
  SiftedProblem sifted;
  sifted.problem.person_count = problem.person_count;
  sifted.problem.unit_count = problem.unit_count;
  sifted.problem.capacity = problem.capacity;
  sifted.problem.slot_starts.push_back(0);
  for (std::uint32_t s = 0; s < problem.slot_count(); ++s) {
    for (std::uint32_t o = problem.slot_starts[s]; o < problem.slot_starts[s + 1]; ++o) {
      if (slack(o) > slack_max) continue;
      sifted.problem.options.push_back(problem.options[o]);
      sifted.names.push_back(o);
    }
    sifted.problem.slot_starts.push_back(static_cast<std::uint32_t>(sifted.problem.options.size()));
  }
  return sifted;
}

void RefineWithCuts(int moves_max, RollingDuals& duals) {
  for (const double hope : kHopes) duals.Refine(std::min(moves_max, kMovesOfHope), hope);
  for (int round = 0; round < kCutRounds && duals.AddCuts() > 0; ++round) {
    const auto before = static_cast<double>(duals.bound());
    duals.Refine(std::min(moves_max, kMovesOfCuts), kHopeOfCuts);
    if (static_cast<double>(duals.bound()) > before * (1 - kCutsWorth)) return;
  }
}

void SolveComponent(const RollingOptions& options, const WorkOptions& work, Component& component) {
  const RollingProblem& problem = component.problem;
  RollingResult& result = component.result;
  const int moves_max = static_cast<int>(std::clamp<std::size_t>(problem.options.size() / 20, kMovesMin, kSpreadsMax));
  std::optional<RollingDuals> duals_of_all(std::in_place, problem, StartPrices(problem, work), work);
  duals_of_all->Spread(moves_max, kSpreadStep * MeanGain(problem));
  result.prices = duals_of_all->Prices();
  const RollingProfits profits = RollingProfitsAt(problem, result.prices);
  result.bound = profits.bound;
  const SiftedProblem sifted = Sift(problem, profits);
  RollingDuals duals(sifted.problem, sifted.names, *duals_of_all);
  duals_of_all.reset();
  RefineWithCuts(moves_max, duals);
  RollingPrices refined = duals.Prices();
  const std::int64_t refined_bound = RollingProfitsAt(problem, refined).bound;
  // Not so if the options left out count, or after a stop.
  if (refined_bound < result.bound) {
    result.bound = refined_bound;
    result.prices = std::move(refined);
  }

  std::vector<std::uint32_t> option_of_person(problem.person_count, kNoOption);
  for (const std::uint32_t o : DiveRolling(sifted.problem, {}, work, duals)) {
    option_of_person[sifted.problem.options[o].person] = o;
  }
  const auto tell = [&](std::int64_t value) {
    if (options.tell) options.tell(value, result.bound);
  };
  tell(RollingValue(sifted.problem, option_of_person));
  ImproveRolling(sifted.problem, result.prices, {options.regions_a_slot, tell}, work, option_of_person);
  for (std::uint32_t& o : option_of_person) o = o != kNoOption ? sifted.names[o] : kNoOption;
  result.option_of_person = std::move(option_of_person);
  result.value = RollingValue(problem, result.option_of_person);
  tell(result.value);
}

}  // namespace

RollingResult SolveRolling(const RollingProblem& problem, const RollingOptions& options, const WorkOptions& work) {
  const std::int64_t gain_max = RollingGainMax(problem);
  for (const RollingProblem::Option& option : problem.options) WALZ_CHECK(option.gain <= gain_max);
  std::vector<Component> components = ComponentsOf(problem);
  std::vector<Component*> small;
  for (Component& component : components) {
    if (component.problem.options.size() < kOptionsAlone) {
      small.push_back(&component);
    } else {
      SolveComponent(options, work, component);
    }
  }
  // Only one thread may tell.
  const RollingOptions quietly = {options.regions_a_slot};
  const bool is_alone = small.size() == 1;
  ParallelFor(small.size(), 1, is_alone ? 1 : work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      SolveComponent(is_alone ? options : quietly, is_alone ? work : WorkOptions{.stop = work.stop}, *small[i]);
    }
  });
  RollingResult result;
  result.stopped = work.stop.stop_requested();
  result.option_of_person.assign(problem.person_count, kNoOption);
  result.prices.of_units.assign(problem.slot_count() * problem.unit_count, 0);
  for (const Component& component : components) {
    result.value += component.result.value;
    result.bound += component.result.bound;
    for (std::size_t p = 0; p < component.people.size(); ++p) {
      const std::uint32_t o = component.result.option_of_person[p];
      if (o != kNoOption) result.option_of_person[component.people[p]] = component.options[o];
    }
    for (std::size_t s = 0; s < component.slots.size(); ++s) {
      std::copy_n(component.result.prices.of_units.begin() + static_cast<std::ptrdiff_t>(s * problem.unit_count),
                  problem.unit_count,
                  result.prices.of_units.begin() +
                      static_cast<std::ptrdiff_t>(std::size_t{component.slots[s]} * problem.unit_count));
    }
    for (auto [cut, price] : component.result.prices.of_cuts) {
      cut.slot = component.slots[cut.slot];
      cut.person = component.people[cut.person];
      result.prices.of_cuts.emplace_back(cut, price);
    }
  }
  std::sort(result.prices.of_cuts.begin(), result.prices.of_cuts.end());
  return result;
}

}  // namespace walz
