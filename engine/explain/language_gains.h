// LanguageGains: which level of which language would open how many openings to an apprentice.
//
// The one explanation that knows languages.

#ifndef ENGINE_EXPLAIN_LANGUAGE_GAINS_H_
#define ENGINE_EXPLAIN_LANGUAGE_GAINS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/matching/refusal_counter.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The requirement whose refusals can be answered this way.
inline constexpr absl::string_view kLanguageRequirement = "language_suffices";

// One language raised to a level, in all five skills; all else as it is.
struct LanguageStep {
  std::string language;      // Such as "en".
  Cefr level = Cefr::kNone;  // A1 at least.

  friend bool operator==(const LanguageStep&, const LanguageStep&) = default;
  // By language, then level.
  friend auto operator<=>(const LanguageStep&, const LanguageStep&) = default;
};

// `en B1`.
std::string LanguageStepWords(const LanguageStep& step);

// The least levels that are enough for what openings ask: each pair of a profile and accepted sets is judged once.
// Memory: some bytes for each such pair that was asked for.  Thread rule: one thread.
class LanguageLadder {
 public:
  // `problem` and `rules` must outlive this object.
  LanguageLadder(const Problem& problem, const RuleBook& rules);

  // Position of the requirement in the rulebook; none if it has no such requirement.
  std::optional<std::size_t> requirement() const { return requirement_; }

  // For each language that alone can do it, the least level at which language_suffices accepts the opening; by
  // language.  Valid until the next call.  REQUIRES: requirement().
  absl::Span<const LanguageStep> StepsTo(ApprenticeIndex apprentice, OpeningIndex opening);

  // For each language the least step to any of `openings`, with the first that it leads to.
  using LeastSteps = std::map<std::string, std::pair<Cefr, OpeningIndex>>;
  LeastSteps LeastStepsTo(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings);

 private:
  const Problem& problem_;
  const RuleBook& rules_;
  std::optional<std::size_t> requirement_;
  absl::flat_hash_map<std::pair<const LanguageProfile*, const LanguageSets*>, std::vector<LanguageStep>> steps_;
};

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
