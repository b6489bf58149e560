// Keeps arcs that change, and mends the proof by one path a change.
#include "engine/solve/live_assignment.h"

#include <algorithm>
#include <stop_token>
#include <utility>

#include "engine/base/check.h"
#include "engine/solve/gain_reader.h"
#include "engine/solve/pairing_search.h"
#include "engine/solve/pairing_state.h"
#include "engine/solve/slot_arcs.h"

namespace walz {
namespace {

using Cost = absl::int128;

const Cost kGainMax = Cost{1} << 100;

// Arcs as pairing_search.h wants them, in lists that may change.
class LiveArcs {
 public:
  struct PersonArc {
    std::uint32_t slot = 0;
    Cost gain = 0;
  };

  explicit LiveArcs(const NestedAssignmentProblem& problem)
      : arcs_of_person_(problem.person_count()), arcs_of_slot_(problem.slots.size()) {
    const GainReader<Cost> gains(problem);
    for (std::uint32_t p = 0; p < problem.person_count(); ++p) {
      arcs_of_person_[p].reserve(problem.arc_starts[p + 1] - problem.arc_starts[p]);
      gains.ForEachOfPerson(p, [&](std::uint32_t slot, const Cost& gain) {
        if (gain <= 0) return;
        arcs_of_person_[p].push_back({slot, gain});
        arcs_of_slot_[slot].emplace_back(gain, p);
      });
    }
    for (auto& arcs : arcs_of_slot_) std::sort(arcs.begin(), arcs.end());
  }

  std::size_t person_count() const { return arcs_of_person_.size(); }
  std::size_t slot_count() const { return arcs_of_slot_.size(); }

  template <typename F>
  void ForEachOfPerson(std::uint32_t person, F f) const {
    for (const PersonArc& arc : arcs_of_person_[person]) f(arc.slot, arc.gain);
  }

  const SlotArc<Cost>* OfSlot(std::uint32_t slot, std::size_t index) const {
    return index < arcs_of_slot_[slot].size() ? &arcs_of_slot_[slot][index] : nullptr;
  }

  void Append(std::vector<PersonArc> arcs) {
    const auto person = static_cast<std::uint32_t>(arcs_of_person_.size());
    for (const PersonArc& arc : arcs) {
      std::vector<SlotArc<Cost>>& of_slot = arcs_of_slot_[arc.slot];
      const SlotArc<Cost> added(arc.gain, person);
      of_slot.insert(std::upper_bound(of_slot.begin(), of_slot.end(), added), added);
    }
    arcs_of_person_.push_back(std::move(arcs));
  }

  void Drop(std::uint32_t person) {
    for (const PersonArc& arc : arcs_of_person_[person]) {
      std::vector<SlotArc<Cost>>& of_slot = arcs_of_slot_[arc.slot];
      of_slot.erase(std::lower_bound(of_slot.begin(), of_slot.end(), SlotArc<Cost>(arc.gain, person)));
    }
    arcs_of_person_[person].clear();
  }

 private:
  std::vector<std::vector<PersonArc>> arcs_of_person_;
  std::vector<std::vector<SlotArc<Cost>>> arcs_of_slot_;  // Best first.
};

}  // namespace

class LiveAssignment::Market {
 public:
  Market(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result)
      : arcs_(problem),
        state_(problem.person_count(), problem.slots.size()),
        search_(arcs_, state_, never_stopped_),
        value_(result.value) {
    for (std::uint32_t s = 0; s < arcs_.slot_count(); ++s) {
      state_.AddRoom(s, problem.slots[s].capacity);
      state_.SetPrice(s, result.slot_price[s]);
    }
    for (std::uint32_t p = 0; p < arcs_.person_count(); ++p) {
      if (result.slot_of_person[p] != kNoSlot) state_.Seat(p, result.slot_of_person[p]);
      state_.SetProfit(p, BestProfit(p));
    }
  }

  const PairingState<Cost>& state() const { return state_; }
  const Cost& value() const { return value_; }

  std::uint32_t AddPerson(std::vector<LiveArcs::PersonArc> arcs) {
    arcs_.Append(std::move(arcs));
    const std::uint32_t person = state_.AddPerson();
    state_.SetProfit(person, BestProfit(person));
    Place(person);
    return person;
  }

  void RemovePerson(std::uint32_t person) {
    const std::uint32_t slot = state_.person(person).slot;
    if (slot != kNoSlot) Unseat(person);
    arcs_.Drop(person);
    state_.SetProfit(person, 0);
    if (slot != kNoSlot) Fill(slot);
  }

  void AddPlace(std::uint32_t slot) {
    state_.AddRoom(slot, 1);
    Fill(slot);
  }

  // Whoever sat there last looks for another place, and may well push somebody else of the slot out.
  void TakePlace(std::uint32_t slot) {
    if (state_.slot(slot).room > 0) {
      state_.AddRoom(slot, -1);
      return;
    }
    WALZ_CHECK(!state_.seats(slot).empty());
    const std::uint32_t person = state_.seats(slot).back();
    Unseat(person);
    state_.AddRoom(slot, -1);
    Place(person);
  }

 private:
  Cost BestProfit(std::uint32_t person) const {
    Cost profit = 0;
    arcs_.ForEachOfPerson(person, [&](std::uint32_t slot, const Cost& gain) {
      profit = std::max<Cost>(profit, gain - state_.slot(slot).price);
    });
    return profit;
  }

  void Unseat(std::uint32_t person) {
    value_ -= state_.person(person).profit + state_.slot(state_.person(person).slot).price;
    state_.Unseat(person);
  }

  // What is left of the profit, or of the price, when the path is found is what the path earns.
  void Place(std::uint32_t person) {
    if (!state_.IsOpenPerson(person)) return;
    search_.PlacePerson(person);
    value_ += state_.person(person).profit;
  }

  void Fill(std::uint32_t slot) {
    if (!state_.IsOpenSlot(slot)) return;
    search_.FillPlace(slot);
    value_ += state_.slot(slot).price;
  }

  LiveArcs arcs_;
  PairingState<Cost> state_;
  const std::stop_token never_stopped_;
  PairingSearch<Cost, LiveArcs> search_;
  Cost value_ = 0;
};

LiveAssignment::LiveAssignment(const NestedAssignmentProblem& problem, int thread_count) {
  WALZ_CHECK(problem.person_nodes.empty() && problem.slot_nodes.empty());
  market_ = std::make_unique<Market>(problem, SolveNestedAssignment(problem, {.thread_count = thread_count}));
}

LiveAssignment::~LiveAssignment() = default;

std::uint32_t LiveAssignment::AddPerson(absl::Span<const Arc> arcs) {
  std::vector<LiveArcs::PersonArc> useful;
  for (const Arc& arc : arcs) {
    WALZ_CHECK(arc.slot < market_->state().slot_count() && arc.gain <= kGainMax);
    if (arc.gain > 0) useful.push_back({arc.slot, arc.gain});
  }
  return market_->AddPerson(std::move(useful));
}

void LiveAssignment::RemovePerson(std::uint32_t person) {
  WALZ_CHECK(person < market_->state().person_count());
  market_->RemovePerson(person);
}

void LiveAssignment::ChangeCapacity(std::uint32_t slot, int step) {
  WALZ_CHECK(slot < market_->state().slot_count() && (step == 1 || step == -1));
  if (step == 1) {
    market_->AddPlace(slot);
  } else {
    market_->TakePlace(slot);
  }
}

absl::int128 LiveAssignment::value() const { return market_->value(); }

std::uint32_t LiveAssignment::SlotOf(std::uint32_t person) const { return market_->state().person(person).slot; }

absl::int128 LiveAssignment::PriceOf(std::uint32_t slot) const { return market_->state().slot(slot).price; }

}  // namespace walz
