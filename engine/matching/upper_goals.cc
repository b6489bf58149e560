#include "engine/matching/upper_goals.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/matching/proof_tree.h"

namespace walz {
namespace {

// Below the goal, everybody should stay where it is, on these days at best: nobody moves without need, and least is
// taken from those who do not count here.
constexpr std::int64_t kSameStay = 2;
constexpr std::int64_t kSameOpening = 1;

void FavourStart(const std::vector<std::uint32_t>& start, ChoiceProblem& problem) {
  for (std::size_t p = 0; p < start.size(); ++p) {
    if (start[p] == ChoiceProblem::kNone) continue;
    for (std::uint32_t c = problem.person_starts[p]; c < problem.person_starts[p + 1]; ++c) {
      if (problem.block[c] == problem.block[start[p]]) problem.value[c] += c == start[p] ? kSameStay : kSameOpening;
    }
  }
}

}  // namespace

std::vector<std::size_t> FirstGoals(const Problem& problem) {
  std::vector<std::size_t> goals;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    const std::size_t tier = kTierLevel + static_cast<std::size_t>(problem[apprentice].tier);
    goals.push_back(problem.PinOf(apprentice) ? kPinLevel : tier);
  }
  for (const std::vector<ApprenticeIndex>& group : problem.groups()) {
    std::size_t first = kLevelCount;
    for (const ApprenticeIndex member : group) first = std::min(first, goals[member.value]);
    for (const ApprenticeIndex member : group) goals[member.value] = first;
  }
  return goals;
}

UpperGoals::UpperGoals(const PartFacts& facts, const std::vector<std::size_t>& first_goals,
                       const std::vector<ApprenticeIndex>& apprentices, const LevelFigures<std::int64_t>& ceiling)
    : facts_(facts), first_goals_(first_goals), apprentices_(apprentices) {
  solved_.ceiling = ceiling;
  solved_.bound = ceiling;
  solved_.proof.apprentices = apprentices;
}

// Of those who count for the goal or one above.
template <typename Of, typename ApprenticeOf>
std::vector<Of> UpperGoals::CountingFor(std::size_t level, const std::vector<Of>& all,
                                        const ApprenticeOf& apprentice_of) const {
  std::vector<Of> counting;
  std::copy_if(all.begin(), all.end(), std::back_inserter(counting),
               [&](const Of& of) { return first_goals_[apprentice_of(of).value] <= level; });
  return counting;
}

std::optional<std::vector<Placement>> UpperGoals::FindBetter(const std::vector<Placement>& placements,
                                                             const WorkOptions& work) {
  const LevelFigures<std::int64_t> score = facts_.objective.ScoreOf(placements).levels();
  bool is_open = false;  // A goal above.
  for (std::size_t level = 0; level < kLeastLevel; ++level) {
    const auto is_met = [&] { return (is_open ? solved_.ceiling : solved_.bound)[level] == score[level]; };
    if (is_met()) continue;
    if ((is_open ? is_searched_ : is_bounded_)[level] != 0) {
      is_open = true;
      continue;
    }
    if (work.progress) work.progress("prove", static_cast<std::int64_t>(level), kLevelCount);
    const std::vector<Placement> own =
        CountingFor(level, placements, [](const Placement& placement) { return placement.apprentice; });
    is_searched_[level] = 1;
    // Apart, travel groups are part of a bound; together they find what is lawful.
    if (!is_open) {
      is_bounded_[level] = 1;
      std::optional<Found> apart = Decide(level, StayProgram::Groups::kApart, own, score, work);
      if (!apart) return std::nullopt;
      if (is_met()) continue;
      const bool is_better = apart->figure > score[level];
      if (is_better && WithoutTornGroups(facts_.problem, apart->placements).size() == apart->placements.size()) {
        return std::move(apart->placements);
      }
      is_open = !is_better;
      if (is_open) continue;
    }
    std::optional<Found> together = Decide(level, StayProgram::Groups::kTogether, own, score, work);
    if (!together) return std::nullopt;
    if (together->figure > score[level]) return std::move(together->placements);
    is_open = true;
  }
  return std::nullopt;
}

// What is best for the goal, as far as is found; none: stopped, or too large.  Groups that are apart bound it.
std::optional<UpperGoals::Found> UpperGoals::Decide(std::size_t level, StayProgram::Groups groups,
                                                    const std::vector<Placement>& own,
                                                    const LevelFigures<std::int64_t>& score, const WorkOptions& work) {
  StayProgram program(facts_, CountingFor(level, apprentices_, [](ApprenticeIndex i) { return i; }), groups);
  if (!program.Build(kPartStaysMax, work.stop)) return std::nullopt;
  const std::optional<std::vector<std::uint32_t>> start = program.ColumnsOf(own);
  if (!start) return std::nullopt;
  GoalStage stage{.first = level, .decided_end = level + 1, .end = level + 1};
  stage.weights[level] = kSameStay * static_cast<std::int64_t>(start->size()) + 1;
  StageProgram of_stage = program.ProgramOf(stage, score);
  FavourStart(*start, of_stage.problem);
  ChoiceLimits limits = LimitsFor(program, /*can_prove=*/true);
  limits.grain = stage.weights[level];
  const ChoiceResult result = SolveChoice(of_stage.problem, *start, limits, work.stop);
  if (work.abandon.stop_requested()) return std::nullopt;
  if (groups == StayProgram::Groups::kApart) {
    solved_.bound[level] = std::min(solved_.bound[level], result.bound / limits.grain);
    solved_.proof.trees.push_back(ProofTreeOf(facts_, program, stage, of_stage, result));
  }
  const std::vector<std::uint32_t>& best = result.column_of.empty() ? *start : result.column_of;
  return Found{program.PlacementsOf(best), program.LevelsOf(best)[level]};
}

bool UpperGoals::AreMet(const LevelFigures<std::int64_t>& score) const {
  return std::equal(score.begin(), score.begin() + kLeastLevel, solved_.bound.begin());
}

SolvedPart UpperGoals::ProofOf(const std::vector<Placement>& placements) const {
  SolvedPart solved = solved_;
  solved.score = facts_.objective.ScoreOf(placements).levels();
  return solved;
}

}  // namespace walz
