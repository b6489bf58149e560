// JointGain: how many more persons are placed if several things are relaxed together.
//
// Not the sum of what each brings alone: two may open the same place, or only both together open one.  Counted by
// augmenting a copy of the network's flow, which is put back afterwards.

#ifndef ENGINE_EXPLAIN_JOINT_GAIN_H_
#define ENGINE_EXPLAIN_JOINT_GAIN_H_

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "engine/explain/place_network.h"
#include "engine/model/problem.h"

namespace walz {

// What is added to a network for one question.
struct Easing {
  struct Room {
    FlowVertex vertex;  // Of PlaceNetwork::flow(): an opening, or a group of a quota.
    std::int64_t more;  // >= 1.
  };
  std::vector<std::pair<ApprenticeIndex, OpeningIndex>> options;  // Not feasible yet, each once.
  std::vector<Room> room;
};

struct JointGain {
  std::int64_t more = 0;  // Persons placed beyond PlaceNetwork::most_placed().
  // One way to choose them, ascending; more than `more` where somebody gives her place to two others.
  std::vector<ApprenticeIndex> newly_placed;
};

// For whoever wants all that a relaxation brings.
inline constexpr std::int64_t kNoCeiling = std::numeric_limits<std::int64_t>::max();

// Counts relaxations one after another, each beside those that were added before, until Reset().
// Thread rule: not for concurrent use.
class JointGainCounter {
 public:
  // `network` must outlive this object.  Copies its flow: O(apprentices + openings).
  explicit JointGainCounter(const PlaceNetwork& network);

  // Reset, Add, and what they bring.
  JointGain Of(const Easing& relaxation, std::int64_t most);

  // Adds a relaxation and counts at most `most` persons more that it brings; exact for the network.  First looks for
  // paths that go through one step that is added, before it within what waits in the network, behind it within what
  // leads to a place there.  Nothing but added steps leaves the one part or enters the other, so these are all, unless
  // a path winds through two.  Then it looks for paths that go anywhere on one side of such a step, where there is less
  // to look at; these are all, unless one comes back to the part of the other side.  Then any path counts.
  std::int64_t Add(const Easing& relaxation, std::int64_t most);
  // Who is placed more since Reset().
  std::vector<ApprenticeIndex> NewlyPlaced() const;
  // Puts the flow of the network back.
  void Reset();

 private:
  using Path = std::vector<FlowVertex>;
  struct Step {
    FlowVertex tail;
    FlowVertex head;
    FlowVertex gate;  // Whose room it is; kNoFlowVertex: an option's.
  };
  // Where a search may go: forwards to what leads to a place in the network, backwards to what waits in it; or
  // anywhere.
  enum class Within { kItsPart, kAll };
  // One direction of searching: what the last search found, and what never leads to the end.
  struct Direction {
    explicit Direction(std::size_t vertex_count) : found(vertex_count), dead(vertex_count), from(vertex_count) {}
    std::vector<std::uint32_t> found;  // By vertex: the search that found it last.
    std::vector<std::uint32_t> dead;  // By vertex: the round that found it leads nowhere in its part; one more: at all.
    std::vector<FlowVertex> from;
    std::vector<FlowVertex> queue;
    std::uint32_t search = 0;
    PlaceFlow::Search ways;           // As they were some pushes ago; empty: those of the network.
    std::size_t looked_at_since = 0;  // Vertices that searches looked at with these ways.
  };

  // The most that the relaxation can bring, by the cut of the network alone.
  std::int64_t Ceiling(const Easing& relaxation) const;
  bool IsOpen(const Step& step) const;
  // Whether a path can still leave what waits by an added step and enter what leads to a place by another.
  bool MayWind();
  bool PushThrough(const Step& step, bool may_wind);
  bool PushAny();
  // All that leads to a place, or all that waits, in the network.
  template <bool kForward>
  const PlaceFlow::Search& Part() const;
  // The ways that were found last.
  template <bool kForward>
  const PlaceFlow::Search& Ways() const;
  // Finds all ways anew where most of those that are known are closed, so that searches look far for an open one.
  template <bool kForward>
  void RenewWays();
  // Whether the way that is known from v to the end of a direction is open after all pushes, and goes where it may.
  template <bool kForward>
  bool IsWayOpen(FlowVertex v, Within within) const;
  // A path of residual arcs from `start` to the sink, or from the source to `start`; empty if there is none, and then
  // all that was found is dead for this round.
  template <bool kForward>
  Path Find(FlowVertex start, Within within);
  void Push(Path path);

  const PlaceNetwork& network_;
  PlaceFlow flow_;
  bool forward_;  // Less waits than leads to a place.
  Direction forwards_;
  Direction backwards_;
  std::uint32_t round_ = 2;   // Even.
  bool has_strayed_ = false;  // A path came back to what waits (forward_), or left what leads to a place.
  std::vector<Path> pushed_;
  std::vector<Easing::Room> added_room_;
  std::vector<Step> steps_;  // All that was added.
};

}  // namespace walz

#endif  // ENGINE_EXPLAIN_JOINT_GAIN_H_
