#include "service/app/mirror/pair_answers.h"

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/str_split.h>

#include "engine/rulebook/grant_estimate.h"
#include "service/app/mirror/round_facts.h"

namespace walz {
namespace {

// Requirements whose words give away birth date, needs or guardian's consent.
constexpr absl::string_view kPersonalRequirements[] = {"age_permitted", "needs_met"};

bool IsPersonal(absl::string_view requirement) {
  return std::find(std::begin(kPersonalRequirements), std::end(kPersonalRequirements), requirement) !=
         std::end(kPersonalRequirements);
}

}  // namespace

std::optional<DayRange> LongestStayOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                      OpeningIndex opening) {
  const ApprenticeView learner = problem.View(apprentice);
  const OpeningView host = problem.View(opening);
  const std::optional<LengthRange> lengths = rules.stays.permitted_lengths(learner, host);
  if (!lengths) return std::nullopt;
  // What stands within a lawful stay is lawful, so lengths that have one are those up to the longest.
  std::optional<DayRange> longest;
  int low = lengths->min;
  int high = lengths->max;
  while (low <= high) {
    const int days = low + (high - low) / 2;
    const std::vector<DayRange> starts = rules.stays.lawful_starts(learner, host, days);
    if (starts.empty()) {
      high = days - 1;
      continue;
    }
    longest = DayRange{starts.front().first, starts.front().first + (days - 1)};
    low = days + 1;
  }
  return longest;
}

v1::RequirementVerdict VerdictOf(const RequirementFinding& finding, bool personal) {
  v1::RequirementVerdict verdict;
  verdict.set_requirement(std::string(finding.name));
  verdict.set_verdict(std::string(VerdictName(finding.ruling.verdict)));
  verdict.set_refuses(finding.refuses);
  if (personal || !IsPersonal(finding.name)) {
    verdict.set_action_or_reason(finding.ruling.verdict == Verdict::kRefused ? finding.words
                                                                             : finding.ruling.actions.ToString());
  }
  return verdict;
}

v1::Suggestion SuggestionOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                            OpeningIndex opening, int points) {
  const ApprenticeView learner = problem.View(apprentice);
  const OpeningView host = problem.View(opening);
  v1::Suggestion suggestion;
  suggestion.set_apprentice(NameOfApprentice(learner.apprentice));
  suggestion.set_opening(NameOfOpening(host.opening));
  suggestion.set_points(points);
  const std::optional<DayRange> stay = LongestStayOf(problem, rules, apprentice, opening);
  if (!stay) return suggestion;
  suggestion.set_start(FormatDay(stay->first));
  suggestion.set_end(FormatDay(stay->last));
  suggestion.set_grant_eur(GrantEur(learner, host, stay->days()));
  const std::string actions = ActionsOf(rules, learner, host, *stay).ToString();
  for (const absl::string_view action : absl::StrSplit(actions, ';', absl::SkipEmpty())) {
    suggestion.add_needs(std::string(action));
  }
  return suggestion;
}

}  // namespace walz
