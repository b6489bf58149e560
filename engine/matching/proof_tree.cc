#include "engine/matching/proof_tree.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include <absl/container/flat_hash_map.h>

namespace walz {
namespace {

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

}  // namespace

ProofTree ProofTreeOf(const PartFacts& facts, const StayProgram& program, const GoalStage& stage,
                      const StageProgram& of_stage, const ChoiceResult& result) {
  return ProofWriter(facts, program, stage, of_stage).TreeOf(result);
}

}  // namespace walz
