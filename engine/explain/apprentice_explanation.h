// ApprenticeExplanation: why an apprentice has no place, and what would help.

#ifndef ENGINE_EXPLAIN_APPRENTICE_EXPLANATION_H_
#define ENGINE_EXPLAIN_APPRENTICE_EXPLANATION_H_

#include <string>
#include <vector>

#include "engine/explain/barrier.h"
#include "engine/explain/language_gains.h"
#include "engine/explain/pair_explanation.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

struct NearOpening {
  OpeningIndex opening;
  std::vector<RequirementFinding> refusing;  // At least one.
};

struct ApprenticeExplanation {
  Refusals refusals;
  Barrier barrier;                     // As if the apprentice were unmatched.
  std::vector<OpeningIndex> feasible;  // Ascending.
  std::vector<NearOpening> nearest;    // Refused by the fewest requirements first, then by id.
  std::vector<LanguageGain> language_gains;
  std::string what_would_help;
};

// With the `nearest_count` nearest openings.  `sieve` is made of the same problem and rules.
ApprenticeExplanation ExplainApprentice(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        ApprenticeIndex apprentice, std::size_t nearest_count);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_APPRENTICE_EXPLANATION_H_
