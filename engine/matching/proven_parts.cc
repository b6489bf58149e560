#include "engine/matching/proven_parts.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace walz {
namespace {

// Gives the part its new placements; false, and nothing changed, if they do not fit.
bool Rearrange(const PairOptions& options, const std::vector<Placement>& before, const std::vector<Placement>& after,
               Arrangement& arrangement) {
  std::vector<std::pair<UnitIndex, Choice>> taken;
  for (const Placement& placement : before) {
    const UnitIndex unit = arrangement.UnitOf(placement.apprentice);
    if (arrangement.IsPlaced(unit)) taken.emplace_back(unit, arrangement.Remove(unit));
  }
  std::map<UnitIndex, Choice> choices;  // Members of a travel group stand in the order of apprentices.
  for (const Placement& placement : after) {
    Choice& choice = choices[arrangement.UnitOf(placement.apprentice)];
    choice.placements.push_back(placement);
    choice.value +=
        arrangement.objective().ValueOf(placement.apprentice, *options.Find(placement.apprentice, placement.opening));
  }
  std::vector<UnitIndex> placed;
  for (const auto& [unit, choice] : choices) {
    if (!arrangement.Place(unit, choice)) break;
    placed.push_back(unit);
  }
  if (placed.size() == choices.size()) return true;
  for (const UnitIndex unit : placed) arrangement.Remove(unit);
  for (const auto& [unit, choice] : taken) arrangement.Place(unit, choice);
  return false;
}

}  // namespace

PairOptions OptionsOfParts(const AllOptions& all, const Components& components, const std::vector<ComponentSum>& sums,
                           const WorkOptions& work) {
  PairOptions options(all.reach().points_max.size());
  std::vector<std::atomic<std::int64_t>> pairs(sums.size());
  options.complete = all.ForEach("prove", work, [&](ApprenticeIndex i, absl::Span<const PairOption> own) {
    const std::uint32_t component = components.Of(i);
    if (sums[component].value == sums[component].bound) return;
    // Each pair has a stay: a part of more is left alone.
    const auto count = static_cast<std::int64_t>(own.size());
    if (pairs[component].fetch_add(count) + count <= kPartStaysMax) options.Of(i).assign(own.begin(), own.end());
  });
  for (std::size_t i = 0; i < options.apprentice_count(); ++i) {
    const std::uint32_t component = components.Of(ApprenticeIndex(i));
    if (component != Components::kNone && pairs[component] > kPartStaysMax) options.Of(ApprenticeIndex(i)).clear();
  }
  return options;
}

SolvedParts SolveParts(const PartFacts& facts, const Components& components, Arrangement& arrangement,
                       std::vector<ComponentSum>& sums, const WorkOptions& work) {
  std::vector<std::vector<ApprenticeIndex>> members(sums.size());
  std::vector<std::vector<Placement>> placed(sums.size());
  for (std::size_t i = 0; i < facts.problem.apprentices().size(); ++i) {
    const std::uint32_t component = components.Of(ApprenticeIndex(i));
    if (component != Components::kNone) members[component].push_back(ApprenticeIndex(i));
  }
  for (const Placement& placement : arrangement.placements()) {
    placed[components.Of(placement.apprentice)].push_back(placement);
  }
  SolvedParts solved;
  solved.rest = {.is_proven = true, .is_empty = true};
  for (std::uint32_t c = 0; c < sums.size(); ++c) {
    ComponentSum& sum = sums[c];
    if (work.progress) work.progress("prove", c, static_cast<std::int64_t>(sums.size()));
    std::optional<SolvedPart> part;
    if (sum.value != sum.bound && !work.stop.stop_requested()) part = SolvePart(facts, members[c], placed[c], work);
    const absl::int128 before = arrangement.value();
    if (!part || !Rearrange(facts.options, placed[c], part->placements, arrangement)) {
      solved.rest.bound += sum.bound;
      solved.rest.is_empty = false;
      solved.rest.is_proven = solved.rest.is_proven && sum.value == sum.bound;
      continue;
    }
    sum.value += arrangement.value() - before;
    sum.placed = static_cast<std::int64_t>(part->placements.size());
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
