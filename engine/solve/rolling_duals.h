// RollingDuals: prices of people for a RollingProblem: each slot's best stays at these prices are found exactly, and
// the prices move until people are asked for about once.
//
// Leaving out "at most one stay a person" at a price u(person) >= 0 for each gives, for any prices,
//   value <= bound(u) = sum of u + sum over slots of the best stays at gains reduced by u
// (Lagrange).  First prices move by single steps that shrink for whoever has moved often (AdaGrad; Duchi, Hazan, Singer
// 2011), which is robust from any start; then along averaged directions (volume algorithm; Barahona, Anbil 2000).  The
// averages say how far each option is part of the fractional optimum: its share.  A slot is solved again only where
// the prices of its last solution no longer prove it the best.
//
// Cuts (rolling_problem.h) that the averages break are let in and get prices of their own, which move like those of
// people; a slot's stays at given prices remain a flow.
//
// Options can be taken for good or removed; the bound is then one of what is left.
// All sums are whole numbers or run in one fixed order: a pure function of the problem, whatever thread_count says.
// Thread rule: not for concurrent use.

#ifndef ENGINE_SOLVE_ROLLING_DUALS_H_
#define ENGINE_SOLVE_ROLLING_DUALS_H_

#include <cstdint>
#include <vector>

#include "engine/base/stop.h"
#include "engine/solve/rolling_problem.h"
#include "engine/solve/slot_stays.h"

namespace walz {

class RollingDuals {
 public:
  // `problem` and `work` must outlive this object.  Starts at these prices of people (by person, >= 0).
  RollingDuals(const RollingProblem& problem, std::vector<double> person_price, const WorkOptions& work);

  // Goes on where `other` stands, of which `problem` has some of the options, by `names`.  REQUIRES: `other` has taken
  // and removed nothing, and knows no cuts.
  RollingDuals(const RollingProblem& problem, const std::vector<std::uint32_t>& names, const RollingDuals& other);

  // Moves all prices `iterations` times by single steps, the first of size `step`.
  void Spread(int iterations, double step);
  // Moves prices `iterations` times along averaged directions towards a bound lower by the share `hope`.
  void Refine(int iterations, double hope);

  // Lets in the cuts that the averages break by more than a little, at no price; returns how many.
  std::size_t AddCuts();

  // The least bound so far.
  std::int64_t bound() const { return bound_; }
  // Of units and cuts, at the best prices of people and cuts; no greater bound follows from them.
  RollingPrices Prices();

  enum class State : std::uint8_t { kFree, kTaken, kRemoved };
  // After these, bound() is that of what is left once prices have moved.  REQUIRES: what is taken is lawful.
  void Take(std::uint32_t slot, std::uint32_t option);
  void Remove(std::uint32_t slot, std::uint32_t option);
  State StateOf(std::uint32_t option) const { return state_[option]; }
  // 0..1: how far the option is part of the averaged solution.
  double ShareOf(std::uint32_t option) const { return state_[option] == State::kFree ? share_[option] * scale_ : 0; }

 private:
  struct Slot {
    std::vector<std::uint32_t> chosen;  // Options.
    std::vector<std::int64_t> paid;     // As SlotStays says; empty: to be solved.
    std::vector<std::uint32_t> cuts;  // At most as many as there are units, so that sums stay within RollingGainMax().
    // Options that count in cuts, and in which.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> counted;
    std::int64_t worth = 0;        // Reduced gains of the chosen, whole gains of the taken.
    std::int64_t taken_bonus = 0;  // Outweighs all other stays of the slot.
  };

  std::int64_t Evaluate(const std::vector<double>& price);
  void Solve(std::size_t slot, SlotStays& stays, std::vector<SlotStays::Stay>& candidates);
  void AddCutsAt(std::uint32_t slot);
  bool IsStillBest(Slot& slot, std::size_t index) const;
  std::int64_t ReducedGain(std::uint32_t option) const;
  // How often whoever has the price may be asked for.
  double SupplyOf(std::size_t of) const {
    return of < problem_.person_count ? 1 : problem_.capacity[cuts_[of - problem_.person_count].slot];
  }
  bool IsSettled(std::size_t of) const { return of < problem_.person_count && is_settled_[of]; }
  double DirectionOf(std::size_t of, double demand, double price) const;
  void Average(double weight);
  bool stopped() const { return work_.stop.stop_requested(); }

  const RollingProblem& problem_;
  const WorkOptions& work_;
  std::vector<State> state_;      // By option.
  std::vector<bool> is_settled_;  // By person: has a taken option.
  std::vector<Slot> slots_;
  // By person, and behind them by cut:
  std::vector<std::int64_t> price_;   // Those of the last evaluation.
  std::vector<std::int32_t> demand_;  // How often the last evaluation asks for them.
  std::vector<double> mean_demand_;   // Averages.
  std::vector<double> best_price_;
  std::vector<RollingCut> cuts_;
  std::vector<std::int64_t> toll_;  // By option: the prices of the cuts in which it counts.
  std::vector<float> share_;        // By option; times scale_.
  double scale_ = 1;
  std::int64_t bound_ = 0;
  bool has_average_ = false;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_ROLLING_DUALS_H_
