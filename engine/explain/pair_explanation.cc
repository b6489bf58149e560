#include "engine/explain/pair_explanation.h"

#include <algorithm>
#include <iterator>

namespace walz {
namespace {

RequirementFinding FindingOf(const Requirement& requirement, const ApprenticeView& apprentice,
                             const OpeningView& opening) {
  const Ruling ruling = requirement.judge(apprentice, opening);
  return {requirement.name, ruling, !ruling.FeasibleWith(apprentice.round.accepted_actions),
          requirement.explain(apprentice, opening)};
}

void FindShortestStay(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening,
                      PairExplanation& explanation) {
  const std::optional<LengthRange> lengths = rules.stays.permitted_lengths(apprentice, opening);
  if (!lengths) return;
  explanation.starts = rules.stays.lawful_starts(apprentice, opening, lengths->min);
  if (explanation.starts.empty()) return;
  const Day first = explanation.starts.front().first;
  explanation.shortest_stay = DayRange{first, first + (lengths->min - 1)};
  explanation.actions = ActionsOf(rules, apprentice, opening, *explanation.shortest_stay);
}

}  // namespace

PairExplanation ExplainPair(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                            OpeningIndex opening, const Matching* matching) {
  const ApprenticeView apprentice_view = problem.View(apprentice);
  const OpeningView opening_view = problem.View(opening);
  PairExplanation explanation;
  for (const Requirement& requirement : rules.requirements) {
    explanation.requirements.push_back(FindingOf(requirement, apprentice_view, opening_view));
  }
  for (const Criterion& criterion : rules.criteria) {
    explanation.criteria.push_back({criterion.name, criterion.points(apprentice_view, opening_view),
                                    problem.round().weights[static_cast<std::size_t>(criterion.id)]});
  }
  explanation.points = PointsOf(rules, apprentice_view, opening_view);
  explanation.feasible = std::none_of(explanation.requirements.begin(), explanation.requirements.end(),
                                      [](const RequirementFinding& finding) { return finding.refuses; });
  if (explanation.feasible) FindShortestStay(rules, apprentice_view, opening_view, explanation);
  if (matching != nullptr) {
    std::copy_if(matching->placements.begin(), matching->placements.end(), std::back_inserter(explanation.holders),
                 [&](const Placement& placement) { return placement.opening == opening; });
  }
  return explanation;
}

std::vector<RequirementFinding> RefusingFindings(const Problem& problem, const RuleBook& rules,
                                                 ApprenticeIndex apprentice, OpeningIndex opening) {
  const ApprenticeView apprentice_view = problem.View(apprentice);
  const OpeningView opening_view = problem.View(opening);
  std::vector<RequirementFinding> findings;
  for (const Requirement& requirement : rules.requirements) {
    const Ruling ruling = requirement.judge(apprentice_view, opening_view);
    if (ruling.FeasibleWith(problem.round().accepted_actions)) continue;
    findings.push_back({requirement.name, ruling, true, requirement.explain(apprentice_view, opening_view)});
  }
  return findings;
}

}  // namespace walz
