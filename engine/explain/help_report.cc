#include "engine/explain/help_report.h"

#include "engine/explain/barrier_report.h"
#include "engine/explain/language_gains.h"
#include "engine/explain/relief.h"

namespace walz {
namespace {

// Wide acts touch thousands: each costs as much as all acts of single persons together.
constexpr ActLimits kWideLimits{.kept_max = 6, .looked_at_max = 8};

}  // namespace

HelpSums SumsOf(const Problem& problem, const RuleBook& rules, const Matching& matching,
                absl::Span<const SingleGain> gains) {
  HelpSums sums;
  std::vector<bool> placed(problem.apprentices().size());
  for (const Placement& placement : matching.placements) placed[placement.apprentice.value] = true;
  std::map<LanguageStep, HelpCount> least_steps;
  for (const SingleGain& gain : gains) {
    const Apprentice& facts = problem[gain.apprentice];
    const std::string requirement(rules.requirements[gain.requirement].name);
    std::vector<HelpCount*> counts = {
        &sums.by_requirement[requirement], &sums.by_field[BroadFieldOf(facts)][requirement],
        &sums.by_centre[facts.centre][requirement],
        &sums.by_country[problem.View(gain.apprentice).centre.country.ToString()][requirement],
        &sums.by_scheme[facts.scheme][requirement]};
    if (requirement == kEmployersRequirement && !facts.employer.empty()) {
      counts.push_back(&sums.by_employer[facts.employer]);
    }
    for (HelpCount* const count : counts) ++(placed[gain.apprentice.value] ? count->placed : count->unmatched);
    for (const LanguageStep& step : gain.steps) {
      HelpCount& count = least_steps[step];
      ++(placed[gain.apprentice.value] ? count.placed : count.unmatched);
    }
  }
  // Whom a level helps, all higher ones of the language help, too.
  HelpCount so_far;
  std::string language;
  for (const auto& [step, count] : least_steps) {
    if (step.language != language) so_far = {};
    language = step.language;
    so_far.unmatched += count.unmatched;
    so_far.placed += count.placed;
    sums.by_language[LanguageStepWords(step)] = so_far;
  }
  return sums;
}

std::vector<HelpRow> RowsOf(const RuleBook& rules, const HelpSums& sums) {
  std::vector<HelpRow> rows;
  for (const Requirement& requirement : rules.requirements) {
    const auto at = sums.by_requirement.find(std::string(requirement.name));
    if (at != sums.by_requirement.end()) rows.push_back({"requirement", at->first, "", at->second});
  }
  for (const auto& [step, count] : sums.by_language) rows.push_back({"language", step, "", count});
  for (const auto& [employer, count] : sums.by_employer) rows.push_back({"employer", employer, "", count});
  const auto add = [&](absl::string_view kind, const std::map<std::string, HelpCounts>& groups) {
    for (const auto& [group, counts] : groups) {
      for (const auto& [requirement, count] : counts) rows.push_back({kind, group, requirement, count});
    }
  };
  add("field", sums.by_field);
  add("centre", sums.by_centre);
  add("country", sums.by_country);
  add("scheme", sums.by_scheme);
  return rows;
}

HelpReport MakeHelpReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                          const PlaceNetwork& network, const ActLimits& limits, const WorkOptions& work) {
  HelpReport report;
  report.placed = network.placed();
  report.most_placed = network.most_placed();
  report.relaxed.assign(network.relaxed().begin(), network.relaxed().end());
  report.gains = FindSingleGains(problem, rules, sieve, matching, network, work);
  report.sums = SumsOf(problem, rules, matching, report.gains);
  report.acts = FindActs(problem, rules, sieve, network, report.gains, limits, work);
  report.wide_acts = FindWideActs(problem, rules, sieve, matching, network, report.gains, kWideLimits, work);
  return report;
}

}  // namespace walz
