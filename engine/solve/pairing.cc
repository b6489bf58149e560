// The steps of a best pairing in order, in 64 bits where the gains fit and in 128 elsewhere.
#include "engine/solve/pairing.h"

#include <algorithm>
#include <utility>

#include "engine/base/parallel.h"
#include "engine/solve/gain_reader.h"
#include "engine/solve/pairing_search.h"
#include "engine/solve/pairing_state.h"
#include "engine/solve/person_bidding.h"
#include "engine/solve/place_bidding.h"
#include "engine/solve/shortage.h"
#include "engine/solve/slot_arcs.h"

namespace walz {
namespace {

constexpr std::size_t kBidsAPerson = 16;
constexpr std::size_t kPeopleOfBlock = 4096;
constexpr std::int64_t kProgressSteps = 200;

template <typename Cost>
class Pairing {
 public:
  Pairing(const NestedAssignmentProblem& problem, const PairingPart& part, const Cost& ceiling,
          const WorkOptions& options)
      : problem_(problem),
        part_(part),
        ceiling_(ceiling),
        options_(options),
        gains_(problem),
        arcs_(gains_),
        state_(problem.person_count(), problem.slots.size()) {
    for (std::uint32_t s = 0; s < problem.slots.size(); ++s) state_.AddRoom(s, CapacityOf(s));
    for (std::uint32_t p = 0; p < problem.person_count(); ++p) {
      const bool has_arcs = problem.arc_starts[p] < problem.arc_starts[p + 1];
      if (has_arcs && (part.has_person.empty() || part.has_person[p])) people_.push_back(p);
    }
  }

  PairingEnd Solve(const NestedAssignmentStart& start, const std::function<void(std::int64_t)>& done) {
    if (start.slot_price.empty()) {
      BeginAtShortage();
    } else {
      BeginAt(start);
    }
    return CloseAll(done);
  }

  void Read(NestedAssignmentResult& result) const {
    for (const std::uint32_t person : people_) result.slot_of_person[person] = state_.person(person).slot;
    for (std::uint32_t s = 0; s < state_.slot_count(); ++s) {
      const bool is_of_part = part_.capacities.empty() || part_.capacities[s] > 0;
      if (is_of_part) result.slot_price[s] = state_.slot(s).price;
    }
  }

 private:
  std::int32_t CapacityOf(std::uint32_t slot) const {
    return part_.capacities.empty() ? problem_.slots[slot].capacity : part_.capacities[slot];
  }

  void BeginAtShortage() {
    const std::vector<char> is_short = FindShortSlots();
    std::vector<std::uint32_t> bidders;
    for (std::uint32_t s = 0; s < state_.slot_count(); ++s) {
      if (CapacityOf(s) > 0 && is_short[s]) bidders.push_back(s);
      if (CapacityOf(s) == 0) state_.SetPrice(s, ceiling_);
    }
    if (!bidders.empty() && !BuildArcs()) return;
    for (const std::uint32_t slot : bidders) {
      const SlotArc<Cost>* best = arcs_.OfSlot(slot, 0);
      if (best != nullptr) state_.SetPrice(slot, best->gain());
    }
    BidAsPeople();
    SetProfits();
    BidAsSlots(std::move(bidders));
  }

  std::vector<char> FindShortSlots() {
    Shortage<SlotArcs<Cost>> shortage(arcs_, state_, options_.stop);
    const bool is_plenty = shortage.SeatGreedily(people_) == 0;
    if (is_plenty || (shortage.AsksFromSlots() && !BuildArcs())) return std::vector<char>(state_.slot_count(), 0);
    return shortage.FindShortSlots();
  }

  // False if stopped.
  bool BuildArcs() { return arcs_.is_built() || arcs_.Build(people_, options_); }

  void BeginAt(const NestedAssignmentStart& start) {
    for (std::uint32_t s = 0; s < state_.slot_count(); ++s) {
      const absl::int128 price = std::clamp<absl::int128>(start.slot_price[s], 0, ceiling_);
      state_.SetPrice(s, CapacityOf(s) == 0 ? ceiling_ : static_cast<Cost>(price));
    }
    SetProfits();
    for (const std::uint32_t person : start.slot_of_person.empty() ? std::vector<std::uint32_t>() : people_) {
      const std::uint32_t kept = start.slot_of_person[person];
      if (kept == kNoSlot) continue;
      gains_.ForEachOfPerson(person, [&](std::uint32_t slot, const Cost& gain) {
        if (slot == kept) SitIfTight(person, slot, gain);
      });
    }
    SitDown();
  }

  // The least profits that the prices leave.
  void SetProfits() {
    ParallelFor(people_.size(), kPeopleOfBlock, options_.thread_count, [&](std::size_t first, std::size_t last) {
      if (options_.stop.stop_requested()) return;
      for (std::size_t i = first; i < last; ++i) {
        Cost profit = 0;
        gains_.ForEachOfPerson(people_[i], [&](std::uint32_t slot, const Cost& gain) {
          profit = std::max<Cost>(profit, gain - state_.slot(slot).price);
        });
        state_.SetProfit(people_[i], profit);
      }
    });
  }

  void SitIfTight(std::uint32_t person, std::uint32_t slot, const Cost& gain) {
    const bool is_tight = state_.person(person).profit + state_.slot(slot).price == gain;
    if (is_tight && state_.slot(slot).room > 0 && state_.person(person).slot == kNoSlot) state_.Seat(person, slot);
  }

  void SitDown() {
    for (const std::uint32_t person : people_) {
      if (!state_.IsOpenPerson(person)) continue;
      gains_.ForEachOfPerson(person, [&](std::uint32_t slot, const Cost& gain) { SitIfTight(person, slot, gain); });
    }
  }

  void BidAsPeople() {
    PersonBidding<Cost, SlotArcs<Cost>> bidding(arcs_, state_, options_.stop);
    Bid(bidding, people_);
  }

  void BidAsSlots(std::vector<std::uint32_t> bidders) {
    PlaceBidding<Cost, SlotArcs<Cost>> bidding(arcs_, state_, options_.stop);
    Bid(bidding, std::move(bidders));
  }

  // A bid is a thousandth of a long search; so it goes on as long as few bids a person can have been enough.
  template <typename Bidding>
  void Bid(Bidding& bidding, std::vector<std::uint32_t> bidders) {
    const std::size_t bids_most = kBidsAPerson * people_.size();
    std::size_t bids = 0;
    while (!bidders.empty() && bids < bids_most && !options_.stop.stop_requested()) {
      bids += bidders.size();
      bidders = bidding.BidOnce(bidders);
    }
  }

  PairingEnd CloseAll(const std::function<void(std::int64_t)>& done) {
    const auto person_count = static_cast<std::int64_t>(people_.size());
    std::int64_t open = 0;
    for (const std::uint32_t person : people_) open += state_.IsOpenPerson(person);
    for (std::uint32_t s = 0; s < state_.slot_count(); ++s) open += state_.IsOpenSlot(s) ? state_.slot(s).room : 0;
    std::int64_t closed = 0;
    std::int64_t told = 0;
    const auto tell = [&] {
      const std::int64_t now = ++closed < open ? person_count * closed / open : person_count;
      if ((now - told) * kProgressSteps < person_count && now < person_count) return;
      done(now - told);
      told = now;
    };
    PairingSearch<Cost, SlotArcs<Cost>> search(arcs_, state_, options_.stop);
    const auto is_stopped = [&] { return options_.stop.stop_requested(); };
    const auto is_long = [&] { return search.IsLong(people_.size()); };
    if (is_stopped()) return PairingEnd::kStopped;  // Some of what came before may be half done.
    for (std::uint32_t s = 0; s < state_.slot_count(); ++s) {
      while (state_.IsOpenSlot(s)) {
        if (is_long()) return PairingEnd::kLongPaths;
        if (is_stopped() || !BuildArcs() || !search.FillPlace(s)) return PairingEnd::kStopped;
        tell();
      }
    }
    for (const std::uint32_t person : people_) {
      if (!state_.IsOpenPerson(person)) continue;
      if (is_long()) return PairingEnd::kLongPaths;
      if (is_stopped() || !search.PlacePerson(person)) return PairingEnd::kStopped;
      tell();
    }
    if (told < person_count) done(person_count - told);
    return PairingEnd::kBest;
  }

  const NestedAssignmentProblem& problem_;
  const PairingPart& part_;
  const Cost ceiling_;
  const WorkOptions& options_;
  GainReader<Cost> gains_;
  SlotArcs<Cost> arcs_;
  PairingState<Cost> state_;
  std::vector<std::uint32_t> people_;
};

template <typename Cost>
PairingEnd FindBestPairingIn(const NestedAssignmentProblem& problem, const PairingPart& part,
                             const absl::int128& ceiling, const NestedAssignmentStart& start,
                             const WorkOptions& options, const std::function<void(std::int64_t)>& done,
                             NestedAssignmentResult& result) {
  Pairing<Cost> pairing(problem, part, static_cast<Cost>(ceiling), options);
  const PairingEnd end = pairing.Solve(start, done);
  pairing.Read(result);
  return end;
}

}  // namespace

PairingEnd FindBestPairing(const NestedAssignmentProblem& problem, const PairingPart& part,
                           const NestedAssignmentStart& start, const WorkOptions& options,
                           const std::function<void(std::int64_t people)>& done, NestedAssignmentResult& result) {
  const absl::int128 ceiling = GainCeiling(problem);
  return ceiling <= kNarrowGainMax
             ? FindBestPairingIn<std::int64_t>(problem, part, ceiling, start, options, done, result)
             : FindBestPairingIn<absl::int128>(problem, part, ceiling, start, options, done, result);
}

}  // namespace walz
