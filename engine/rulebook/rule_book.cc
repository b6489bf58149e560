#include "engine/rulebook/rule_book.h"

#include <algorithm>

namespace walz {

bool IsFeasible(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening) {
  return std::all_of(rules.requirements.begin(), rules.requirements.end(), [&](const Requirement& requirement) {
    return requirement.judge(apprentice, opening).FeasibleWith(apprentice.round.accepted_actions);
  });
}

bool IsLawfulStay(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay) {
  return std::all_of(rules.requirements.begin(), rules.requirements.end(), [&](const Requirement& requirement) {
    return requirement.judge_stay(apprentice, opening, stay).FeasibleWith(apprentice.round.accepted_actions);
  });
}

ActionSet ActionsOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening,
                    DayRange stay) {
  ActionSet actions;
  for (const Requirement& requirement : rules.requirements) {
    actions = actions.With(requirement.judge_stay(apprentice, opening, stay).actions);
  }
  return actions;
}

int PointsOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening) {
  int points = 0;
  for (const Criterion& criterion : rules.criteria) {
    const int weight = apprentice.round.weights[static_cast<std::size_t>(criterion.id)];
    if (weight > 0) points += weight * criterion.points(apprentice, opening);
  }
  return points;
}

}  // namespace walz
