#include "engine/matching/warm_start.h"

namespace walz {

WarmStart WarmStartOf(const Problem& problem, const RuleBook& rules, const RunOutcome& outcome) {
  WarmStart start;
  start.weights = outcome.certificate.weights;
  for (const Price& price : outcome.certificate.prices) {
    if (price.day) continue;
    const Quota& quota = rules.quotas[price.quota];
    start.prices.push_back({std::string(quota.name), quota.label(problem, price.group), price.price});
  }
  for (const Placement& placement : outcome.matching.placements) {
    start.placements.push_back({problem[placement.apprentice].id, problem[placement.opening].id});
  }
  return start;
}

}  // namespace walz
