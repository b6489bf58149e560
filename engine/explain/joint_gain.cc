#include "engine/explain/joint_gain.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

namespace walz {
namespace {

constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kFoundMax = 2'000;  // Most ways from somebody who waits are short.

// How much there is to look at in each half of the network: openings weigh as many people as may go there.
bool LessWaits(const PlaceNetwork& network) {
  const PlaceFlow& flow = network.flow();
  std::uint64_t waiting = 0;
  std::uint64_t leading = 0;
  for (std::size_t i = 0; i < flow.person_count(); ++i) {
    if (network.Waits(ApprenticeIndex(i))) waiting += 1 + flow.OptionsOf(i).size();
  }
  for (std::size_t i = 0; i < flow.slot_count(); ++i) {
    if (network.LeadsToPlace(OpeningIndex(i))) leading += 1 + flow.PeopleOf(i).size();
  }
  return waiting < leading;
}

}  // namespace

JointGainCounter::JointGainCounter(const PlaceNetwork& network)
    : network_(network),
      flow_(network.flow()),
      forward_(LessWaits(network)),
      forwards_(flow_.vertex_count()),
      backwards_(flow_.vertex_count()) {}

std::int64_t JointGainCounter::Ceiling(const Easing& relaxation) const {
  // Every way more leaves the waiting side by something added there, and enters the leading side by something added.
  absl::flat_hash_set<std::uint32_t> waiting;
  bool leads = false;
  for (const auto& [apprentice, opening] : relaxation.options) {
    if (network_.Waits(apprentice)) waiting.insert(apprentice.value);
    leads = leads || network_.LeadsToPlace(opening);
  }
  auto ceiling = static_cast<std::int64_t>(waiting.size());
  for (const Easing::Room& room : relaxation.room) {
    ceiling += room.more;
    leads = true;
  }
  return leads ? ceiling : 0;
}

JointGain JointGainCounter::Of(const Easing& relaxation, std::int64_t most) {
  Reset();
  JointGain gain;
  gain.more = Add(relaxation, most);
  gain.newly_placed = NewlyPlaced();
  Reset();
  return gain;
}

std::int64_t JointGainCounter::Add(const Easing& relaxation, std::int64_t most) {
  // What was added before may bring more together with this: then its cut says nothing.
  gave_up_ = false;
  const bool first = pushed_.empty() && added_room_.empty() && !flow_.has_added_options();
  if (first) most = std::min(most, Ceiling(relaxation));
  for (const auto& [apprentice, opening] : relaxation.options) flow_.AddOption(apprentice.value, opening.value);
  for (const Easing::Room& room : relaxation.room) {
    flow_.AddRoom(room.vertex, room.more);
    added_room_.push_back(room);
  }
  ++round_;  // More leads to the ends than before.
  std::int64_t more = 0;
  for (const Easing::Room& room : relaxation.room) {
    while (more < most && flow_.flow(room.vertex) < flow_.capacity(room.vertex) && PushThrough(StepAt(room.vertex))) {
      ++more;
    }
  }
  for (const auto& [apprentice, opening] : relaxation.options) {
    const FlowVertex slot = flow_.SlotVertex(opening.value);
    // A push may have taken another way: until this one is taken, or leads nowhere.
    while (more < most && flow_.SlotOf(apprentice.value) != slot && PushThrough({apprentice.value, slot})) ++more;
  }
  while (more < most && (!first || crossed_back_) && PushAny()) ++more;
  return more;
}

std::vector<ApprenticeIndex> JointGainCounter::NewlyPlaced() const {
  std::vector<ApprenticeIndex> newly_placed;
  for (const Path& path : pushed_) {
    for (const FlowVertex v : path) {
      if (!flow_.IsPerson(v) || flow_.SlotOf(v) == kNoFlowVertex) continue;
      if (network_.flow().SlotOf(v) == kNoFlowVertex) newly_placed.emplace_back(v);
    }
  }
  std::sort(newly_placed.begin(), newly_placed.end());
  newly_placed.erase(std::unique(newly_placed.begin(), newly_placed.end()), newly_placed.end());
  return newly_placed;
}

void JointGainCounter::Reset() {
  while (!pushed_.empty()) {
    flow_.Pull(pushed_.back());
    pushed_.pop_back();
  }
  for (const Easing::Room& room : added_room_) flow_.AddRoom(room.vertex, -room.more);
  added_room_.clear();
  crossed_back_ = false;
  flow_.ForgetOptions();
}

JointGainCounter::Step JointGainCounter::StepAt(FlowVertex gate) const {
  if (flow_.IsHostsSide(gate)) return {gate, flow_.above(gate)};
  return {flow_.above(gate), gate};
}

bool JointGainCounter::PushThrough(Step step) {
  if (forwards_.dead[flow_.source()] == round_) return false;  // Nobody waits any more who could get through.
  Path onwards = Find<true>(step.head, kEverything);
  if (onwards.empty()) return false;
  Path path = Find<false>(step.tail, kFoundMax);
  // Very much leads to the tail, and nobody who waits was among it: perhaps few wait any more.
  if (path.empty() && gave_up_) return PushAny();
  if (path.empty()) return false;
  path.insert(path.end(), onwards.begin(), onwards.end());
  // Where the two halves meet, the way between is left out.
  absl::flat_hash_map<FlowVertex, std::size_t> position;
  Path direct;
  for (const FlowVertex v : path) {
    const auto [at, fresh] = position.try_emplace(v, direct.size());
    if (fresh) {
      direct.push_back(v);
      continue;
    }
    while (direct.size() > at->second + 1) {
      position.erase(direct.back());
      direct.pop_back();
    }
  }
  Push(std::move(direct));
  return true;
}

bool JointGainCounter::PushAny() {
  if (forwards_.dead[flow_.source()] == round_ || backwards_.dead[flow_.sink()] == round_) return false;
  Path path = forward_ || gave_up_ ? Find<true>(flow_.source(), kEverything) : Find<false>(flow_.sink(), kEverything);
  if (path.empty()) return false;
  Push(std::move(path));
  return true;
}

void JointGainCounter::Push(Path path) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    crossed_back_ = crossed_back_ || (!network_.WaitsAt(path[i]) && network_.WaitsAt(path[i + 1]));
  }
  flow_.Push(path);
  pushed_.push_back(std::move(path));
}

template <bool kForward>
JointGainCounter::Path JointGainCounter::Find(FlowVertex start, std::size_t found_max) {
  gave_up_ = false;
  const FlowVertex goal = kForward ? flow_.sink() : flow_.source();
  if (start == goal) return {start};
  Direction& direction = kForward ? forwards_ : backwards_;
  if (direction.dead[start] == round_) return {};
  const std::uint32_t search = ++direction.search;
  direction.found[start] = search;
  direction.queue.assign({start});
  for (std::size_t head = 0; head < direction.queue.size(); ++head) {
    if (direction.queue.size() > found_max) {
      gave_up_ = true;
      return {};
    }
    const FlowVertex v = direction.queue[head];
    const auto visit = [&](FlowVertex w) {
      if (direction.found[w] == search || direction.dead[w] == round_) return false;
      direction.found[w] = search;
      direction.from[w] = v;
      direction.queue.push_back(w);
      // Whoever is one step from the goal need not wait for its turn.
      return w == goal || (kForward ? flow_.LeadsToSink(w) : flow_.ComesFromSource(w));
    };
    if (!(kForward ? flow_.AnySuccessor(v, visit) : flow_.AnyPredecessor(v, visit))) continue;
    Path path;
    if (direction.queue.back() != goal) path.push_back(goal);
    path.push_back(direction.queue.back());
    while (path.back() != start) path.push_back(direction.from[path.back()]);
    if (kForward) std::reverse(path.begin(), path.end());
    return path;
  }
  // No later push of this round makes a way out of what leads nowhere: it would have to lead through it.
  for (const FlowVertex v : direction.queue) direction.dead[v] = round_;
  return {};
}

}  // namespace walz
