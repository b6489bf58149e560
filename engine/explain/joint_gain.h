// JointGain: how many more persons are placed if several things are relaxed together.
//
// Not the sum of what each brings alone: two may open the same place, or only both together open one.  Counted by
// augmenting a copy of the network's flow, which is put back afterwards.

#ifndef ENGINE_EXPLAIN_JOINT_GAIN_H_
#define ENGINE_EXPLAIN_JOINT_GAIN_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/explain/place_network.h"
#include "engine/model/problem.h"

namespace walz {

// What is added to a network for one question.
struct Relaxation {
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

// Thread rule: not for concurrent use.
class JointGainCounter {
 public:
  // `network` must outlive this object.  Copies its flow: O(apprentices + openings).
  explicit JointGainCounter(const PlaceNetwork& network);

  // Exact for the network.  At most `most` are counted.  Cost: two searches for each person more and one that finds
  // none, over what waits or what leads to a place, whichever is less.
  JointGain Of(const Relaxation& relaxation, std::int64_t most);

 private:
  using Path = std::vector<FlowVertex>;

  // The most that the relaxation can bring, by the cut of the network alone.
  std::int64_t Ceiling(const Relaxation& relaxation) const;
  bool Augment();
  // Searches from the source, or back from the sink; the path from source to sink, empty if there is none.
  template <bool kForward>
  Path FindPath();

  const PlaceNetwork& network_;
  PlaceFlow flow_;
  bool forward_;  // Less waits than leads to a place.
  std::vector<Path> pushed_;
  std::vector<std::uint32_t> stamp_;  // By vertex: the search that found it last.
  std::vector<FlowVertex> from_;
  std::vector<FlowVertex> queue_;
  std::uint32_t search_ = 0;
};

}  // namespace walz

#endif  // ENGINE_EXPLAIN_JOINT_GAIN_H_
