#include "engine/solve/rolling_duals.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/parallel.h"

namespace walz {
namespace {

constexpr std::size_t kSlotsABlock = 64;
constexpr double kMeanWeight = 0.1;  // Of the newest solution in the averages.
constexpr double kMeanWeightLeast = 0.01;
constexpr double kHeldShare = 0.02;    // Averages never quite forget: less is none.
constexpr double kBrokenLeast = 0.05;  // By less a cut is not worth a price.
constexpr int kPatience = 8;           // Steps without a better bound before steps shrink.

}  // namespace

RollingDuals::RollingDuals(const RollingProblem& problem, std::vector<double> person_price, const WorkOptions& work)
    : problem_(problem),
      work_(work),
      state_(problem.options.size(), State::kFree),
      is_settled_(problem.person_count),
      slots_(problem.slot_count()),
      price_(problem.person_count),
      demand_(problem.person_count),
      mean_demand_(problem.person_count),
      best_price_(std::move(person_price)),
      toll_(problem.options.size()),
      share_(problem.options.size()) {
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    std::int64_t most = 0;
    for (const RollingProblem::Option& option : problem.OptionsOf(s)) most = std::max(most, option.gain);
    slots_[s].taken_bonus = most * (std::int64_t{problem.unit_count} + 1);
  }
  bound_ = Evaluate(best_price_);
}

RollingDuals::RollingDuals(const RollingProblem& problem, const std::vector<std::uint32_t>& names,
                           const RollingDuals& other)
    : RollingDuals(problem, other.best_price_, other.work_) {
  mean_demand_ = other.mean_demand_;
  for (std::size_t o = 0; o < names.size(); ++o) share_[o] = other.share_[names[o]];
  scale_ = other.scale_;
  has_average_ = other.has_average_;
}

std::int64_t RollingDuals::ReducedGain(std::uint32_t option) const {
  return problem_.options[option].gain - toll_[option] - price_[problem_.options[option].person];
}

// Complementary slackness with the prices of the slot's last solution; brings its worth up to date.
bool RollingDuals::IsStillBest(Slot& slot, std::size_t index) const {
  if (slot.paid.empty()) return false;
  std::int64_t worth = 0;
  std::size_t next = 0;
  for (std::uint32_t o = problem_.slot_starts[index]; o < problem_.slot_starts[index + 1]; ++o) {
    const bool is_chosen = next < slot.chosen.size() && slot.chosen[next] == o;
    next += is_chosen ? 1 : 0;
    if (state_[o] == State::kTaken) {
      worth += problem_.options[o].gain - toll_[o];
    } else if (state_[o] == State::kFree) {
      const RollingProblem::Option& option = problem_.options[o];
      const std::int64_t slack = ReducedGain(o) - (slot.paid[option.end] - slot.paid[option.first]);
      if (is_chosen ? slack < 0 : slack > 0) return false;
      if (is_chosen) worth += ReducedGain(o);
    }
  }
  slot.worth = worth;
  return true;
}

void RollingDuals::Solve(std::size_t index, SlotStays& stays, std::vector<SlotStays::Stay>& candidates) {
  Slot& slot = slots_[index];
  candidates.clear();
  std::int64_t bonus = 0;
  for (std::uint32_t o = problem_.slot_starts[index]; o < problem_.slot_starts[index + 1]; ++o) {
    const RollingProblem::Option& option = problem_.options[o];
    if (state_[o] == State::kRemoved) continue;
    const bool is_taken = state_[o] == State::kTaken;
    const std::int64_t profit = is_taken ? option.gain + slot.taken_bonus : ReducedGain(o);
    bonus += is_taken ? slot.taken_bonus + toll_[o] : 0;
    if (profit > 0) candidates.push_back({option.first, option.end, o, profit});
  }
  slot.paid.resize(problem_.unit_count + 1);
  slot.worth = stays.Solve(candidates, problem_.capacity[index], slot.chosen, absl::MakeSpan(slot.paid)) - bonus;
}

// The bound at `price`, and the demand; of no meaning if stopped meanwhile.
std::int64_t RollingDuals::Evaluate(const std::vector<double>& price) {
  for (std::size_t p = 0; p < price_.size(); ++p) price_[p] = static_cast<std::int64_t>(price[p]);
  ParallelFor(slots_.size(), kSlotsABlock, work_.thread_count, [&](std::size_t first, std::size_t last) {
    SlotStays stays;
    std::vector<SlotStays::Stay> candidates;
    for (std::size_t s = first; s < last && !stopped(); ++s) {
      Slot& slot = slots_[s];
      for (const auto& [option, cut] : slot.counted) toll_[option] = 0;
      for (const auto& [option, cut] : slot.counted) toll_[option] += price_[problem_.person_count + cut];
      if (!IsStillBest(slot, s)) Solve(s, stays, candidates);
    }
  });
  std::int64_t bound = 0;
  for (std::size_t i = 0; i < price_.size(); ++i) {
    bound += IsSettled(i) ? 0 : price_[i] * static_cast<std::int64_t>(SupplyOf(i));
  }
  std::fill(demand_.begin(), demand_.end(), 0);
  for (const Slot& slot : slots_) {
    bound += slot.worth;
    for (const std::uint32_t o : slot.chosen) ++demand_[problem_.options[o].person];
    for (const auto& [option, cut] : slot.counted) {
      if (std::binary_search(slot.chosen.begin(), slot.chosen.end(), option)) ++demand_[problem_.person_count + cut];
    }
  }
  return bound;
}

void RollingDuals::Average(double weight) {
  for (std::size_t p = 0; p < demand_.size(); ++p) mean_demand_[p] += weight * (demand_[p] - mean_demand_[p]);
  scale_ *= 1 - weight;
  if (scale_ < 1e-12) {
    for (float& share : share_) share = static_cast<float>(share * scale_);
    scale_ = 1;
  }
  for (const Slot& slot : slots_) {
    for (const std::uint32_t o : slot.chosen) share_[o] += static_cast<float>(weight / scale_);
  }
}

// Upwards is downhill in the price; 0 where the price cannot follow.
double RollingDuals::DirectionOf(std::size_t of, double demand, double price) const {
  const double supply = SupplyOf(of);
  if (IsSettled(of) || (demand < supply && price <= 0)) return 0;
  return supply - demand;
}

void RollingDuals::Spread(int iterations, double step) {
  std::vector<double> price = best_price_;
  std::vector<double> mean = best_price_;
  std::vector<double> moved(price.size());
  for (int i = 0; i < iterations; ++i) {
    const std::int64_t bound = Evaluate(price);
    if (stopped()) return;
    if (bound < bound_) {
      bound_ = bound;
      best_price_ = price;
    }
    const double weight = std::min(1.0, 4.0 / (i + 3));
    Average(weight);
    for (std::size_t p = 0; p < price.size(); ++p) {
      const double direction = DirectionOf(p, demand_[p], price[p]);
      if (direction != 0) {
        moved[p] += direction * direction;
        price[p] = std::max(0.0, price[p] - step * direction / std::sqrt(moved[p]));
      }
      mean[p] += weight * (price[p] - mean[p]);
    }
  }
  has_average_ = iterations > 0 || has_average_;
  const std::int64_t bound = Evaluate(mean);
  if (stopped() || bound >= bound_) return;
  bound_ = bound;
  best_price_ = std::move(mean);
}

void RollingDuals::Refine(int iterations, double hope) {
  bound_ = Evaluate(best_price_);
  if (!has_average_) Average(1);
  has_average_ = true;
  const double goal = static_cast<double>(bound_) * (1 - hope);
  double length = 0.1;
  double weight = kMeanWeight;
  int waited = 0;
  std::vector<double> price(best_price_.size());
  for (int i = 0; i < iterations && !stopped(); ++i) {
    double norm = 0;
    for (std::size_t p = 0; p < price.size(); ++p) {
      const double direction = DirectionOf(p, mean_demand_[p], best_price_[p]);
      norm += direction * direction;
    }
    if (norm < 1e-6) return;
    const double most = std::max(static_cast<double>(bound_) - goal, static_cast<double>(bound_) * 1e-6);
    const double step = length * most / norm;
    for (std::size_t p = 0; p < price.size(); ++p) {
      price[p] = IsSettled(p) ? best_price_[p] : std::max(0.0, best_price_[p] - step * (SupplyOf(p) - mean_demand_[p]));
    }
    const std::int64_t bound = Evaluate(price);
    if (stopped()) return;
    double agreement = 0;
    for (std::size_t p = 0; p < price.size(); ++p) {
      if (!IsSettled(p)) agreement += (SupplyOf(p) - demand_[p]) * (SupplyOf(p) - mean_demand_[p]);
    }
    Average(weight);
    if (bound < bound_) {
      bound_ = bound;
      best_price_ = price;
      waited = 0;
      if (agreement > 0) length = std::min(length * 1.1, 2.0);
    } else if (++waited >= kPatience) {
      length *= 0.66;
      waited = 0;
    }
    if (i % 100 == 99) weight = std::max(weight * 0.9, kMeanWeightLeast);
  }
}

void RollingDuals::Take(std::uint32_t slot, std::uint32_t option) {
  state_[option] = State::kTaken;
  is_settled_[problem_.options[option].person] = true;
  slots_[slot].paid.clear();
}

void RollingDuals::Remove(std::uint32_t slot, std::uint32_t option) {
  state_[option] = State::kRemoved;
  // Without an option that was not chosen the rest stays the best.
  const std::vector<std::uint32_t>& chosen = slots_[slot].chosen;
  if (std::binary_search(chosen.begin(), chosen.end(), option)) slots_[slot].paid.clear();
}

std::size_t RollingDuals::AddCuts() {
  const std::size_t known = cuts_.size();
  for (std::uint32_t s = 0; s < slots_.size(); ++s) AddCutsAt(s);
  best_price_.resize(problem_.person_count + cuts_.size());
  price_.resize(best_price_.size());
  demand_.resize(best_price_.size());
  return cuts_.size() - known;
}

// A cut is broken by somebody who has shares of two stays here, one before the other, while shares of others reach
// from the one to the other.
void RollingDuals::AddCutsAt(std::uint32_t s) {
  std::vector<std::pair<std::uint32_t, double>> held;
  for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
    if (ShareOf(o) > kHeldShare) held.emplace_back(o, ShareOf(o));
  }
  Slot& slot = slots_[s];
  for (const auto& [a, share_of_a] : held) {
    for (const auto& [b, share_of_b] : held) {
      const RollingProblem::Option& left = problem_.options[a];
      const RollingProblem::Option& right = problem_.options[b];
      if (left.person != right.person || left.end > right.first || slot.cuts.size() >= problem_.unit_count) continue;
      const RollingCut cut{s, left.person, static_cast<std::uint16_t>(left.end - 1),
                           static_cast<std::uint16_t>(right.first + 1)};
      double sum = 0;
      for (const auto& [o, share] : held) sum += cut.Counts(problem_.options[o]) ? share : 0;
      const bool is_known =
          std::any_of(slot.cuts.begin(), slot.cuts.end(), [&](std::uint32_t known) { return cuts_[known] == cut; });
      if (sum < problem_.capacity[s] + kBrokenLeast || is_known) continue;
      const auto number = static_cast<std::uint32_t>(cuts_.size());
      cuts_.push_back(cut);
      slot.cuts.push_back(number);
      double& demand = mean_demand_.emplace_back(0);
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        if (!cut.Counts(problem_.options[o])) continue;
        slot.counted.emplace_back(o, number);
        demand += ShareOf(o);
      }
    }
  }
}

RollingPrices RollingDuals::Prices() {
  Evaluate(best_price_);
  const std::size_t units = problem_.unit_count;
  RollingPrices prices;
  prices.of_units.assign(slots_.size() * units, 0);
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    const std::vector<std::int64_t>& paid = slots_[s].paid;
    for (std::size_t t = 0; t + 1 < paid.size(); ++t) prices.of_units[s * units + t] = paid[t + 1] - paid[t];
  }
  for (std::size_t cut = 0; cut < cuts_.size(); ++cut) {
    const std::int64_t price = price_[problem_.person_count + cut];
    if (price > 0) prices.of_cuts.emplace_back(cuts_[cut], price);
  }
  std::sort(prices.of_cuts.begin(), prices.of_cuts.end());
  return prices;
}

}  // namespace walz
