#include "engine/explain/joint_gain.h"

#include <algorithm>

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
      stamp_(flow_.vertex_count()),
      from_(flow_.vertex_count()) {}

std::int64_t JointGainCounter::Ceiling(const Relaxation& relaxation) const {
  // Every way more leaves the waiting side by something added there, and enters the leading side by something added.
  absl::flat_hash_set<std::uint32_t> waiting;
  bool leads = false;
  for (const auto& [apprentice, opening] : relaxation.options) {
    if (network_.Waits(apprentice)) waiting.insert(apprentice.value);
    leads = leads || network_.LeadsToPlace(opening);
  }
  auto ceiling = static_cast<std::int64_t>(waiting.size());
  for (const Relaxation::Room& room : relaxation.room) {
    ceiling += room.more;
    leads = true;
  }
  return leads ? ceiling : 0;
}

JointGain JointGainCounter::Of(const Relaxation& relaxation, std::int64_t most) {
  most = std::min(most, Ceiling(relaxation));
  JointGain gain;
  if (most == 0) return gain;
  for (const auto& [apprentice, opening] : relaxation.options) flow_.AddOption(apprentice.value, opening.value);
  for (const Relaxation::Room& room : relaxation.room) flow_.AddRoom(room.vertex, room.more);
  while (gain.more < most && Augment()) ++gain.more;
  for (const Path& path : pushed_) {
    for (const FlowVertex v : path) {
      if (!flow_.IsPerson(v) || flow_.SlotOf(v) == kNoFlowVertex) continue;
      if (network_.flow().SlotOf(v) == kNoFlowVertex) gain.newly_placed.emplace_back(v);
    }
  }
  std::sort(gain.newly_placed.begin(), gain.newly_placed.end());
  gain.newly_placed.erase(std::unique(gain.newly_placed.begin(), gain.newly_placed.end()), gain.newly_placed.end());
  while (!pushed_.empty()) {
    flow_.Pull(pushed_.back());
    pushed_.pop_back();
  }
  for (const Relaxation::Room& room : relaxation.room) flow_.AddRoom(room.vertex, -room.more);
  flow_.ForgetOptions();
  return gain;
}

bool JointGainCounter::Augment() {
  Path path = forward_ ? FindPath<true>() : FindPath<false>();
  if (path.empty()) return false;
  flow_.Push(path);
  pushed_.push_back(std::move(path));
  return true;
}

template <bool kForward>
JointGainCounter::Path JointGainCounter::FindPath() {
  const FlowVertex start = kForward ? flow_.source() : flow_.sink();
  const FlowVertex goal = kForward ? flow_.sink() : flow_.source();
  ++search_;
  stamp_[start] = search_;
  queue_.assign({start});
  for (std::size_t head = 0; head < queue_.size(); ++head) {
    const FlowVertex v = queue_[head];
    const auto visit = [&](FlowVertex w) {
      if (stamp_[w] == search_) return false;
      stamp_[w] = search_;
      from_[w] = v;
      queue_.push_back(w);
      return w == goal;
    };
    if (!(kForward ? flow_.AnySuccessor(v, visit) : flow_.AnyPredecessor(v, visit))) continue;
    Path path = {goal};
    while (path.back() != start) path.push_back(from_[path.back()]);
    if (kForward) std::reverse(path.begin(), path.end());
    return path;
  }
  return {};
}

}  // namespace walz
