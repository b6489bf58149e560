// Relief: at which figure relaxing a requirement for one apprentice is enough to place one more: a level of a language,
// some days more, a consent.
//
// Changes the apprentice's facts as the relaxation would and judges again.  Requirements without a figure have none.

#ifndef ENGINE_EXPLAIN_RELIEF_H_
#define ENGINE_EXPLAIN_RELIEF_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/explain/language_gains.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The requirement that employers answer.
inline constexpr absl::string_view kEmployersRequirement = "employer_consents";

struct Relief {
  OpeningIndex opening;  // The first that the figure opens.
  std::string words;     // `en B1`, `+7 days`, `stays of 28 days`, `consent given`.
};

// The least of some steps: by level, then by language.
std::optional<Relief> LeastOf(const LanguageLadder::LeastSteps& steps);

// The least figure at which the apprentice may go to one of `openings`, which only this requirement refuses.  None if
// the requirement has no figure here (that of languages is LeastOf), or none of a reasonable size helps.
// O(openings x figures) judgements; looks at the first openings_max of them.
std::optional<Relief> FindRelief(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                 std::uint32_t requirement, absl::Span<const OpeningIndex> openings,
                                 std::size_t openings_max = 16);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_RELIEF_H_
