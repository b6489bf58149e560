// ExactPart: the best placements of some apprentices, proven by cases where prices alone prove too little.
//
// Where places serve one stay after another, quotas cross or people count more than once, the flow of the assignment
// model is a relaxation.  Here the goals are taken one after another in integer programs over stays (stay_program.h):
// what was reached of the goals above must not be lost.  The trees of the search become the part's proof (matching.h).
// Thread rule: not for concurrent use; StayFinder is the caller's.

#ifndef ENGINE_MATCHING_EXACT_PART_H_
#define ENGINE_MATCHING_EXACT_PART_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/stay_program.h"
#include "engine/solve/choice_tree.h"

namespace walz {

// Programs of more stays to choose from are not made: each costs some 150 bytes, and a search tens of seconds.
inline constexpr std::int64_t kPartStaysMax = 4'000'000;

struct SolvedPart {
  std::vector<Placement> placements;  // By apprentice; stays of the shortest length, or as before in a travel group.
  LevelFigures<std::int64_t> score{};
  LevelFigures<std::int64_t> ceiling{};  // The most that each goal can reach whatever the quotas say.
  // Goal by goal down to the first that is not met; below it nothing is known.
  LevelFigures<std::int64_t> bound{};
  bool is_proven = false;  // They are equal.
  PartProof proof;
};

// A program of many stays gets fewer nodes: all take about the same time.  Once a goal is left open nothing more can be
// proven, and what is still better is found soon or not at all.
ChoiceLimits LimitsFor(const StayProgram& program, bool can_prove);

// Without those of travel groups that are torn.
std::vector<Placement> WithoutTornGroups(const Problem& problem, const std::vector<Placement>& placements);

class ExactPart {
 public:
  // `apprentices`, ascending, share no group that can bind, no travel group and no least with others.  `facts` must
  // outlive this object.
  ExactPart(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices);

  // To be called before Build(): what is proven already of the goals before `level`, which are met.
  void GoOnFrom(SolvedPart proven, std::size_t level);

  // False if the part has too many stays, options are missing or it was stopped.
  bool Build(const WorkOptions& work);

  // Decides goal after goal, from `start`: lawful and, but for travel groups, with stays of the shortest length.  Where
  // a large part leaves a goal open, the goals below are left alone; called again with placements that meet it, this
  // goes on there.  If the best would tear a travel group apart, it is only a bound of what stays together.  False, and
  // nothing new in solved(), if stays of `start` are not among those to choose from.
  bool Solve(const std::vector<Placement>& start, const WorkOptions& work);

  const std::vector<ApprenticeIndex>& apprentices() const { return program_.apprentices(); }
  const SolvedPart& solved() const { return solved_; }

 private:
  // A stage whose first goal is not met, and what bounds it.
  struct OpenStage {
    GoalStage stage;
    std::int64_t bound;
  };
  bool CanGoOn(const LevelFigures<std::int64_t>& score);
  std::size_t NoteBounds(const GoalStage& stage, std::int64_t bound, const LevelFigures<std::int64_t>& score);
  std::vector<std::uint32_t> DecideGoals(std::vector<std::uint32_t> column_of, const WorkOptions& work);
  std::vector<Placement> Together(const std::vector<Placement>& start, const std::vector<Placement>& kept,
                                  const WorkOptions& work);

  const PartFacts& facts_;
  StayProgram program_;
  SolvedPart solved_;
  std::size_t level_ = 0;          // The next goal to be decided.
  std::optional<OpenStage> open_;  // The stage before it, where goals below an open one are left alone.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_EXACT_PART_H_
