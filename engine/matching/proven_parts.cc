#include "engine/matching/proven_parts.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/matching/regions.h"
#include "engine/matching/repair.h"

namespace walz {

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

namespace {

// How often a large part is solved as a whole and region by region in turn.
constexpr int kRoundsMax = 3;

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

// A component to be improved.
struct Part {
  std::vector<ApprenticeIndex> members;
  std::vector<OpeningIndex> touched;
};

// Whether it was only looked at around what was touched: then it is best left where the question found it.
bool ImproveLargePart(const PartFacts& facts, const Part& part, const std::vector<UnitIndex>& units,
                      const EarlierRun* question, Arrangement& arrangement, const WorkOptions& work) {
  const bool begins_there = question != nullptr && StartFromEarlier(units, question->placements, arrangement, work);
  if (!begins_there || question->everything_touched) {
    ImproveRegions(facts, part.members, arrangement, work);
    return false;
  }
  ImproveAround(facts, part.members, SeedsIn(part.members, part.touched, *question, arrangement), arrangement, work);
  return true;
}

// Improves a part, a large one region by region, and bounds it if it is small enough; none if it is not.
// It begins at `earlier`, which is brought up to date for its members if it was left where `question` found it.
std::optional<SolvedPart> ImprovePart(const PartFacts& facts, const Part& of, const EarlierRun* question,
                                      EarlierPlacements& earlier, Arrangement& arrangement, const WorkOptions& work) {
  const std::vector<ApprenticeIndex>& members = of.members;
  const bool is_large = IsLargePart(members.size());
  const bool has_options = !facts.options.Of(members[0]).empty();
  const PartFacts seen{facts.problem, has_options ? facts.options : arrangement.options(), facts.objective,
                       facts.quotas, facts.stays};
  const std::vector<UnitIndex> units = UnitsOf(members, arrangement);
  StartFromEarlier(units, earlier, arrangement, work);
  const bool is_left = is_large && ImproveLargePart(seen, of, units, question, arrangement, work);
  if (is_left) {
    for (const ApprenticeIndex i : members) earlier[i.value] = question->placements[i.value];
  }
  ExactPart part(facts, members);
  if (!has_options || !part.Build(work)) return std::nullopt;
  for (int round = 0; round < kRoundsMax; ++round) {
    if (is_large && work.progress) work.progress("prove", round, kRoundsMax);
    const std::vector<Placement> start = arrangement.PlacementsOf(members);
    if (!part.Solve(start, work) || !Rearrange(facts.options, start, part.solved().placements, arrangement)) {
      return std::nullopt;
    }
    if (!is_large || is_left || part.solved().is_proven) break;
    if (round + 1 < kRoundsMax) ImproveRegions(facts, members, arrangement, work);
  }
  return part.solved();
}

}  // namespace

SolvedParts SolveParts(const PartFacts& facts, const Components& components, const EarlierRun* earlier,
                       EarlierPlacements last_run, Arrangement& arrangement, std::vector<ComponentSum>& sums,
                       const WorkOptions& work) {
  std::vector<Part> parts(sums.size());
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
      part = ImprovePart(facts, parts[c], earlier, solved.earlier, arrangement, work);
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
