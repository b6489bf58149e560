#include "engine/explain/help_report.h"

#include "engine/explain/barrier_report.h"
#include "engine/explain/relief.h"

namespace walz {
namespace {

void CountSums(const Problem& problem, const RuleBook& rules, const Matching& matching, HelpReport& report) {
  std::vector<bool> placed(problem.apprentices().size());
  for (const Placement& placement : matching.placements) placed[placement.apprentice.value] = true;
  for (const SingleGain& gain : report.gains) {
    const Apprentice& facts = problem[gain.apprentice];
    const std::string requirement(rules.requirements[gain.requirement].name);
    std::vector<HelpCount*> counts = {
        &report.by_requirement[requirement], &report.by_field[BroadFieldOf(facts)][requirement],
        &report.by_centre[facts.centre][requirement],
        &report.by_country[problem.View(gain.apprentice).centre.country.ToString()][requirement],
        &report.by_scheme[facts.scheme][requirement]};
    if (requirement == kEmployersRequirement && !facts.employer.empty()) {
      counts.push_back(&report.by_employer[facts.employer]);
    }
    for (HelpCount* const count : counts) ++(placed[gain.apprentice.value] ? count->placed : count->unmatched);
  }
}

}  // namespace

HelpReport MakeHelpReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                          const PlaceNetwork& network, const ActLimits& limits, const WorkOptions& work) {
  HelpReport report;
  report.placed = network.placed();
  report.most_placed = network.most_placed();
  report.relaxed.assign(network.relaxed().begin(), network.relaxed().end());
  report.gains = FindSingleGains(problem, rules, sieve, matching, network, work);
  CountSums(problem, rules, matching, report);
  report.acts = FindActs(problem, rules, sieve, network, report.gains, limits, work);
  return report;
}

}  // namespace walz
