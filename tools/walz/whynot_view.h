// How explanations look: of a pair, and of an apprentice.

#ifndef TOOLS_WALZ_WHYNOT_VIEW_H_
#define TOOLS_WALZ_WHYNOT_VIEW_H_

#include <optional>
#include <string>

#include "engine/explain/apprentice_explanation.h"
#include "engine/explain/pair_explanation.h"
#include "engine/explain/pair_reason.h"
#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "tools/walz/table.h"

namespace walz {

// An explanation and the facts that it speaks of.  `matching` is null where it is not known who goes where; `reason`
// where there is none (ReasonOfPair).
struct PairQuestion {
  const Problem& problem;
  const RuleBook& rules;
  ApprenticeIndex apprentice;
  OpeningIndex opening;
  const Matching* matching;
  const PairReason* reason;
};
std::string PairText(const PairQuestion& question, const PairExplanation& explanation, Output output);

struct ApprenticeQuestion {
  const Problem& problem;
  const RuleBook& rules;
  ApprenticeIndex apprentice;
  const Matching* matching;
};
std::string ApprenticeText(const ApprenticeQuestion& question, const ApprenticeExplanation& explanation, Output output);

// The placement of the apprentice, or none.
std::optional<Placement> PlacementOf(const Matching& matching, ApprenticeIndex apprentice);

}  // namespace walz

#endif  // TOOLS_WALZ_WHYNOT_VIEW_H_
