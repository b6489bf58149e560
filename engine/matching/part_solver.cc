#include "engine/matching/part_solver.h"

#include <algorithm>
#include <utility>

#include "engine/matching/goal_search.h"
#include "engine/matching/regions.h"
#include "engine/matching/repair.h"

namespace walz {
namespace {

// How often a large part is solved as a whole and region by region in turn.
constexpr int kRoundsMax = 3;
// A question about a run is answered without a proof where more would have to be looked at.
constexpr std::int64_t kAnsweredStaysMax = 2'000'000;
// Of the rough beginning: what rounding and a few dives find is good enough.
constexpr std::int64_t kRoughNodes = 3;

std::vector<UnitIndex> UnitsOf(const std::vector<ApprenticeIndex>& apprentices, const Arrangement& arrangement) {
  std::vector<UnitIndex> units;
  for (const ApprenticeIndex i : apprentices) {
    const UnitIndex unit = arrangement.UnitOf(i);
    if (arrangement.MembersOf(unit)[0] == i) units.push_back(unit);
  }
  return units;
}

// What a large part is looked at for: what was touched, and whoever is not where it was before.
RegionSeeds SeedsIn(const std::vector<ApprenticeIndex>& members, const std::vector<OpeningIndex>& openings,
                    const EarlierRun& earlier, const Arrangement& arrangement) {
  RegionSeeds seeds{.openings = openings};
  for (const ApprenticeIndex i : members) {
    const std::vector<Placement> now = arrangement.PlacementsOf({&i, 1});
    const std::optional<LastPlacement>& before = earlier.placements[i.value];
    const bool is_same = now.empty() ? !before : before && before->opening == now[0].opening;
    if (!is_same || earlier.is_touched[i.value]) seeds.apprentices.push_back(i);
  }
  return seeds;
}

// The most that each goal can reach whatever the quotas say.
LevelFigures<std::int64_t> CeilingOf(const PartFacts& facts, const OptionReach& reach,
                                     const std::vector<ApprenticeIndex>& members) {
  Score ceiling;
  std::vector<char> has_member(facts.problem.centres().size(), 0);
  for (const ApprenticeIndex i : members) {
    AddCeiling(facts.problem, reach, i, ceiling);
    has_member[facts.problem.CentreOf(i).value] = 1;
  }
  for (const Objective::Least& least : facts.objective.leasts()) {
    ceiling.centres_at_least += has_member[least.centre.value];
  }
  return ceiling.levels();
}

// Stays to choose from; none if options are missing, or there are too many for the part to be solved as a whole.
std::optional<std::int64_t> StaysOf(const PartFacts& facts, const std::vector<ApprenticeIndex>& members) {
  std::int64_t stays = 0;
  for (const ApprenticeIndex i : members) {
    const absl::Span<const PairOption> options = facts.options.Of(i);
    if (options.empty()) return std::nullopt;
    for (const PairOption& option : options) {
      for (const DayRange& starts : facts.stays.ShortestOf(i, option.opening).starts) {
        stays += starts.last - starts.first + 1;
      }
    }
    if (stays > kPartStaysMax) return std::nullopt;
  }
  return stays;
}

}  // namespace

PartSolver::PartSolver(const PartFacts& facts, const OptionReach& reach, const std::vector<std::size_t>& first_goals,
                       const std::vector<ApprenticeIndex>& members, Arrangement& arrangement, const WorkOptions& work)
    : facts_(facts),
      seen_{facts.problem, arrangement.options(), facts.objective, facts.quotas, facts.stays},
      members_(members),
      units_(UnitsOf(members, arrangement)),
      is_large_(IsLargePart(members.size())),
      stays_(StaysOf(facts, members)),
      arrangement_(arrangement),
      work_(work),
      whole_(facts, members) {
  if (is_large_) upper_.emplace(facts, first_goals, members, CeilingOf(facts, reach, members));
}

std::optional<SolvedPart> PartSolver::Solve(bool begins_earlier) {
  if (!is_large_) return stays_ ? SolveWhole(/*by_regions=*/false) : std::nullopt;
  const std::vector<Placement> start = PlacementsNow();
  // What helps soonest first: whoever stops the work has it.
  ImproveRegions(seen_, members_, arrangement_, work_);
  const std::vector<Placement> improved = PlacementsNow();
  const Score score = ScoreNow();
  bool is_new = stays_ && !begins_earlier && StartRoughly(start);
  for (int round = 0; round < kRoundsMax; ++round) {
    const std::vector<Placement> before = PlacementsNow();
    const bool is_better = DecideUpperGoals();
    if (std::exchange(is_new, false)) {
      ImproveRegions(seen_, members_, arrangement_, work_);
    } else if (is_better) {
      ImproveAround(seen_, members_, {.apprentices = MovedSince(before)}, arrangement_, work_);
    } else {
      break;
    }
  }
  if (work_.abandon.stop_requested()) return std::nullopt;
  if (ScoreNow() < score) Rearrange(seen_.options, PlacementsNow(), improved, arrangement_);
  return Conclude(/*by_regions=*/true);
}

std::optional<SolvedPart> PartSolver::Answer(const std::vector<OpeningIndex>& touched, const EarlierRun& question) {
  ImproveAround(seen_, members_, SeedsIn(members_, touched, question, arrangement_), arrangement_, work_);
  if (!stays_ || *stays_ > kAnsweredStaysMax) return std::nullopt;
  DecideUpperGoals();
  return Conclude(/*by_regions=*/false);
}

Score PartSolver::ScoreNow() const { return facts_.objective.ScoreOf(PlacementsNow()); }

// From `start`, so that what is found is not held to what regions have reached: it may be worse goal by goal, and
// deciding the upper goals mends that.  Whether it stands there now.
bool PartSolver::StartRoughly(const std::vector<Placement>& start) {
  if (work_.progress) work_.progress("prove", 0, kLevelCount);
  StayProgram program(facts_, members_, StayProgram::Groups::kTogether);
  if (!program.Build(kPartStaysMax, work_.stop)) return false;
  const std::optional<std::vector<std::uint32_t>> columns = program.ColumnsOf(start);
  if (!columns) return false;
  ChoiceLimits limits = LimitsFor(program, /*can_prove=*/true);
  limits.nodes_max = kRoughNodes;
  const std::vector<std::uint32_t> rough = RoughChoice(program, *columns, limits, work_.stop);
  if (work_.abandon.stop_requested()) return false;
  return rough != *columns && Rearrange(facts_.options, PlacementsNow(), program.PlacementsOf(rough), arrangement_);
}

std::vector<ApprenticeIndex> PartSolver::MovedSince(const std::vector<Placement>& before) const {
  std::vector<ApprenticeIndex> moved;
  for (const Placement& placement : ChangedPlacements(before, PlacementsNow())) {
    if (moved.empty() || moved.back() != placement.apprentice) moved.push_back(placement.apprentice);
  }
  return moved;
}

// Whether something was found.
bool PartSolver::DecideUpperGoals() {
  bool is_better = false;
  while (const std::optional<std::vector<Placement>> better = upper_->FindBetter(PlacementsNow(), work_)) {
    if (!PlaceFirst(units_, seen_.options, *better, arrangement_, work_)) break;
    is_better = true;
  }
  return is_better;
}

// What the upper goals and, if all of them are met, those below them prove.
std::optional<SolvedPart> PartSolver::Conclude(bool by_regions) {
  SolvedPart solved = upper_->ProofOf(PlacementsNow());
  if (stays_ && upper_->AreMet(solved.score)) {
    whole_.GoOnFrom(std::move(solved), kLeastLevel);
    return SolveWhole(by_regions);
  }
  if (solved.proof.trees.empty()) return std::nullopt;
  return solved;
}

// None if its placements are not among its options, or if it was stopped.
std::optional<SolvedPart> PartSolver::SolveWhole(bool by_regions) {
  if (!whole_.Build(work_)) return std::nullopt;
  for (int round = 0; round < kRoundsMax; ++round) {
    if (is_large_ && work_.progress) work_.progress("prove", kLeastLevel, kLevelCount);
    const std::vector<Placement> start = PlacementsNow();
    if (!whole_.Solve(start, work_) || !Rearrange(facts_.options, start, whole_.solved().placements, arrangement_)) {
      return std::nullopt;
    }
    if (!by_regions || whole_.solved().is_proven || whole_.solved().placements == start) break;
    if (round + 1 < kRoundsMax) ImproveRegions(seen_, members_, arrangement_, work_);
  }
  return whole_.solved();
}

}  // namespace walz
