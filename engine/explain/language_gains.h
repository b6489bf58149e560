// LanguageGains: which level of which language would open how many openings to an apprentice.
//
// The one explanation that knows languages.

#ifndef ENGINE_EXPLAIN_LANGUAGE_GAINS_H_
#define ENGINE_EXPLAIN_LANGUAGE_GAINS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/matching/refusal_counter.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The requirement whose refusals can be answered this way.
inline constexpr absl::string_view kLanguageRequirement = "language_suffices";

// The profile with `language` at `level` at least in every skill.
LanguageProfile RaisedTo(const LanguageProfile& profile, const std::string& language, Cefr level);

struct LanguageGain {
  std::string language;            // Such as "en".
  Cefr level = Cefr::kNone;        // In all five skills.
  std::int64_t opening_count = 0;  // Openings that this level would make feasible, all else as it is.

  friend bool operator==(const LanguageGain&, const LanguageGain&) = default;
};

// By language, then level; only levels that open more than the level below.  Looks at the openings that
// language_suffices alone refuses, as `refusals` counts them; empty if the rulebook has no such requirement.
std::vector<LanguageGain> LanguageGainsOf(const Problem& problem, const RuleBook& rules, const RefusalCounter& refusals,
                                          ApprenticeIndex apprentice);

// `en B1 would open 7 openings, en B2 9`; empty if there are no gains.
std::string LanguageGainWords(const std::vector<LanguageGain>& gains);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_LANGUAGE_GAINS_H_
