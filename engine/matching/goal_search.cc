#include "engine/matching/goal_search.h"

#include <optional>
#include <utility>

namespace walz {

std::vector<std::uint32_t> ImproveByGoals(const StayProgram& program, std::vector<std::uint32_t> column_of,
                                          const ChoiceLimits& limits, const std::stop_token& stop) {
  for (std::size_t level = program.FirstLevelFrom(0); level < kLevelCount && !stop.stop_requested();) {
    const GoalStage stage = program.StageFrom(level, /*one_at_a_time=*/false);
    const StageProgram of_stage = program.ProgramOf(stage, program.LevelsOf(column_of));
    ChoiceResult result = SolveChoice(of_stage.problem, column_of, limits, stop);
    if (!result.column_of.empty()) column_of = std::move(result.column_of);
    level = program.FirstLevelFrom(stage.end);
  }
  return column_of;
}

std::vector<std::uint32_t> ImproveBeside(const StayProgram& program, std::vector<std::uint32_t> column_of,
                                         const std::vector<std::int64_t>& beside, const ChoiceLimits& limits,
                                         const std::stop_token& stop) {
  ChoiceResult result = SolveChoice(program.ProgramBeside(beside), column_of, limits, stop);
  if (result.column_of.empty()) return column_of;
  // Goals that found no room in the program may have lost.
  const auto levels_of = [&](const std::vector<std::uint32_t>& columns) {
    LevelFigures<std::int64_t> levels = program.LevelsOf(columns);
    levels[kPointLevel] = 0;
    return levels;
  };
  return levels_of(result.column_of) < levels_of(column_of) ? column_of : std::move(result.column_of);
}

std::vector<std::uint32_t> RoughChoice(const StayProgram& program, const std::vector<std::uint32_t>& column_of,
                                       const ChoiceLimits& limits, const std::stop_token& stop) {
  const std::optional<GoalStage> stage = program.RoughStage();
  if (!stage) return column_of;
  const StageProgram of_stage = program.ProgramOf(*stage, /*reached=*/{});
  ChoiceResult result = SolveChoice(of_stage.problem, column_of, limits, stop);
  return result.column_of.empty() ? column_of : std::move(result.column_of);
}

}  // namespace walz
