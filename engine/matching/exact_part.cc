#include "engine/matching/exact_part.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include "engine/matching/goal_search.h"
#include "engine/matching/regions.h"
#include "engine/solve/choice_tree.h"

namespace walz {
namespace {

using Levels = LevelFigures<std::int64_t>;

// A program of many stays gets fewer nodes: all take about the same time.  Once a goal is left open nothing more can be
// proven, and what is still better is found soon or not at all.
ChoiceLimits LimitsFor(std::size_t column_count, bool can_prove) {
  constexpr std::int64_t kColumnsLookedAt = 20'000'000;
  const std::int64_t nodes = kColumnsLookedAt / static_cast<std::int64_t>(std::max<std::size_t>(column_count, 1));
  ChoiceLimits limits;
  limits.nodes_max = std::clamp<std::int64_t>(nodes, 60, 150) / (can_prove ? 1 : 6);
  limits.solves_max = 10 * limits.nodes_max;
  limits.steps_max = can_prove ? 60'000 : 30'000;
  return limits;
}

// Writes the tree of a stage as anybody can follow it.
class ProofWriter {
 public:
  // All arguments must outlive this object.
  ProofWriter(const PartFacts& facts, const StayProgram& program, const GoalStage& stage, const StageProgram& of_stage)
      : facts_(facts), program_(program), stage_(stage), of_stage_(of_stage) {}

  ProofTree TreeOf(const ChoiceResult& result) const {
    const std::vector<ChoiceNode>& nodes = result.nodes;
    const std::vector<ApprenticeIndex>& apprentices = program_.apprentices();
    ProofTree tree(nodes.size());
    std::vector<std::vector<CentreIndex>> reached(nodes.size());  // By node: centres that have to reach their least.
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const ChoiceNode& node = nodes[i];
      ProofNode& written = tree[i];
      if (node.is_leaf()) {
        const auto behind_rows = std::find_if(node.prices.begin(), node.prices.end(), [&](const RowPrice& price) {
          return price.first >= of_stage_.problem.limits.size();
        });
        written.leaf = PricingOf({node.prices.begin(), behind_rows}, reached[i]);
        for (auto it = behind_rows; it != node.prices.end(); ++it) {
          const ChoiceCut& cut = result.cuts[it->first - of_stage_.problem.limits.size()];
          written.lone_prices.push_back(LonePriceOf(cut, it->second));
        }
        continue;
      }
      reached[node.takes] = reached[node.refuses] = reached[i];
      written.takes = node.takes;
      written.refuses = node.refuses;
      if (node.person >= apprentices.size()) {
        const CentreIndex centre = program_.leasts()[node.person - apprentices.size()].centre;
        written.branch = ProofBranch{.centre = centre};
        reached[node.takes].push_back(centre);
        continue;
      }
      written.branch = {apprentices[node.person], program_.OpeningOf(node.first),
                        DayRange{program_.StayOf(node.first).first, program_.StayOf(node.last - 1).first}};
    }
    return tree;
  }

 private:
  Pricing PricingOf(const std::vector<RowPrice>& prices, const std::vector<CentreIndex>& reached) const {
    Pricing pricing;
    LevelFigures<absl::int128> weights{};
    for (std::size_t l = stage_.first; l < stage_.end; ++l) {
      weights[l] = absl::int128{stage_.weights[l]} * kChoicePriceScale;
    }
    absl::flat_hash_map<std::uint32_t, std::size_t> level_of_row;
    for (std::size_t l = 0; l < kLevelCount; ++l) {
      if (of_stage_.goal_row[l] != ChoiceProblem::kNone) level_of_row[of_stage_.goal_row[l]] = l;
    }
    for (const auto& [row, price] : prices) {
      const auto level = level_of_row.find(row);
      if (level != level_of_row.end()) {
        weights[level->second] += price;
      } else if (row >= program_.leasts().size()) {
        const StayProgram::Row& of = program_.row(row);
        pricing.prices.push_back({of.quota, facts_.quotas[of.quota].name(of.group), of.day, price});
      }
    }
    for (const auto& [row, price] : prices) {
      if (row >= program_.leasts().size()) continue;
      const StayProgram::Least& of = program_.leasts()[row];
      // Beyond the weight's share a reward helps no bound, unless the least has to be reached.
      const bool is_reached = std::find(reached.begin(), reached.end(), of.centre) != reached.end();
      const absl::int128 most = is_reached ? absl::int128{price} : weights[kLeastLevel] / of.least;
      pricing.rewards.push_back({of.centre, std::min<absl::int128>(price, most)});
    }
    std::sort(pricing.prices.begin(), pricing.prices.end(), [](const Price& a, const Price& b) {
      return std::tie(a.quota, a.group, a.day) < std::tie(b.quota, b.group, b.day);
    });
    pricing.weights = WeightsOf(weights);
    return pricing;
  }

  // Whoever is broken up by a cut is an apprentice: leasts use no days.  Rows that one stay uses are of one group.
  LonePrice LonePriceOf(const ChoiceCut& cut, std::int64_t price) const {
    const StayProgram::Row& first = program_.row(cut.first);
    const StayProgram::Row& last = program_.row(cut.end - 1);
    return {first.quota, facts_.quotas[first.quota].name(first.group), DayRange{*first.day, *last.day},
            program_.apprentices()[cut.person], price};
  }

  const PartFacts& facts_;
  const StayProgram& program_;
  const GoalStage& stage_;
  const StageProgram& of_stage_;
};

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

// Without those of travel groups that are torn.
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

}  // namespace

ExactPart::ExactPart(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices)
    : facts_(facts), program_(facts, apprentices, StayProgram::Groups::kApart) {}

bool ExactPart::Build(const WorkOptions& work) {
  if (!program_.Build(kPartStaysMax, work.stop)) return false;
  solved_.ceiling = program_.ranges();
  solved_.bound = program_.ranges();
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
    ChoiceLimits limits = LimitsFor(program_.stay_count(), is_met);
    limits.grain = stage.weights[stage.decided_end - 1];
    const ChoiceResult result = SolveChoice(of_stage.problem, column_of, limits, work.stop);
    if (!result.column_of.empty()) column_of = result.column_of;
    std::size_t met_end = 0;
    if (is_met) {
      met_end = NoteBounds(stage, result.bound, program_.LevelsOf(column_of));
      solved_.proof.trees.push_back(ProofWriter(facts_, program_, stage, of_stage).TreeOf(result));
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
    best = ImproveByGoals(together, *std::move(best), LimitsFor(together.stay_count(), /*can_prove=*/true), work.stop);
  }
  return together.PlacementsOf(*best);
}

}  // namespace walz
