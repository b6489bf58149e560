#include "engine/explain/joint_gain.h"

#include <algorithm>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

namespace walz {
namespace {

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
  // What was added before may bring more together with this.
  if (steps_.empty()) most = std::min(most, Ceiling(relaxation));
  for (const auto& [apprentice, opening] : relaxation.options) {
    flow_.AddOption(apprentice.value, opening.value);
    steps_.push_back({apprentice.value, flow_.SlotVertex(opening.value), kNoFlowVertex});
  }
  for (const Easing::Room& room : relaxation.room) {
    flow_.AddRoom(room.vertex, room.more);
    added_room_.push_back(room);
    const auto [tail, head] = flow_.EndsOf(room.vertex);
    steps_.push_back({tail, head, room.vertex});
  }
  round_ += 2;  // More leads to the ends than before.
  std::int64_t more = 0;
  for (const bool may_wind : {false, true}) {
    if (may_wind && !MayWind()) break;
    for (const Step& step : steps_) {
      // A push may have taken another way: until this one is taken, or leads nowhere.
      while (more < most && IsOpen(step) && PushThrough(step, may_wind)) ++more;
    }
  }
  while (more < most && has_strayed_ && PushAny()) ++more;
  return more;
}

bool JointGainCounter::IsOpen(const Step& step) const {
  if (step.gate == kNoFlowVertex) return flow_.SlotOf(step.tail) != step.head;
  return flow_.flow(step.gate) < flow_.capacity(step.gate);
}

bool JointGainCounter::MayWind() {
  const auto leads = [&](const Step& step) {
    return IsOpen(step) && network_.LeadsAt(step.head) && !Find<true>(step.head, Within::kItsPart).empty();
  };
  const auto waits = [&](const Step& step) {
    return IsOpen(step) && network_.WaitsAt(step.tail) && !Find<false>(step.tail, Within::kItsPart).empty();
  };
  return std::any_of(steps_.begin(), steps_.end(), leads) && std::any_of(steps_.begin(), steps_.end(), waits);
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
  steps_.clear();
  has_strayed_ = false;
  for (Direction* const direction : {&forwards_, &backwards_}) {
    direction->ways.next.clear();
    direction->looked_at_since = 0;
  }
  flow_.ForgetOptions();
}

bool JointGainCounter::PushThrough(const Step& step, bool may_wind) {
  const Within behind = may_wind && forward_ ? Within::kAll : Within::kItsPart;
  const Within before = may_wind && !forward_ ? Within::kAll : Within::kItsPart;
  if (behind == Within::kItsPart && !network_.LeadsAt(step.head)) return false;
  if (before == Within::kItsPart && !network_.WaitsAt(step.tail)) return false;
  const Path onwards = Find<true>(step.head, behind);
  if (onwards.empty()) return false;
  Path path = Find<false>(step.tail, before);
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
  Path path = forward_ ? Find<true>(flow_.source(), Within::kAll) : Find<false>(flow_.sink(), Within::kAll);
  if (path.empty()) return false;
  Push(std::move(path));
  return true;
}

void JointGainCounter::Push(Path path) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    has_strayed_ = has_strayed_ || (forward_ ? !network_.WaitsAt(path[i]) && network_.WaitsAt(path[i + 1])
                                             : network_.LeadsAt(path[i]) && !network_.LeadsAt(path[i + 1]));
  }
  flow_.Push(path);
  pushed_.push_back(std::move(path));
}

template <bool kForward>
const PlaceFlow::Search& JointGainCounter::Part() const {
  return kForward ? network_.to_places() : network_.from_waiting();
}

template <bool kForward>
const PlaceFlow::Search& JointGainCounter::Ways() const {
  const PlaceFlow::Search& renewed = (kForward ? forwards_ : backwards_).ways;
  return renewed.next.empty() ? Part<kForward>() : renewed;
}

template <bool kForward>
void JointGainCounter::RenewWays() {
  Direction& direction = kForward ? forwards_ : backwards_;
  if (direction.looked_at_since < flow_.vertex_count()) return;
  direction.ways = kForward ? flow_.ToSink() : flow_.FromSource();
  direction.looked_at_since = 0;
}

template <bool kForward>
bool JointGainCounter::IsWayOpen(FlowVertex v, Within within) const {
  const PlaceFlow::Search& part = Part<kForward>();
  const PlaceFlow::Search& ways = Ways<kForward>();
  if (!ways.Found(v)) return false;
  for (const FlowVertex goal = kForward ? flow_.sink() : flow_.source(); v != goal; v = ways.next[v]) {
    if (!(kForward ? flow_.MayStep(v, ways.next[v]) : flow_.MayStep(ways.next[v], v))) return false;
    if (within == Within::kItsPart && !part.Found(ways.next[v])) return false;
  }
  return true;
}

template <bool kForward>
JointGainCounter::Path JointGainCounter::Find(FlowVertex start, Within within) {
  const FlowVertex goal = kForward ? flow_.sink() : flow_.source();
  const PlaceFlow::Search& part = Part<kForward>();
  Direction& direction = kForward ? forwards_ : backwards_;
  const std::uint32_t dead = within == Within::kAll ? round_ + 1 : round_;
  if (direction.dead[start] >= dead) return {};
  const std::uint32_t search = ++direction.search;
  direction.found[start] = search;
  direction.queue.assign({start});
  RenewWays<kForward>();
  // Whoever is on a way that is still open need not wait for its turn.
  bool is_found = IsWayOpen<kForward>(start, within);
  for (std::size_t head = 0; !is_found && head < direction.queue.size(); ++head) {
    if (flow_.IsTimeToEnd(head)) return {};
    const FlowVertex v = direction.queue[head];
    const auto visit = [&](FlowVertex w) {
      if (direction.found[w] == search || direction.dead[w] >= dead) return false;
      if (within == Within::kItsPart && !part.Found(w)) return false;
      direction.found[w] = search;
      direction.from[w] = v;
      direction.queue.push_back(w);
      return IsWayOpen<kForward>(w, within);
    };
    is_found = kForward ? flow_.AnySuccessor(v, visit) : flow_.AnyPredecessor(v, visit);
  }
  direction.looked_at_since += direction.queue.size();
  if (is_found) {
    const PlaceFlow::Search& ways = Ways<kForward>();
    Path path;
    for (FlowVertex v = direction.queue.back(); v != start; v = direction.from[v]) path.push_back(v);
    path.push_back(start);
    std::reverse(path.begin(), path.end());
    while (path.back() != goal) path.push_back(ways.next[path.back()]);
    if (!kForward) std::reverse(path.begin(), path.end());
    return path;
  }
  // No later push of this round makes a way out of what leads nowhere: it would have to lead through it.
  for (const FlowVertex v : direction.queue) direction.dead[v] = dead;
  return {};
}

}  // namespace walz
