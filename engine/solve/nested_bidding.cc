// Claims of those who sit, on the hosts' side; those who wait, on the people's side; and the rounds of narrower steps.
#include "engine/solve/nested_bidding.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/base/parallel.h"
#include "engine/solve/assignment_network.h"
#include "engine/solve/point_scale.h"
#include "engine/solve/sorted_choices.h"

namespace walz {
namespace {

constexpr std::size_t kBidsAPerson = 100;
constexpr std::size_t kBidsBetweenStops = 1024;
// So many look around at the same prices, on all threads: of more, too many see prices that others then raise (an
// eighth of 4,096); fewer than the least are not worth waking a thread for.
constexpr std::size_t kLooksAtOnce = 2048;
constexpr std::size_t kLooksAtOnceMin = 512;
constexpr std::size_t kLooksOfBlock = 128;
// The first step is as wide as the greatest points of a choice, the last a part of that, each an eighth of the one
// before.
constexpr std::int64_t kPartsOfLastStep = 4096;
constexpr std::int64_t kNarrower = 8;
// So many steps prices go back: by fewer, places that were dear stay empty; by more, the same bids are made once more.
constexpr std::int64_t kStepsBack = 3;

constexpr std::size_t kClaimsMin = 32;  // Fewer are not worth tidying up.

using Points = std::int64_t;
using GateIndex = std::uint32_t;
constexpr GateIndex kNoGate = 0xffffffffu;

// 1 at least.  REQUIRES: sorted.
Points MostPointsOf(const SlotChoices& choices) {
  Points most = 1;
  for (const std::vector<SlotChoice>& own : choices) {
    if (!own.empty()) most = std::max(most, Points{own.front().points});
  }
  return most;
}

class NestedBidding {
 public:
  NestedBidding(const NestedAssignmentProblem& problem, SlotChoices choices, const WorkOptions& options)
      : problem_(problem),
        choices_(Sorted(std::move(choices), options)),
        scale_(problem, MostPointsOf(choices_)),
        last_step_(std::max<Points>(1, scale_.points_max() / kPartsOfLastStep)),
        stop_(options.stop),
        thread_count_(options.thread_count),
        first_person_node_(static_cast<GateIndex>(problem.slots.size())),
        first_slot_node_(first_person_node_ + static_cast<GateIndex>(problem.person_nodes.size())),
        gates_(first_slot_node_ + problem.slot_nodes.size()),
        levels_(gates_.size()),
        tolls_at_first_(problem.person_nodes.size()),
        bases_(problem.person_count()),
        seat_(problem.person_count(), kNoSlot),
        claim_number_(problem.person_count(), 0) {
    for (std::uint32_t person = 0; person < problem.person_count(); ++person) {
      if (choices_[person].empty()) continue;
      people_.push_back(person);
      bases_[person] = scale_.PointsOf(problem.person_gain[person]);
    }
    never_ = scale_.PointsOf(*std::max_element(problem.person_gain.begin(), problem.person_gain.end())) +
             scale_.points_max() + 1;
    MakeGates();
  }

  void Run() {
    for (step_ = scale_.points_max();; step_ = std::max(last_step_, step_ / kNarrower)) {
      BidUntilNobodyWants();
      if (step_ == last_step_ || IsOver()) return;
      Clear();
    }
  }

  void Read(NestedAssignmentResult& result) {
    for (const std::uint32_t person : people_) result.slot_of_person[person] = seat_[person];
    // The gain of the best who wait is what a place below the node would be worth.
    for (GateIndex node = first_person_node_; node < first_slot_node_; ++node) {
      if (gates_[node].room == 0) levels_[node] = GainOfBestWaiting(node);
    }
    const auto read = [this](GateIndex first, std::vector<absl::int128>& prices) {
      for (std::size_t i = 0; i < prices.size(); ++i) {
        const GateIndex gate = first + static_cast<GateIndex>(i);
        const Points above = PriceUpFrom(gates_[gate].above);
        if (levels_[gate] > above) prices[i] = scale_.GainOf(levels_[gate]) - scale_.GainOf(above);
      }
    };
    read(0, result.slot_price);
    read(first_person_node_, result.person_node_price);
    read(first_slot_node_, result.slot_node_price);
  }

 private:
  // Of somebody who sits below a vertex of the hosts, lowest limit first; or who waits at a node of people, greatest
  // gain (its negative) first.
  struct Claim {
    Points limit = 0;
    std::uint32_t person = 0;
    std::uint32_t number = 0;                                // Of the person's claims: earlier ones are no longer true.
    friend bool operator<(const Claim& a, const Claim& b) {  // Least on top of a heap.
      return a.limit != b.limit ? b.limit < a.limit : a.person < b.person;
    }
  };
  // The way through a slot or node, to the next one above that may be full.
  struct Gate {
    Points floor = 0;
    std::int32_t capacity = 0;
    std::int32_t room = kUnbounded;  // So it stays where it can never be full.
    GateIndex above = kNoGate;
    std::vector<Claim> queue;
  };
  struct Bid {
    std::uint32_t slot = kNoSlot;
    Points price = 0;  // Of the slot, today.
    Points gain = 0;   // At today's prices.
    Points limit = 0;  // The slot stays the best up to this price.
  };

  // Nodes where everybody finds room are left out.
  void MakeGates() {
    const auto nearest = [this](std::int32_t node, GateIndex first) {
      if (node == kNoNode) return kNoGate;
      const GateIndex gate = first + static_cast<GateIndex>(node);
      return gates_[gate].room == kUnbounded ? gates_[gate].above : gate;
    };
    const auto make = [this](GateIndex gate, GateIndex above, std::int32_t capacity, std::int64_t arrivals) {
      gates_[gate] = {.capacity = capacity, .above = above};
      if (capacity < arrivals) gates_[gate].room = capacity;
      if (capacity == 0) levels_[gate] = gates_[gate].floor = never_;
    };
    person_gate_.assign(problem_.person_count(), kNoGate);
    if (!problem_.person_node.empty()) {
      std::vector<std::int64_t> below(problem_.person_nodes.size(), 0);
      for (const std::uint32_t person : people_) {
        if (problem_.person_node[person] != kNoNode) ++below[static_cast<std::size_t>(problem_.person_node[person])];
      }
      AddToParents(problem_.person_nodes, below);
      for (std::size_t n = 0; n < below.size(); ++n) {
        const auto& node = problem_.person_nodes[n];
        make(first_person_node_ + static_cast<GateIndex>(n), nearest(node.parent, first_person_node_), node.capacity,
             below[n]);
      }
      for (const std::uint32_t person : people_) {
        person_gate_[person] = nearest(problem_.person_node[person], first_person_node_);
      }
    }
    const auto everybody = static_cast<std::int64_t>(people_.size());
    std::vector<std::int64_t> below(problem_.slot_nodes.size(), 0);
    for (const auto& slot : problem_.slots) {
      if (slot.node != kNoNode) below[static_cast<std::size_t>(slot.node)] += slot.capacity;
    }
    AddToParents(problem_.slot_nodes, below);
    for (std::size_t n = 0; n < below.size(); ++n) {
      const auto& node = problem_.slot_nodes[n];
      make(first_slot_node_ + static_cast<GateIndex>(n), nearest(node.parent, first_slot_node_), node.capacity,
           std::min(everybody, below[n]));
    }
    for (std::size_t s = 0; s < problem_.slots.size(); ++s) {
      make(static_cast<GateIndex>(s), nearest(problem_.slots[s].node, first_slot_node_), problem_.slots[s].capacity,
           everybody);
    }
  }

  // The most that come to each node: those of its children, as far as they let them through.
  template <typename Node>
  static void AddToParents(const std::vector<Node>& nodes, std::vector<std::int64_t>& below) {
    for (std::size_t n = nodes.size(); n-- > 0;) {
      if (nodes[n].parent == kNoNode) continue;
      below[static_cast<std::size_t>(nodes[n].parent)] += std::min<std::int64_t>(below[n], nodes[n].capacity);
    }
  }

  bool IsOver() {
    if (bids_ >= kBidsAPerson * people_.size()) return true;
    if (bids_ >= next_look_) {
      next_look_ = bids_ + kBidsBetweenStops;
      is_stopped_ = stop_.stop_requested();
    }
    return is_stopped_;
  }

  void BidUntilNobodyWants() {
    std::vector<std::uint32_t> bidders = LetBidBelowNodes();
    while (!(bidders.empty() && outbid_.empty()) && !IsOver()) {
      for (std::size_t first = 0; first < bidders.size(); first += kLooksAtOnce) {
        BidAtOnce(absl::MakeConstSpan(bidders).subspan(first, kLooksAtOnce));
      }
      bidders = std::exchange(outbid_, {});
    }
  }

  // Prices only rise: what somebody saw before others bid is still the best, and its limit true, as long as the price
  // of its slot is the same.
  void BidAtOnce(absl::Span<const std::uint32_t> bidders) {
    looks_.clear();
    if (bidders.size() >= kLooksAtOnceMin) {
      looks_.resize(bidders.size());
      ParallelFor(bidders.size(), kLooksOfBlock, thread_count_, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
          if (i + 1 < last) __builtin_prefetch(choices_[bidders[i + 1]].data());
          looks_[i] = BestBid(bidders[i]);
        }
      });
    }
    for (std::size_t i = 0; i < bidders.size() && !IsOver(); ++i) {
      FetchSeatsAhead(i);
      const bool is_fresh = !looks_.empty() && PriceUpFrom(looks_[i].slot) == looks_[i].price;
      ComeAgain(bidders[i], is_fresh ? looks_[i] : BestBid(bidders[i]));
    }
  }

  // Of those who come after the i-th; seats lie far apart in memory.
  void FetchSeatsAhead(std::size_t i) const {
    constexpr std::size_t kGateAhead = 4;
    constexpr std::size_t kQueueAhead = 2;
    if (i + kGateAhead >= looks_.size()) return;
    if (const std::uint32_t slot = looks_[i + kGateAhead].slot; slot != kNoSlot) {
      __builtin_prefetch(&gates_[slot]);
      __builtin_prefetch(&levels_[slot]);
    }
    if (const std::uint32_t slot = looks_[i + kQueueAhead].slot; slot != kNoSlot) {
      __builtin_prefetch(gates_[slot].queue.data());
    }
  }

  Points FloorAt(Points level) const { return std::max(Points{0}, level - kStepsBack * step_); }

  // All leave; what was full stays dear, but for some steps.
  void Clear() {
    for (GateIndex gate = 0; gate < gates_.size(); ++gate) {
      gates_[gate].queue.clear();
      if (gates_[gate].capacity == 0) continue;
      gates_[gate].floor = !IsPersonNode(gate) && gates_[gate].room == 0 ? FloorAt(levels_[gate]) : 0;
    }
    for (const std::uint32_t person : people_) {
      if (seat_[person] != kNoSlot) Leave(person);
    }
    for (GateIndex gate = 0; gate < gates_.size(); ++gate) levels_[gate] = gates_[gate].floor;
    outbid_.clear();
  }

  bool IsPersonNode(GateIndex gate) const { return gate >= first_person_node_ && gate < first_slot_node_; }

  // What somebody more has to pay at `gate`, all nodes above together: the innermost full one has the greatest level.
  Points PriceUpFrom(GateIndex gate) const {
    Points price = 0;
    for (; gate != kNoGate; gate = gates_[gate].above) price = std::max(price, levels_[gate]);
    return price;
  }

  Bid BestBid(std::uint32_t person) const {
    Bid bid;
    Points second = 0;
    for (const SlotChoice& choice : choices_[person]) {
      const Points gain = bases_[person] + choice.points;
      if (gain <= second) break;
      if (gain - levels_[choice.slot] <= second) continue;  // Most end here, without a look at the nodes above.
      const Points price_here = PriceUpFrom(choice.slot);
      if (gain - price_here <= second) continue;
      const bool is_better = gain - price_here > bid.gain;
      second = is_better ? bid.gain : gain - price_here;
      if (!is_better) continue;
      bid.gain = gain - price_here;
      bid.slot = choice.slot;
      bid.price = price_here;
    }
    for (GateIndex v = person_gate_[person]; v != kNoGate; v = gates_[v].above) {
      const Points toll = TollAtFirst(v);
      second = std::max(second, gates_[v].queue.empty() ? toll : std::min(toll, -gates_[v].queue.front().limit));
    }
    bid.limit = bid.price + std::max(Points{0}, bid.gain - second) + step_;
    return bid;
  }

  // Whoever has to go is in outbid_.
  void Place(std::uint32_t person, const Bid& bid) {
    ++bids_;
    const GateIndex full = FullFrom(bid.slot);
    if (full != kNoGate) {
      const std::vector<Claim>& queue = gates_[full].queue;
      if (queue.empty() || bid.limit <= queue.front().limit) return;
      const std::uint32_t lowest = queue.front().person;
      Leave(lowest);
      outbid_.push_back(lowest);
    }
    seat_[person] = bid.slot;
    const Claim claim{bid.limit, person, claim_number_[person]};
    for (GateIndex v = bid.slot; v != kNoGate; v = gates_[v].above) {
      Gate& gate = gates_[v];
      if (gate.room == kUnbounded) continue;
      --gate.room;
      if (gate.queue.size() >= kClaimsMin + 2 * static_cast<std::size_t>(gate.capacity)) ForgetWhatIsNotTrue(gate);
      Push(claim, gate.queue);
      DropWhatIsNotTrue(gate);
      if (gate.room == 0) levels_[v] = std::max(gate.floor, gate.queue.front().limit);
    }
    TakeRoomAbove(person, 1);
  }

  void Leave(std::uint32_t person) {
    ++claim_number_[person];
    for (GateIndex v = seat_[person]; v != kNoGate; v = gates_[v].above) {
      Gate& gate = gates_[v];
      if (gate.room == kUnbounded) continue;
      ++gate.room;
      levels_[v] = gate.floor;
    }
    TakeRoomAbove(person, -1);
    seat_[person] = kNoSlot;
  }

  void TakeRoomAbove(std::uint32_t person, std::int32_t count) {
    for (GateIndex v = person_gate_[person]; v != kNoGate; v = gates_[v].above) gates_[v].room -= count;
  }

  static void Push(const Claim& claim, std::vector<Claim>& heap) {
    heap.push_back(claim);
    std::push_heap(heap.begin(), heap.end());
  }

  static void Pop(std::vector<Claim>& heap) {
    std::pop_heap(heap.begin(), heap.end());
    heap.pop_back();
  }

  void DropWhatIsNotTrue(Gate& gate) {
    while (!gate.queue.empty() && gate.queue.front().number != claim_number_[gate.queue.front().person])
      Pop(gate.queue);
  }

  // Where nothing is ever full nothing comes to the top.
  void ForgetWhatIsNotTrue(Gate& gate) {
    std::erase_if(gate.queue, [this](const Claim& claim) { return claim.number != claim_number_[claim.person]; });
    std::make_heap(gate.queue.begin(), gate.queue.end());
  }

  // The lowest that is full, from `gate` upwards.
  GateIndex FullFrom(GateIndex gate) const {
    while (gate != kNoGate && gates_[gate].room > 0) gate = gates_[gate].above;
    return gate;
  }

  Points TollAtFirst(GateIndex node) const { return tolls_at_first_[node - first_person_node_]; }

  void Wait(GateIndex node, std::uint32_t person, Points gain) { Push({-gain, person, 0}, gates_[node].queue); }

  // Those below a node that may be full first, whoever gains most before all others: so no node is filled up by those
  // who would gain less than somebody it has no room for.  Returns those whom nothing holds up.
  std::vector<std::uint32_t> LetBidBelowNodes() {
    std::vector<std::uint32_t> free;
    std::vector<Claim> waiting;
    for (const std::uint32_t person : people_) {
      if (person_gate_[person] == kNoGate) {
        free.push_back(person);
      } else {
        waiting.push_back({-BestBid(person).gain, person, 0});
      }
    }
    std::sort(waiting.rbegin(), waiting.rend());  // So it is a heap, too.
    FindTollsAtFirst(waiting);
    while (!waiting.empty() && !IsOver()) {
      const Claim first = waiting.front();
      Pop(waiting);
      const GateIndex full = FullFrom(person_gate_[first.person]);
      if (full != kNoGate) {
        Push(first, gates_[full].queue);
        continue;
      }
      const Bid bid = BestBid(first.person);
      if (bid.slot == kNoSlot) continue;
      if (waiting.empty() || bid.gain >= -waiting.front().limit) {
        Place(first.person, bid);
      } else {
        Push({-bid.gain, first.person, 0}, waiting);
      }
    }
    for (std::size_t n = 0; n < tolls_at_first_.size(); ++n) {
      if (gates_[first_person_node_ + n].queue.empty()) tolls_at_first_[n] = 0;
    }
    return free;
  }

  // Nobody below a node has to gain less than the best of those for whom there is no room even now.  `waiting` has
  // those first who gain most.
  void FindTollsAtFirst(const std::vector<Claim>& waiting) {
    std::fill(tolls_at_first_.begin(), tolls_at_first_.end(), 0);
    std::vector<std::int32_t> count(tolls_at_first_.size(), 0);
    for (const Claim& claim : waiting) {
      for (GateIndex v = person_gate_[claim.person]; v != kNoGate; v = gates_[v].above) {
        const GateIndex n = v - first_person_node_;
        if (count[n]++ == gates_[v].room) tolls_at_first_[n] = -claim.limit;
      }
    }
  }

  void ComeAgain(std::uint32_t person, const Bid& bid) {
    const GateIndex narrow = person_gate_[person];
    if (narrow != kNoGate) {
      if (bid.slot != kNoSlot) Wait(narrow, person, bid.gain);
      LetIn(narrow);  // There is room for one.
    } else if (bid.slot != kNoSlot) {
      Place(person, bid);
    }
  }

  // Lets those who wait at `node` or above bid as long as there is room, those first who gain most.
  void LetIn(GateIndex node) {
    while (!IsOver()) {
      GateIndex best = kNoGate;
      for (GateIndex v = node; v != kNoGate; v = gates_[v].above) {
        if (gates_[v].queue.empty()) continue;
        if (best == kNoGate || gates_[v].queue.front().limit < gates_[best].queue.front().limit) best = v;
      }
      if (best == kNoGate) return;
      const std::uint32_t person = gates_[best].queue.front().person;
      const GateIndex full = FullFrom(person_gate_[person]);
      if (full == best) return;
      const Points gain_before = -gates_[best].queue.front().limit;
      Pop(gates_[best].queue);
      if (full != kNoGate) {
        Wait(full, person, gain_before);
        continue;
      }
      const Bid bid = BestBid(person);
      if (bid.slot == kNoSlot) continue;
      if (gates_[best].queue.empty() || bid.gain >= -gates_[best].queue.front().limit) {
        Place(person, bid);
      } else {
        Wait(best, person, bid.gain);
      }
    }
  }

  Points GainOfBestWaiting(GateIndex node) {
    std::vector<Claim>& queue = gates_[node].queue;
    while (!queue.empty()) {
      const Claim first = queue.front();
      const Points gain = BestBid(first.person).gain;
      if (gain == -first.limit) return gain;
      Pop(queue);
      Push({-gain, first.person, 0}, queue);
    }
    return 0;
  }

  const NestedAssignmentProblem& problem_;
  const SlotChoices choices_;  // Best first: a bid need not look at those that cannot be the second best.
  const PointScale scale_;
  const Points last_step_;
  const std::stop_token stop_;
  const int thread_count_;
  // Slots, then person nodes, then slot nodes.
  const GateIndex first_person_node_;
  const GateIndex first_slot_node_;
  std::vector<Gate> gates_;
  // By gate: what somebody more has to pay here and above: the lowest limit where it is full, else the floor.
  std::vector<Points> levels_;
  Points never_ = 0;                    // A price at which nobody buys.
  std::vector<std::uint32_t> people_;   // Who have a choice.
  std::vector<GateIndex> person_gate_;  // By person.
  std::vector<Points> tolls_at_first_;  // By person node.
  std::vector<Points> bases_;           // By person.
  std::vector<std::uint32_t> seat_;
  std::vector<std::uint32_t> claim_number_;
  std::vector<std::uint32_t> outbid_;
  std::vector<Bid> looks_;  // Of those who bid at once.
  Points step_ = 1;
  std::size_t bids_ = 0;
  std::size_t next_look_ = 0;
  bool is_stopped_ = false;
};

}  // namespace

void BidBelowNodes(const NestedAssignmentProblem& problem, SlotChoices choices, const WorkOptions& options,
                   NestedAssignmentResult& result) {
  if (problem.person_count() == 0) return;
  NestedBidding bidding(problem, std::move(choices), options);
  bidding.Run();
  bidding.Read(result);
}

}  // namespace walz
