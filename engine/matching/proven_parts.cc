#include "engine/matching/proven_parts.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/matching/part_solver.h"
#include "engine/matching/regions.h"
#include "engine/matching/repair.h"
#include "engine/matching/upper_goals.h"

namespace walz {

PairOptions OptionsOfParts(const Problem& problem, const AllOptions& all, const Components& components,
                           const std::vector<ComponentSum>& sums, const WorkOptions& work) {
  PairOptions options(problem.apprentices().size());
  // Of each component, by the first goal that its people count for.  Each pair has a stay: where those who count down
  // to a goal have more, the goal is left alone.
  std::vector<LevelFigures<std::atomic<std::int64_t>>> pairs(sums.size());
  const std::vector<std::size_t> first_goals = FirstGoals(problem);
  const auto is_too_much = [&](ApprenticeIndex i) {
    const auto& of_goal = pairs[components.Of(i)];
    std::int64_t sum = 0;
    for (std::size_t goal = 0; goal <= first_goals[i.value]; ++goal) sum += of_goal[goal];
    return sum > kPartStaysMax;
  };
  options.complete = all.ForEach("prove", work, [&](ApprenticeIndex i, absl::Span<const PairOption> own) {
    const ComponentSum& sum = sums[components.Of(i)];
    if (sum.value == sum.bound) return;
    pairs[components.Of(i)][first_goals[i.value]] += static_cast<std::int64_t>(own.size());
    if (!is_too_much(i)) options.Of(i).assign(own.begin(), own.end());
  });
  for (std::size_t i = 0; i < options.apprentice_count(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (components.Of(apprentice) != Components::kNone && is_too_much(apprentice)) options.Of(apprentice).clear();
  }
  return options;
}

namespace {

// A component.
struct Part {
  std::vector<ApprenticeIndex> members;
  std::vector<OpeningIndex> touched;
};

// The arrangement's options get all that are here of these apprentices, where they are others.
void ShareOptions(const PairOptions& options, const std::vector<ApprenticeIndex>& members, PairOptions* few) {
  if (few == nullptr) return;
  for (const ApprenticeIndex i : members) {
    const absl::Span<const PairOption> own = options.Of(i);
    if (!own.empty()) few->Of(i).assign(own.begin(), own.end());
  }
}

// Improves a part and proves what can be proven of it; none if nothing can.
// It begins at `earlier`, which is brought up to date for its members if it was left where `question` found it.
std::optional<SolvedPart> ImprovePart(const PartFacts& facts, const OptionReach& reach,
                                      const std::vector<std::size_t>& first_goals, const Part& of,
                                      const EarlierRun* question, EarlierPlacements& earlier, Arrangement& arrangement,
                                      PairOptions* few, const WorkOptions& work) {
  ShareOptions(facts.options, of.members, few);
  PartSolver solver(facts, reach, first_goals, of.members, arrangement, work);
  const bool begins_earlier = StartFromEarlier(solver.units(), earlier, arrangement, work);
  // A large part is only looked at around what was touched, and best left where the question found it.
  const bool is_left = question != nullptr && IsLargePart(of.members.size()) &&
                       StartFromEarlier(solver.units(), question->placements, arrangement, work) &&
                       !question->everything_touched;
  if (!is_left) return solver.Solve(begins_earlier);
  for (const ApprenticeIndex i : of.members) earlier[i.value] = question->placements[i.value];
  return solver.Answer(of.touched, *question);
}

}  // namespace

SolvedParts SolveParts(const PartFacts& facts, const OptionReach& reach, const Components& components,
                       const EarlierRun* earlier, EarlierPlacements last_run, Arrangement& arrangement,
                       PairOptions* few, std::vector<ComponentSum>& sums, const WorkOptions& work) {
  std::vector<Part> parts(sums.size());
  const std::vector<std::size_t> first_goals = FirstGoals(facts.problem);
  for (std::size_t i = 0; i < facts.problem.apprentices().size(); ++i) {
    const std::uint32_t component = components.Of(ApprenticeIndex(i));
    if (component != Components::kNone) parts[component].members.push_back(ApprenticeIndex(i));
  }
  if (earlier != nullptr) {
    for (const OpeningIndex opening : earlier->touched_openings) {
      const std::uint32_t component = components.Of(opening);
      if (component != Components::kNone) parts[component].touched.push_back(opening);
    }
  }
  SolvedParts solved;
  solved.rest = {.is_proven = true, .is_empty = true};
  solved.earlier = std::move(last_run);
  for (std::uint32_t c = 0; c < sums.size(); ++c) {
    ComponentSum& sum = sums[c];
    if (work.progress) work.progress("prove", c, static_cast<std::int64_t>(sums.size()));
    std::optional<SolvedPart> part;
    const absl::int128 before = arrangement.value();
    if (sum.value != sum.bound && !work.stop.stop_requested()) {
      part = ImprovePart(facts, reach, first_goals, parts[c], earlier, solved.earlier, arrangement, few, work);
      sum.placed = static_cast<std::int64_t>(arrangement.PlacementsOf(parts[c].members).size());
      sum.value += arrangement.value() - before;
    }
    if (!part) {
      solved.rest.bound += sum.bound;
      solved.rest.is_empty = false;
      solved.rest.is_proven = solved.rest.is_proven && sum.value == sum.bound;
      continue;
    }
    if (part->is_proven) sum.bound = sum.value;
    sum.solved = part->is_proven ? 1 : 0;
    solved.parts.push_back(*std::move(part));
  }
  return solved;
}

namespace {

// Of those outside of the parts, where it is not their score.
LevelFigures<std::int64_t> RestBound(const Objective& objective, const SolvedParts& solved) {
  LevelFigures<std::int64_t> bound = objective.ceiling().levels();
  for (const SolvedPart& part : solved.parts) {
    for (std::size_t l = 0; l < kLevelCount; ++l) bound[l] -= part.ceiling[l];
  }
  if (!objective.lexicographic()) return bound;
  const LevelFigures<std::int64_t> proven = objective.ScoreBound(solved.rest.bound).levels();
  for (std::size_t l = 0; l < kLevelCount; ++l) bound[l] = std::min(bound[l], proven[l]);
  return bound;
}

}  // namespace

void ClaimBounds(const Objective& objective, SolvedParts solved, RunOutcome& outcome) {
  std::vector<SolvedPart>& parts = solved.parts;
  const LevelFigures<std::int64_t> score = outcome.score.levels();
  const LevelFigures<std::int64_t> ceiling = objective.ceiling().levels();
  LevelFigures<std::int64_t> bound = score;
  for (const SolvedPart& part : parts) {
    for (std::size_t l = 0; l < kLevelCount; ++l) bound[l] -= part.score[l];
  }
  if (!solved.rest.is_proven) bound = RestBound(objective, solved);
  for (const SolvedPart& part : parts) {
    for (std::size_t l = 0; l < kLevelCount; ++l) bound[l] += part.bound[l];
  }
  // Goal by goal: once one is not met, nothing is known of those below it.
  bool is_met = true;
  for (std::size_t l = 0; l < kLevelCount; ++l) {
    if (!parts.empty()) bound[l] = is_met ? std::min(bound[l], ceiling[l]) : ceiling[l];
    is_met = is_met && bound[l] == score[l];
  }
  outcome.bound = ScoreOf(bound);
  outcome.proven = solved.rest.is_proven &&
                   std::all_of(parts.begin(), parts.end(), [](const SolvedPart& part) { return part.is_proven; });
  const bool are_goals_above_met = std::equal(bound.begin(), bound.begin() + kPointLevel, score.begin());
  outcome.points_bound = are_goals_above_met ? outcome.bound.points : objective.ceiling().points;
  for (SolvedPart& part : parts) outcome.certificate.parts.push_back(std::move(part.proof));
}

}  // namespace walz
