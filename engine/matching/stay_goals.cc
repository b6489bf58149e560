// The programs of a StayProgram's goals.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <absl/types/span.h>

#include "engine/matching/stay_program.h"

namespace walz {
namespace {

using Levels = LevelFigures<std::int64_t>;

// The values of a program sum up to no more than this (choice_tree.h).
constexpr std::int64_t kValueSumMax = std::int64_t{1} << 46;

}  // namespace

std::size_t StayProgram::FirstLevelFrom(std::size_t level) const {
  while (level < kLevelCount && ranges_[level] == 0) ++level;
  return level;
}

// Each goal of the stage outweighs all that those below it there can reach.
void StayProgram::SetWeights(std::int64_t least, GoalStage& stage) const {
  for (std::size_t l = stage.end; l-- > stage.first;) {
    stage.weights[l] = least;
    least *= ranges_[l] + 1;
  }
}

GoalStage StayProgram::StageFrom(std::size_t first, bool one_at_a_time) const {
  GoalStage stage{.first = first, .decided_end = first + 1, .end = first + 1};
  std::int64_t sum = ranges_[first] + 1;
  while (stage.end < kLevelCount && ranges_[stage.end] + 1 <= kValueSumMax / sum) sum *= ranges_[stage.end++] + 1;
  if (!one_at_a_time || first >= kPointLevel) stage.decided_end = stage.end;
  SetWeights(/*least=*/1, stage);
  return stage;
}

std::optional<GoalStage> StayProgram::RoughStage() const {
  GoalStage stage{.first = 0, .decided_end = kKeptLevel, .end = kKeptLevel};
  std::int64_t most_points = 0;
  for (const Kind& kind : kinds_) most_points = std::max(most_points, kind.levels[kPointLevel]);
  stage.weights[kPointLevel] = 1;
  std::int64_t left = kValueSumMax - ranges_[kPointLevel];
  std::int64_t weight = 2 * (most_points + 1);
  for (std::size_t l = kPointLevel; l-- > 0;) {
    if (ranges_[l] == 0) continue;
    if (weight > left / ranges_[l]) return std::nullopt;
    stage.weights[l] = weight;
    left -= weight * ranges_[l];
    weight *= 2;
  }
  return stage;
}

StageProgram StayProgram::ProgramOf(const GoalStage& stage, const Levels& reached) const {
  StageProgram program;
  ChoiceProblem& problem = program.problem;
  problem.limits = base_.limits;
  program.goal_row.fill(ChoiceProblem::kNone);
  for (std::size_t l = 0; l < stage.first; ++l) {
    if (reached[l] == 0) continue;
    program.goal_row[l] = static_cast<std::uint32_t>(problem.limits.size());
    problem.limits.push_back(-reached[l]);
  }
  problem.block.reserve(base_.column_count());
  problem.value.reserve(base_.column_count());
  problem.use_starts.reserve(base_.column_count() + 1);
  problem.uses.reserve(base_.uses.size());
  std::vector<ChoiceProblem::Use> uses;
  for (std::size_t p = 0; p < base_.person_count(); ++p) {
    problem.AddPerson();
    for (std::uint32_t c = base_.person_starts[p]; c < base_.person_starts[p + 1]; ++c) {
      const absl::Span<const ChoiceProblem::Use> own = base_.UsesOf(c);
      uses.assign(own.begin(), own.end());
      std::int64_t value = 0;
      for (std::size_t l = 0; l < kLevelCount; ++l) {
        const std::int64_t figure = kinds_[kind_of_[c]].levels[l];
        if (figure == 0) continue;
        value += figure * stage.weights[l];
        if (program.goal_row[l] != ChoiceProblem::kNone) {
          uses.push_back({program.goal_row[l], 1, static_cast<std::int32_t>(-figure)});
        }
      }
      problem.AddColumn(base_.block[c], value, uses);
    }
  }
  return program;
}

ChoiceProblem StayProgram::ProgramBeside(const std::vector<std::int64_t>& beside) const {
  std::int64_t sum = 1;
  for (std::size_t p = 0; p < people_.size(); ++p) {
    const auto first = beside.begin() + base_.person_starts[p];
    const auto last = beside.begin() + base_.person_starts[p + 1];
    if (first != last) sum += *std::max_element(first, last);
  }
  GoalStage stage{.first = FirstLevelFrom(0), .decided_end = 0, .end = 0};
  const auto fits = [&](std::size_t level) { return ranges_[level] + 1 <= kValueSumMax / sum; };
  if (fits(kKeptLevel)) {
    stage.weights[kKeptLevel] = sum;
    sum *= ranges_[kKeptLevel] + 1;
  }
  const std::int64_t least = sum;  // Weight of a goal.
  for (stage.end = stage.first; stage.end < kPointLevel && fits(stage.end); ++stage.end) sum *= ranges_[stage.end] + 1;
  SetWeights(least, stage);
  ChoiceProblem problem = ProgramOf(stage, /*reached=*/{}).problem;
  for (std::size_t c = 0; c < beside.size(); ++c) problem.value[c] += beside[c];
  return problem;
}

}  // namespace walz
