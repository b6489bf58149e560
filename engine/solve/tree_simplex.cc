// The network simplex method: first tree, search for an entering arc, step.
#include "engine/solve/tree_simplex.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/parallel.h"

namespace walz {
namespace {

constexpr std::size_t kBlockSizeMin = 2000;  // In arcs.
constexpr std::size_t kRootsOfBlock = 32;    // A block is that many times the square root of the number of arcs.
constexpr std::size_t kListMax = 200;
constexpr std::size_t kBlockOfThreads = 20'000;  // Smaller ones are not worth waking a thread for.
constexpr std::size_t kVerticesAtOnce = 128;     // That a thread takes.
constexpr std::size_t kStepsOfList = 100;

// How far the root's worth may get from 0 before all are set back.
const absl::int128 kDriftMax = absl::int128{1} << 122;

}  // namespace

TreeSimplex::TreeSimplex(const AssignmentNetwork& network, const AssignmentNetwork::Component& component,
                         int thread_count, CirculationTree& tree)
    : network_(network), problem_(network.problem()), component_(component), thread_count_(thread_count), tree_(tree) {
  std::size_t arc_count = component.vertices.size();
  for (const Vertex p : component.vertices.first(component.person_count)) {
    arc_count += problem_.arc_starts[p + 1] - problem_.arc_starts[p];
  }
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(arc_count)));
  block_size_ = std::max(kBlockSizeMin, kRootsOfBlock * root);
}

bool TreeSimplex::Solve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Entering entering = FindEntering();
    if (entering.promise == 0) return true;
    Pivot(entering);
  }
  return false;
}

TreeSimplex::Entering TreeSimplex::FindEntering() {
  if (steps_left_ > 0) {
    --steps_left_;
    const Entering best = TakeBestOfList();
    if (best.promise > 0) return best;
  }
  FillList();
  steps_left_ = kStepsOfList;
  return TakeBestOfList();
}

// Leaves the list empty only if no arc at all promises anything.
void TreeSimplex::FillList() {
  list_.clear();
  for (std::size_t looked = 0; looked < component_.vertices.size() && list_.empty();) {
    const std::size_t end = EndOfBlock();
    const std::size_t count = end - cursor_;
    found_.resize((count + kVerticesAtOnce - 1) / kVerticesAtOnce);
    const int thread_count = block_size_ >= kBlockOfThreads ? thread_count_ : 1;
    ParallelFor(count, kVerticesAtOnce, thread_count, [&](std::size_t first, std::size_t last) {
      LookAt(cursor_ + first, cursor_ + last, found_[first / kVerticesAtOnce]);
    });
    for (const std::vector<Entering>& found : found_) list_.insert(list_.end(), found.begin(), found.end());
    looked += count;
    cursor_ = end == component_.vertices.size() ? 0 : end;
  }
  if (list_.size() <= kListMax) return;
  std::nth_element(list_.begin(), list_.begin() + kListMax, list_.end(),
                   [](const Entering& a, const Entering& b) { return a.promise > b.promise; });
  list_.resize(kListMax);
}

// Of what is looked at from the cursor on.
std::size_t TreeSimplex::EndOfBlock() const {
  std::size_t end = cursor_;
  for (std::size_t arcs = 0; arcs < block_size_ && end < component_.vertices.size(); ++end) {
    const Vertex v = component_.vertices[end];
    arcs += 1 + (network_.IsPerson(v) ? problem_.arc_starts[v + 1] - problem_.arc_starts[v] : 0);
  }
  return end;
}

// The best arc of each of these vertices, as far as it promises anything.
void TreeSimplex::LookAt(std::size_t first, std::size_t last, std::vector<Entering>& found) const {
  found.clear();
  for (std::size_t i = first; i < last; ++i) {
    const Vertex v = component_.vertices[i];
    if (i + 1 < last && network_.IsPerson(component_.vertices[i + 1])) {
      network_.FetchSlots(component_.vertices[i + 1], tree_.worth);
    }
    Entering best;
    LookAtGates(v, best);
    if (network_.IsPerson(v)) LookAtChoices(v, best);
    if (best.promise > 0) found.push_back(best);
  }
}

TreeSimplex::Entering TreeSimplex::TakeBestOfList() {
  Entering best;
  std::size_t best_place = 0;
  std::size_t kept = 0;
  for (const Entering& old : list_) {
    const Entering priced = PricedAnew(old);
    if (priced.promise <= 0) continue;
    if (priced.promise > best.promise) {
      best = priced;
      best_place = kept;
    }
    list_[kept++] = priced;
  }
  list_.resize(kept);
  if (kept > 0) {
    list_[best_place] = list_.back();
    list_.pop_back();
  }
  return best;
}

TreeSimplex::Entering TreeSimplex::PricedAnew(const Entering& entering) const {
  Entering priced;
  if (entering.arc.kind == ArcName::Kind::kChoice) {
    priced = entering;
    priced.promise =
        GainOf(problem_, entering.from, entering.arc.index) - tree_.worth[entering.from] + tree_.worth[entering.to];
  } else {
    LookAtGates(entering.arc.index, priced);
  }
  return priced;
}

void TreeSimplex::LookAtChoices(Vertex person, Entering& best) const {
  const absl::int128 base = problem_.person_gain[person] - tree_.worth[person];
  const absl::int128 unit = problem_.point_unit;
  const std::uint32_t kept = problem_.kept_slot.empty() ? kNoSlot : problem_.kept_slot[person];
  const bool has_use = !problem_.arc_use.empty();
  const absl::int128* slot_worth = tree_.worth.data() + network_.SlotVertex(0);
  for (std::uint64_t a = problem_.arc_starts[person]; a < problem_.arc_starts[person + 1]; ++a) {
    const NestedAssignmentProblem::Arc& arc = problem_.arcs[a];
    absl::int128 promise = base + unit * arc.points + arc.lottery + slot_worth[arc.slot];
    if (arc.slot == kept) promise += problem_.kept_unit;
    if (has_use) promise -= problem_.use_price * problem_.arc_use[a];
    if (promise <= best.promise || GainOf(problem_, person, a) + network_.reward_above(person) <= 0) continue;
    best = {
        {static_cast<std::uint32_t>(a), ArcName::Kind::kChoice}, person, network_.SlotVertex(arc.slot), true, promise};
  }
}

void TreeSimplex::LookAtGates(Vertex v, Entering& best) const {
  const absl::int128 up = tree_.worth[network_.above(v)];
  const absl::int128 worth = network_.IsPeoplesSide(v) ? tree_.worth[v] - up : up - tree_.worth[v];
  LookAtGate(v, {v, ArcName::Kind::kPlainGate}, network_.capacity(v), worth, best);
  if (!network_.IsPersonNode(v) || network_.paying_capacity(v) == 0) return;
  LookAtGate(v, {v, ArcName::Kind::kPayingGate}, network_.paying_capacity(v), worth + network_.reward(v), best);
}

void TreeSimplex::LookAtGate(Vertex v, ArcName arc, std::int32_t capacity, const absl::int128& worth,
                             Entering& best) const {
  if (capacity == 0) return;
  const bool adds = worth > 0;
  const absl::int128 promise = adds ? worth : -worth;
  if (promise <= best.promise || tree_.GateFlow(arc) != (adds ? 0 : capacity)) return;
  const Vertex above = network_.above(v);
  const bool leads_down = network_.IsPeoplesSide(v) == adds;
  best = {arc, leads_down ? above : v, leads_down ? v : above, adds, promise};
}

void TreeSimplex::Pivot(const Entering& entering) {
  const Vertex join = Join(entering.from, entering.to);
  const Vertex person = entering.from;  // Of a choice; gates do not ask for it.
  std::int32_t units = kUnbounded;
  Vertex cut = kNoVertex;  // The lower end of the leaving arc; none: the entering arc runs from bound to bound.
  bool cut_holds_from = false;
  // The last arc to block, seen from the join along the push: the way down to `from`, the arc itself, the way up.
  if (entering.arc.kind != ArcName::Kind::kChoice) {
    units = entering.adds ? Capacity(entering.arc) - tree_.GateFlow(entering.arc) : tree_.GateFlow(entering.arc);
  }
  for (Vertex v = entering.from; v != join; v = tree_.links[v].parent) {
    const std::int32_t room = Room(v, /*upwards=*/false);
    if (room < units) {
      units = room;
      cut = v;
      cut_holds_from = true;
    }
  }
  for (Vertex v = entering.to; v != join; v = tree_.links[v].parent) {
    const std::int32_t room = Room(v, /*upwards=*/true);
    if (room <= units) {
      units = room;
      cut = v;
      cut_holds_from = false;
    }
  }
  WALZ_CHECK(units != kUnbounded);
  if (units > 0) {
    PushPath(entering.from, join, /*upwards=*/false, units);
    PushPath(entering.to, join, /*upwards=*/true, units);
    Push(entering.arc, person, entering.adds, units);
  }
  if (cut != kNoVertex) Rehang(entering, join, cut, cut_holds_from);
  const absl::int128 drift = tree_.worth[component_.root];
  if (drift > kDriftMax || drift < -kDriftMax) ShiftBelow(component_.root, -drift);
}

Vertex TreeSimplex::Join(Vertex a, Vertex b) const {
  const auto& links = tree_.links;
  while (a != b) {
    // The one with fewer vertices below it cannot be above the other.
    if (links[a].size <= links[b].size) {
      a = links[a].parent;
    } else {
      b = links[b].parent;
    }
  }
  return a;
}

std::int32_t TreeSimplex::Flow(ArcName arc, Vertex person) const {
  return arc.kind == ArcName::Kind::kChoice ? tree_.taken_arc[person] == arc.index : tree_.GateFlow(arc);
}

std::int32_t TreeSimplex::Capacity(ArcName arc) const {
  switch (arc.kind) {
    case ArcName::Kind::kChoice:
      return kUnbounded;  // The person's gate bounds it.
    case ArcName::Kind::kPlainGate:
      return network_.capacity(arc.index);
    case ArcName::Kind::kPayingGate:
      return network_.paying_capacity(arc.index);
  }
  return 0;
}

// How many units can go between `child` and its parent in the tree, upwards or downwards.
std::int32_t TreeSimplex::Room(Vertex child, bool upwards) const {
  const CirculationTree::Link& link = tree_.links[child];
  const std::int32_t flow = Flow(link.arc, link.points_up ? child : link.parent);
  if (link.points_up != upwards) return flow;
  const std::int32_t capacity = Capacity(link.arc);
  return capacity == kUnbounded ? kUnbounded : capacity - flow;
}

void TreeSimplex::Push(ArcName arc, Vertex person, bool adds, std::int32_t units) {
  if (arc.kind != ArcName::Kind::kChoice) {
    tree_.GateFlow(arc) += adds ? units : -units;
    return;
  }
  // A person's old and new arc lie on one cycle, in either order.
  std::uint32_t& taken = tree_.taken_arc[person];
  if (adds) {
    taken = arc.index;
  } else if (taken == arc.index) {
    taken = kNoArc;
  }
}

void TreeSimplex::PushPath(Vertex from, Vertex join, bool upwards, std::int32_t units) {
  for (Vertex v = from; v != join; v = tree_.links[v].parent) {
    const CirculationTree::Link& link = tree_.links[v];
    Push(link.arc, link.points_up ? v : link.parent, link.points_up == upwards, units);
  }
}

// Cuts the tree above `cut` and hangs the part below it, turned round, to the other end of the entering arc.
void TreeSimplex::Rehang(const Entering& entering, Vertex join, Vertex cut, bool cut_holds_from) {
  auto& links = tree_.links;
  const Vertex top = cut_holds_from ? entering.from : entering.to;
  Vertex parent = cut_holds_from ? entering.to : entering.from;
  const std::uint32_t moved = links[cut].size;
  Grow(links[cut].parent, join, 0 - moved);
  Grow(parent, join, moved);

  // The entering arc is worth 0 once the part with its tail has risen by what the arc was worth, or the other has sunk.
  // Only differences count, so the smaller part moves.
  const bool leads_from_top = cut_holds_from == entering.adds;  // A push that takes away goes against its arc.
  const absl::int128 rise = leads_from_top == entering.adds ? entering.promise : -entering.promise;
  Detach(cut);
  if (moved <= links[component_.root].size / 2) {
    ShiftBelow(cut, rise);
  } else {
    ShiftBelow(component_.root, -rise);
  }
  ArcName arc = entering.arc;
  bool points_up = leads_from_top;
  std::uint32_t size_below = 0;  // Of what hung below `v` on the way from the top.
  for (Vertex v = top;;) {
    const Vertex old_parent = links[v].parent;
    if (v != cut) Detach(v);
    tree_.Attach(v, parent);
    std::swap(links[v].arc, arc);
    points_up = !std::exchange(links[v].points_up, points_up);
    const std::uint32_t old_size = std::exchange(links[v].size, moved - size_below);
    size_below = old_size;
    if (v == cut) break;
    parent = v;
    v = old_parent;
  }
}

// Adds `size_step` to the sizes from `v` up to, but without, `below`.
void TreeSimplex::Grow(Vertex v, Vertex below, std::uint32_t size_step) {
  for (; v != below; v = tree_.links[v].parent) tree_.links[v].size += size_step;
}

void TreeSimplex::Detach(Vertex v) {
  const CirculationTree::Link& link = tree_.links[v];
  const Vertex next = tree_.descents[v].next;
  if (link.previous != kNoVertex) {
    tree_.descents[link.previous].next = next;
  } else {
    tree_.descents[link.parent].first_child = next;
  }
  if (next != kNoVertex) tree_.links[next].previous = link.previous;
}

// Adds `shift` to the worth of `top` and all below it: most of the time that a step takes.  Vertices lie far apart in
// memory, so they are fetched ahead, breadth first, which leaves more to fetch than going down child by child.
void TreeSimplex::ShiftBelow(Vertex top, const absl::int128& shift) {
  const auto& descents = tree_.descents;
  const auto fetch = [&](Vertex v) {
    if (v == kNoVertex) return;
    __builtin_prefetch(&descents[v]);
    __builtin_prefetch(&tree_.worth[v], 1);
  };
  tree_.worth[top] += shift;
  parents_.assign(1, top);
  for (std::size_t i = 0; i < parents_.size(); ++i) {
    for (Vertex v = descents[parents_[i]].first_child; v != kNoVertex; v = descents[v].next) {
      fetch(descents[v].next);
      fetch(descents[v].first_child);
      tree_.worth[v] += shift;
      if (descents[v].first_child != kNoVertex) parents_.push_back(v);
    }
  }
}

}  // namespace walz
