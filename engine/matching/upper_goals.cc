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

UpperGoals::UpperGoals(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices,
                       const LevelFigures<std::int64_t>& ceiling)
    : facts_(facts), apprentices_(apprentices), first_goals_(FirstGoals(facts.problem)) {
  solved_.ceiling = ceiling;
  solved_.bound = ceiling;
  solved_.proof.apprentices = apprentices;
}

// Of those who count for the goal at hand or one above.
template <typename Of, typename ApprenticeOf>
std::vector<Of> UpperGoals::Counting(const std::vector<Of>& all, const ApprenticeOf& apprentice_of) const {
  std::vector<Of> counting;
  std::copy_if(all.begin(), all.end(), std::back_inserter(counting),
               [&](const Of& of) { return first_goals_[apprentice_of(of).value] <= level_; });
  return counting;
}

std::optional<std::vector<Placement>> UpperGoals::FindBetter(const std::vector<Placement>& placements,
                                                             const WorkOptions& work) {
  const LevelFigures<std::int64_t> score = facts_.objective.ScoreOf(placements).levels();
  for (; level_ < kLeastLevel; ++level_) {
    if (solved_.bound[level_] == score[level_]) continue;
    if (looked_at_ > level_) break;
    looked_at_ = level_ + 1;
    if (work.progress) work.progress("prove", static_cast<std::int64_t>(level_), kLevelCount);
    const std::vector<Placement> own =
        Counting(placements, [](const Placement& placement) { return placement.apprentice; });
    for (const auto groups : {StayProgram::Groups::kApart, StayProgram::Groups::kTogether}) {
      std::optional<Found> found = Decide(groups, own, score, work);
      if (!found) return std::nullopt;
      if (solved_.bound[level_] == score[level_]) break;
      if (found->figure <= score[level_]) return std::nullopt;
      const bool is_lawful = WithoutTornGroups(facts_.problem, found->placements).size() == found->placements.size();
      if (is_lawful) return std::move(found->placements);
    }
  }
  return std::nullopt;
}

// What is best for the goal at hand, as far as is found; none: stopped, or too large.  Together, travel groups find
// what is lawful; apart, what bounds it.
std::optional<UpperGoals::Found> UpperGoals::Decide(StayProgram::Groups groups, const std::vector<Placement>& own,
                                                    const LevelFigures<std::int64_t>& score, const WorkOptions& work) {
  StayProgram program(facts_, Counting(apprentices_, [](ApprenticeIndex i) { return i; }), groups);
  if (!program.Build(kPartStaysMax, work.stop)) return std::nullopt;
  const std::optional<std::vector<std::uint32_t>> start = program.ColumnsOf(own);
  if (!start) return std::nullopt;
  GoalStage stage{.first = level_, .decided_end = level_ + 1, .end = level_ + 1};
  stage.weights[level_] = kSameStay * static_cast<std::int64_t>(start->size()) + 1;
  StageProgram of_stage = program.ProgramOf(stage, score);
  FavourStart(*start, of_stage.problem);
  ChoiceLimits limits = LimitsFor(program, /*can_prove=*/true);
  limits.grain = stage.weights[level_];
  const ChoiceResult result = SolveChoice(of_stage.problem, *start, limits, work.stop);
  if (groups == StayProgram::Groups::kApart) {
    solved_.bound[level_] = std::min(solved_.bound[level_], result.bound / limits.grain);
    solved_.proof.trees.push_back(ProofTreeOf(facts_, program, stage, of_stage, result));
  }
  const std::vector<std::uint32_t>& best = result.column_of.empty() ? *start : result.column_of;
  return Found{program.PlacementsOf(best), program.LevelsOf(best)[level_]};
}

bool UpperGoals::AreMet(const LevelFigures<std::int64_t>& score) const {
  return std::equal(score.begin(), score.begin() + kLeastLevel, solved_.bound.begin());
}

SolvedPart UpperGoals::ProofOf(const std::vector<Placement>& placements) const {
  SolvedPart solved = solved_;
  solved.placements = placements;
  solved.score = facts_.objective.ScoreOf(placements).levels();
  return solved;
}

}  // namespace walz
