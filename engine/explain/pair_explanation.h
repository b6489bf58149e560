// PairExplanation: everything there is to say of one apprentice and one opening.

#ifndef ENGINE_EXPLAIN_PAIR_EXPLANATION_H_
#define ENGINE_EXPLAIN_PAIR_EXPLANATION_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// What one requirement says of the pair at its most favourable stay.
struct RequirementFinding {
  absl::string_view name;
  Ruling ruling;
  bool refuses = false;  // REFUSED, or NEEDS with an action that the round does not accept.
  std::string words;     // With both figures.
};

struct CriterionFinding {
  absl::string_view name;
  int points = 0;  // 0..kPointsMax.
  int weight = 0;  // Of the round.
};

struct PairExplanation {
  std::vector<RequirementFinding> requirements;  // All, in the order of the rulebook.
  std::vector<CriterionFinding> criteria;        // All, in the order of the rulebook.
  int points = 0;                                // Weighted sum.
  bool feasible = false;                         // No requirement refuses.

  // Of a feasible pair: its earliest stay of the shortest permitted length, what must be done before it, and all first
  // days of stays as long.
  std::optional<DayRange> shortest_stay;
  ActionSet actions;
  std::vector<DayRange> starts;

  // Given a matching: who holds the opening's places, by apprentice; the apprentice itself if it was chosen.
  std::vector<Placement> holders;
};

// `matching` may be null.
PairExplanation ExplainPair(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                            OpeningIndex opening, const Matching* matching);

// What the requirements that refuse the pair say; empty for a feasible pair.
std::vector<RequirementFinding> RefusingFindings(const Problem& problem, const RuleBook& rules,
                                                 ApprenticeIndex apprentice, OpeningIndex opening);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_PAIR_EXPLANATION_H_
