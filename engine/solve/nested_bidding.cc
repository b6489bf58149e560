// Claims of those who sit, on the hosts' side; those who wait, on the people's side; and the rounds of narrower steps.
#include "engine/solve/nested_bidding.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/base/parallel.h"
#include "engine/solve/point_scale.h"

namespace walz {
namespace {

constexpr std::size_t kBidsAPerson = 100;
constexpr std::size_t kBidsBetweenStops = 1024;
constexpr std::size_t kPeopleOfBlock = 1024;
// The first step is as wide as the greatest points of an arc, the last a part of that, each a quarter of the one
// before.
constexpr std::int64_t PartsOfLastStep(BidFineness fineness) { return fineness == BidFineness::kFine ? 4096 : 64; }
constexpr std::int64_t kNarrower = 4;
// So many steps prices go back: by fewer, places that were dear stay empty; by more, the same bids are made once more.
constexpr std::int64_t kStepsBack = 3;

constexpr std::size_t kClaimsMin = 32;  // Fewer are not worth tidying up.

using Points = std::int64_t;

class NestedBidding {
 public:
  NestedBidding(const AssignmentNetwork& network, absl::Span<const AssignmentNetwork::Component* const> components,
                BidFineness fineness, const WorkOptions& options)
      : network_(network),
        problem_(network.problem()),
        scale_(problem_),
        last_step_(std::max<Points>(1, scale_.points_max() / PartsOfLastStep(fineness))),
        stop_(options.stop),
        first_slot_(network.SlotVertex(0)),
        gates_(problem_.slots.size() + problem_.person_nodes.size() + problem_.slot_nodes.size()),
        queues_(gates_.size()),
        tolls_at_first_(problem_.person_nodes.size()),
        bases_(problem_.person_count()),
        seat_(problem_.person_count(), kNoSlot),
        claim_number_(problem_.person_count(), 0) {
    for (const AssignmentNetwork::Component* component : components) {
      vertices_.insert(vertices_.end(), component->vertices.begin(), component->vertices.end());
    }
    std::copy_if(vertices_.begin(), vertices_.end(), std::back_inserter(people_),
                 [&network](Vertex v) { return network.IsPerson(v); });
    ListChoices(options);
    for (const std::uint32_t person : people_) bases_[person] = scale_.PointsOf(problem_.person_gain[person]);
    for (Vertex v = first_slot_; v < first_slot_ + gates_.size(); ++v) {
      GateOf(v).above = network.above(v);
      if (network.above(v) == kNoVertex || network.capacity(v) == kUnbounded) continue;
      GateOf(v).room = network.capacity(v) + (network.IsPersonNode(v) ? network.paying_capacity(v) : 0);
    }
  }

  void Run(const NestedAssignmentStart& start) {
    step_ = scale_.points_max();
    if (!start.slot_price.empty()) BeginAt(start);
    for (;; step_ = std::max(last_step_, step_ / kNarrower)) {
      BidUntilNobodyWants();
      if (step_ == last_step_ || IsOver()) return;
      Clear();
    }
  }

  void Read(NestedAssignmentResult& result) {
    for (const std::uint32_t person : people_) result.slot_of_person[person] = seat_[person];
    // The gain of the best who wait is what a place below the node would be worth.
    for (std::size_t n = 0; n < problem_.person_nodes.size(); ++n) {
      const Vertex node = network_.PersonNodeVertex(n);
      if (GateOf(node).room == 0) GateOf(node).level = GainOfBestWaiting(node);
    }
    for (const Vertex v : vertices_) {
      if (network_.IsPerson(v)) continue;
      const Points above = PriceUpFrom(network_.above(v));
      const absl::int128 price = GateOf(v).level > above ? scale_.GainOf(GateOf(v).level) - scale_.GainOf(above) : 0;
      if (network_.IsSlot(v)) {
        result.slot_price[v - first_slot_] = price;
      } else if (network_.IsPersonNode(v)) {
        result.person_node_price[v - network_.PersonNodeVertex(0)] = price;
      } else {
        result.slot_node_price[v - network_.SlotNodeVertex(0)] = price;
      }
    }
  }

 private:
  // The way through a slot or node, to what is above it.
  struct Gate {
    Points level = 0;  // What somebody more has to pay here and above: the lowest limit where it is full, else `floor`.
    Points floor = 0;
    std::int32_t room = kUnbounded;  // So it stays where it can never be full.
    Vertex above = kNoVertex;
  };
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
  struct Choice {
    std::uint32_t slot = 0;
    std::int32_t points = 0;
  };
  struct Bid {
    std::uint32_t slot = kNoSlot;
    Points gain = 0;   // At today's prices.
    Points limit = 0;  // The slot stays the best up to this price.
  };

  // Of each person best first: a bid need not look at those that cannot be the second best even if they cost nothing.
  void ListChoices(const WorkOptions& options) {
    choices_.resize(problem_.arcs.size());
    choice_ends_.assign(problem_.arc_starts.begin(), problem_.arc_starts.end() - 1);
    ParallelFor(people_.size(), kPeopleOfBlock, options.thread_count, [&](std::size_t first, std::size_t last) {
      if (options.stop.stop_requested()) return;  // Then nobody bids.
      for (std::size_t i = first; i < last; ++i) ListChoicesOf(people_[i]);
    });
  }

  void ListChoicesOf(std::uint32_t person) {
    const std::uint64_t first = problem_.arc_starts[person];
    std::uint64_t end = first;
    for (std::uint64_t a = first; a < problem_.arc_starts[person + 1]; ++a) {
      if (!network_.IsUseful(person, a)) continue;  // What never binds counts on nobody coming this way.
      choices_[end] = {problem_.arcs[a].slot, problem_.arcs[a].points};
      if (!problem_.arc_use.empty()) choices_[end].points -= scale_.PointsOfUse(problem_.arc_use[a]);
      ++end;
    }
    const auto at = [this](std::uint64_t arc) { return choices_.begin() + static_cast<std::ptrdiff_t>(arc); };
    std::sort(at(first), at(end),
              [](const Choice& a, const Choice& b) { return std::tie(b.points, a.slot) < std::tie(a.points, b.slot); });
    choice_ends_[person] = end;
  }

  Gate& GateOf(Vertex v) { return gates_[v - first_slot_]; }
  std::vector<Claim>& Queue(Vertex v) { return queues_[v - first_slot_]; }

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
      for (const std::uint32_t person : bidders) {
        if (IsOver()) break;
        ComeAgain(person);
      }
      bidders = std::exchange(outbid_, {});
    }
  }

  // Floors at the prices of the start, some steps back.
  void BeginAt(const NestedAssignmentStart& start) {
    std::vector<absl::int128> of_node(problem_.slot_nodes.size());  // With all nodes above.
    const auto above = [&](std::int32_t node) {
      return node == kNoNode ? absl::int128{0} : of_node[static_cast<std::size_t>(node)];
    };
    const auto set = [this](Vertex v, const absl::int128& price) {
      if (GateOf(v).room != kUnbounded) GateOf(v).level = GateOf(v).floor = FloorAt(scale_.PointsOf(price));
    };
    for (std::size_t n = 0; n < of_node.size(); ++n) {
      of_node[n] =
          above(problem_.slot_nodes[n].parent) + (start.slot_node_price.empty() ? 0 : start.slot_node_price[n]);
      set(network_.SlotNodeVertex(n), of_node[n]);
    }
    for (std::size_t s = 0; s < problem_.slots.size(); ++s) {
      set(network_.SlotVertex(s), above(problem_.slots[s].node) + start.slot_price[s]);
    }
  }

  Points FloorAt(Points level) const { return std::max(Points{0}, level - kStepsBack * step_); }

  // All leave; what was full stays dear, but for some steps.
  void Clear() {
    for (Vertex v = first_slot_; v < first_slot_ + gates_.size(); ++v) {
      const bool is_of_hosts = !network_.IsPersonNode(v);
      if (is_of_hosts) GateOf(v).floor = GateOf(v).room == 0 ? FloorAt(GateOf(v).level) : 0;
      Queue(v).clear();
    }
    for (const std::uint32_t person : people_) {
      if (seat_[person] != kNoSlot) Leave(person);
    }
    for (Gate& gate : gates_) gate.level = gate.floor;
    outbid_.clear();
  }

  // What somebody more has to pay at `v`, all nodes above together: the innermost full vertex has the greatest level.
  Points PriceUpFrom(Vertex v) {
    Points price = 0;
    for (; !network_.IsRoot(v); v = GateOf(v).above) price = std::max(price, GateOf(v).level);
    return price;
  }

  Bid BestBid(std::uint32_t person) {
    Bid bid;
    Points second = 0;
    Points price = 0;
    for (std::uint64_t a = problem_.arc_starts[person]; a < choice_ends_[person]; ++a) {
      const Points gain = bases_[person] + choices_[a].points;
      if (gain <= second) break;
      const Vertex v = network_.SlotVertex(choices_[a].slot);
      if (gain - GateOf(v).level <= second) continue;  // Most end here, without a look at the nodes above.
      const Points price_here = PriceUpFrom(v);
      if (gain - price_here <= second) continue;
      const bool is_better = gain - price_here > bid.gain;
      second = is_better ? bid.gain : gain - price_here;
      if (!is_better) continue;
      bid.gain = gain - price_here;
      bid.slot = choices_[a].slot;
      price = price_here;
    }
    for (Vertex v = network_.above(person); !network_.IsRoot(v); v = GateOf(v).above) {
      const Points toll = TollAtFirst(v);
      second = std::max(second, Queue(v).empty() ? toll : std::min(toll, -Queue(v).front().limit));
    }
    bid.limit = price + std::max(Points{0}, bid.gain - second) + step_;
    return bid;
  }

  // Whoever has to go is in outbid_.
  void Place(std::uint32_t person, const Bid& bid) {
    ++bids_;
    Vertex full = network_.SlotVertex(bid.slot);
    while (!network_.IsRoot(full) && GateOf(full).room > 0) full = GateOf(full).above;
    if (!network_.IsRoot(full)) {
      if (Queue(full).empty() || bid.limit <= Queue(full).front().limit) return;
      const std::uint32_t lowest = Queue(full).front().person;
      Leave(lowest);
      outbid_.push_back(lowest);
    }
    seat_[person] = bid.slot;
    const Claim claim{bid.limit, person, claim_number_[person]};
    for (Vertex v = network_.SlotVertex(bid.slot); !network_.IsRoot(v); v = GateOf(v).above) {
      Gate& gate = GateOf(v);
      if (gate.room == kUnbounded) continue;
      --gate.room;
      if (Queue(v).size() >= kClaimsMin + 2 * static_cast<std::size_t>(network_.capacity(v))) ForgetWhatIsNotTrue(v);
      Push(claim, Queue(v));
      DropWhatIsNotTrue(v);
      if (gate.room == 0) gate.level = std::max(gate.floor, Queue(v).front().limit);
    }
    TakeRoomAbove(person, 1);
  }

  void Leave(std::uint32_t person) {
    ++claim_number_[person];
    for (Vertex v = network_.SlotVertex(seat_[person]); !network_.IsRoot(v); v = GateOf(v).above) {
      Gate& gate = GateOf(v);
      if (gate.room == kUnbounded) continue;
      ++gate.room;
      gate.level = gate.floor;
    }
    TakeRoomAbove(person, -1);
    seat_[person] = kNoSlot;
  }

  void TakeRoomAbove(std::uint32_t person, std::int32_t count) {
    for (Vertex v = network_.above(person); !network_.IsRoot(v); v = GateOf(v).above) {
      if (GateOf(v).room != kUnbounded) GateOf(v).room -= count;
    }
  }

  static void Push(const Claim& claim, std::vector<Claim>& heap) {
    heap.push_back(claim);
    std::push_heap(heap.begin(), heap.end());
  }

  static void Pop(std::vector<Claim>& heap) {
    std::pop_heap(heap.begin(), heap.end());
    heap.pop_back();
  }

  void DropWhatIsNotTrue(Vertex v) {
    while (!Queue(v).empty() && Queue(v).front().number != claim_number_[Queue(v).front().person]) Pop(Queue(v));
  }

  // Where nothing is ever full nothing comes to the top.
  void ForgetWhatIsNotTrue(Vertex v) {
    std::erase_if(Queue(v), [this](const Claim& claim) { return claim.number != claim_number_[claim.person]; });
    std::make_heap(Queue(v).begin(), Queue(v).end());
  }

  // The lowest node above the person that may be full.
  Vertex NarrowAbove(std::uint32_t person) {
    Vertex v = network_.above(person);
    while (!network_.IsRoot(v) && GateOf(v).room == kUnbounded) v = GateOf(v).above;
    return v;
  }

  Vertex FullAbove(std::uint32_t person) {
    Vertex v = network_.above(person);
    while (!network_.IsRoot(v) && GateOf(v).room > 0) v = GateOf(v).above;
    return v;
  }

  Points& TollAtFirst(Vertex node) { return tolls_at_first_[node - network_.PersonNodeVertex(0)]; }

  void Wait(Vertex node, std::uint32_t person, Points gain) { Push({-gain, person, 0}, Queue(node)); }

  // Those below a node that may be full first, whoever gains most before all others: so no node is filled up by those
  // who would gain less than somebody it has no room for.  Returns those whom nothing holds up.
  std::vector<std::uint32_t> LetBidBelowNodes() {
    std::vector<std::uint32_t> free;
    std::vector<Claim> waiting;
    for (const std::uint32_t person : people_) {
      if (network_.IsRoot(NarrowAbove(person))) {
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
      const Vertex full = FullAbove(first.person);
      if (!network_.IsRoot(full)) {
        Push(first, Queue(full));
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
      if (Queue(network_.PersonNodeVertex(n)).empty()) tolls_at_first_[n] = 0;
    }
    return free;
  }

  // Nobody below a node has to gain less than the best of those for whom there is no room even now.  `waiting` has
  // those first who gain most.
  void FindTollsAtFirst(const std::vector<Claim>& waiting) {
    std::fill(tolls_at_first_.begin(), tolls_at_first_.end(), 0);
    std::vector<std::int32_t> count(tolls_at_first_.size(), 0);
    for (const Claim& claim : waiting) {
      for (Vertex v = network_.above(claim.person); !network_.IsRoot(v); v = GateOf(v).above) {
        if (count[v - network_.PersonNodeVertex(0)]++ == GateOf(v).room) TollAtFirst(v) = -claim.limit;
      }
    }
  }

  void ComeAgain(std::uint32_t person) {
    const Bid bid = BestBid(person);
    const Vertex narrow = NarrowAbove(person);
    if (!network_.IsRoot(narrow)) {
      if (bid.slot != kNoSlot) Wait(narrow, person, bid.gain);
      LetIn(narrow);  // There is room for one.
    } else if (bid.slot != kNoSlot) {
      Place(person, bid);
    }
  }

  // Lets those who wait at `node` or above bid as long as there is room, those first who gain most.
  void LetIn(Vertex node) {
    while (!IsOver()) {
      Vertex best = kNoVertex;
      for (Vertex v = node; !network_.IsRoot(v); v = GateOf(v).above) {
        if (Queue(v).empty()) continue;
        if (best == kNoVertex || Queue(v).front().limit < Queue(best).front().limit) best = v;
      }
      if (best == kNoVertex) return;
      const std::uint32_t person = Queue(best).front().person;
      const Vertex full = FullAbove(person);
      if (full == best) return;
      const Points gain_before = -Queue(best).front().limit;
      Pop(Queue(best));
      if (!network_.IsRoot(full)) {
        Wait(full, person, gain_before);
        continue;
      }
      const Bid bid = BestBid(person);
      if (bid.slot == kNoSlot) continue;
      if (Queue(best).empty() || bid.gain >= -Queue(best).front().limit) {
        Place(person, bid);
      } else {
        Wait(best, person, bid.gain);
      }
    }
  }

  Points GainOfBestWaiting(Vertex node) {
    while (!Queue(node).empty()) {
      const Claim first = Queue(node).front();
      const Points gain = BestBid(first.person).gain;
      if (gain == -first.limit) return gain;
      Pop(Queue(node));
      Wait(node, first.person, gain);
    }
    return 0;
  }

  const AssignmentNetwork& network_;
  const NestedAssignmentProblem& problem_;
  const PointScale scale_;
  const Points last_step_;
  const std::stop_token stop_;
  std::vector<Vertex> vertices_;  // Of the components.
  std::vector<std::uint32_t> people_;
  const Vertex first_slot_;
  std::vector<Gate> gates_;                 // By vertex from the first slot on.
  std::vector<std::vector<Claim>> queues_;  // Likewise.
  std::vector<Points> tolls_at_first_;      // By person node.
  std::vector<Points> bases_;               // By person.
  std::vector<Choice> choices_;             // Of each person from problem_.arc_starts on.
  std::vector<std::uint64_t> choice_ends_;  // By person.
  std::vector<std::uint32_t> seat_;
  std::vector<std::uint32_t> claim_number_;
  std::vector<std::uint32_t> outbid_;
  Points step_ = 1;
  std::size_t bids_ = 0;
  std::size_t next_look_ = 0;
  bool is_stopped_ = false;
};

}  // namespace

void BidBelowNodes(const AssignmentNetwork& network, absl::Span<const AssignmentNetwork::Component* const> components,
                   const NestedAssignmentStart& start, BidFineness fineness, const WorkOptions& options,
                   NestedAssignmentResult& result) {
  NestedBidding bidding(network, components, fineness, options);
  bidding.Run(start);
  bidding.Read(result);
}

}  // namespace walz
