#include "engine/matching/exact_part.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include "engine/matching/goal_search.h"
#include "engine/matching/proof_tree.h"
#include "engine/matching/regions.h"

namespace walz {
namespace {

using Levels = LevelFigures<std::int64_t>;

using PlacementOf = absl::flat_hash_map<std::size_t, const Placement*>;  // By apprentice.

// Whether the group is placed as a whole, at one company, on the same days, or not at all.
bool KeepsGroup(const Problem& problem, const std::vector<ApprenticeIndex>& group, const PlacementOf& of) {
  const auto leader = of.find(group[0].value);
  return std::all_of(group.begin(), group.end(), [&](ApprenticeIndex member) {
    const auto at = of.find(member.value);
    if (at == of.end() || leader == of.end()) return at == of.end() && leader == of.end();
    return problem.CompanyOf(at->second->opening) == problem.CompanyOf(leader->second->opening) &&
           at->second->stay == leader->second->stay;
  });
}

}  // namespace

ChoiceLimits LimitsFor(const StayProgram& program, bool can_prove) {
  constexpr std::int64_t kColumnsLookedAt = 20'000'000;
  const bool is_large = IsLargePart(program.apprentices().size());
  const auto columns = static_cast<std::int64_t>(std::max<std::size_t>(program.stay_count(), 1));
  const auto people = static_cast<std::int64_t>(program.apprentices().size());
  ChoiceLimits limits;
  limits.nodes_max =
      std::clamp<std::int64_t>(kColumnsLookedAt / columns, is_large ? 10 : 60, 150) / (can_prove ? 1 : 6);
  limits.solves_max = std::max<std::int64_t>(10 * limits.nodes_max, is_large ? 200 : 0);
  limits.steps_max = can_prove ? std::max<std::int64_t>(60'000, 10 * people) : 30'000;
  return limits;
}

std::vector<Placement> WithoutTornGroups(const Problem& problem, const std::vector<Placement>& placements) {
  PlacementOf of;
  for (const Placement& placement : placements) of[placement.apprentice.value] = &placement;
  absl::flat_hash_set<std::size_t> torn;
  for (const std::vector<ApprenticeIndex>& group : problem.groups()) {
    if (KeepsGroup(problem, group, of)) continue;
    for (const ApprenticeIndex member : group) torn.insert(member.value);
  }
  std::vector<Placement> kept = placements;
  std::erase_if(kept, [&](const Placement& placement) { return torn.contains(placement.apprentice.value); });
  return kept;
}

ExactPart::ExactPart(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices)
    : facts_(facts), program_(facts, apprentices, StayProgram::Groups::kApart) {}

void ExactPart::GoOnFrom(SolvedPart proven, std::size_t level) {
  solved_ = std::move(proven);
  level_ = level;
}

bool ExactPart::Build(const WorkOptions& work) {
  if (!program_.Build(kPartStaysMax, work.stop)) return false;
  solved_.ceiling = program_.ranges();
  std::copy(program_.ranges().begin() + static_cast<std::ptrdiff_t>(level_), program_.ranges().end(),
            solved_.bound.begin() + static_cast<std::ptrdiff_t>(level_));
  solved_.proof.apprentices = program_.apprentices();
  return true;
}

bool ExactPart::Solve(const std::vector<Placement>& start, const WorkOptions& work) {
  const std::optional<std::vector<std::uint32_t>> columns = program_.ColumnsOf(start);
  if (!columns) return false;
  solved_.placements = start;
  if (CanGoOn(program_.LevelsOf(*columns))) {
    solved_.placements = program_.PlacementsOf(DecideGoals(*columns, work));
    const std::vector<Placement> kept = WithoutTornGroups(facts_.problem, solved_.placements);
    if (kept.size() != solved_.placements.size()) solved_.placements = Together(start, kept, work);
  }
  solved_.score = program_.LevelsOf(*program_.ColumnsOf(solved_.placements));
  solved_.is_proven = solved_.score == solved_.bound;
  return true;
}

// Whether the goals above level_ are met; where one was left open, this may find that it is by now.
bool ExactPart::CanGoOn(const Levels& score) {
  if (open_) {
    const std::size_t met_end = NoteBounds(open_->stage, open_->bound, score);
    if (met_end < open_->stage.decided_end) return false;
    level_ = met_end;
    open_.reset();
  }
  return std::equal(score.begin(), score.begin() + static_cast<std::ptrdiff_t>(level_), solved_.bound.begin());
}

// What the bound of a stage says of its goals, given that all above are met; the end of those that it meets.
std::size_t ExactPart::NoteBounds(const GoalStage& stage, std::int64_t bound, const Levels& score) {
  std::int64_t rest = bound;
  for (std::size_t l = stage.first; l < stage.end; ++l) {
    solved_.bound[l] = std::min(solved_.bound[l], std::max(score[l], rest / stage.weights[l]));
    if (solved_.bound[l] != score[l]) return l;
    rest -= score[l] * stage.weights[l];
  }
  return stage.end;
}

std::vector<std::uint32_t> ExactPart::DecideGoals(std::vector<std::uint32_t> column_of, const WorkOptions& work) {
  bool is_met = true;
  for (level_ = program_.FirstLevelFrom(level_); level_ < kLevelCount && !work.stop.stop_requested();) {
    const GoalStage stage = program_.StageFrom(level_, /*one_at_a_time=*/true);
    const StageProgram of_stage = program_.ProgramOf(stage, program_.LevelsOf(column_of));
    ChoiceLimits limits = LimitsFor(program_, is_met);
    limits.grain = stage.weights[stage.decided_end - 1];
    const ChoiceResult result = SolveChoice(of_stage.problem, column_of, limits, work.stop);
    if (!result.column_of.empty()) column_of = result.column_of;
    std::size_t met_end = 0;
    if (is_met) {
      met_end = NoteBounds(stage, result.bound, program_.LevelsOf(column_of));
      solved_.proof.trees.push_back(ProofTreeOf(facts_, program_, stage, of_stage, result));
      is_met = met_end >= stage.decided_end;
    }
    level_ = program_.FirstLevelFrom(std::max(stage.decided_end, met_end));
    // What is still better in a large part is found sooner region by region.
    if (!is_met && IsLargePart(program_.apprentices().size())) {
      open_ = {stage, result.bound};
      break;
    }
  }
  return column_of;
}

// The best placements known that leave travel groups together; `kept` is what the best without that leaves of them.
std::vector<Placement> ExactPart::Together(const std::vector<Placement>& start, const std::vector<Placement>& kept,
                                           const WorkOptions& work) {
  StayProgram together(facts_, program_.apprentices(), StayProgram::Groups::kTogether);
  if (!together.Build(kPartStaysMax, work.stop)) return start;
  const std::optional<std::vector<std::uint32_t>> from_start = together.ColumnsOf(start);
  std::optional<std::vector<std::uint32_t>> best = together.ColumnsOf(kept);
  if (!best || (from_start && together.LevelsOf(*best) < together.LevelsOf(*from_start))) best = from_start;
  if (!best) return start;
  if (!IsLargePart(program_.apprentices().size())) {
    best = ImproveByGoals(together, *std::move(best), LimitsFor(together, /*can_prove=*/true), work.stop);
  }
  return together.PlacementsOf(*best);
}

}  // namespace walz
