#include "service/convert/run_rows.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "engine/rulebook/grant_estimate.h"
#include "engine/rulebook/wish.h"

namespace walz {
namespace {

// The criteria that gave the pair points, most points first, in the order of the rulebook where equal.
std::string ReasonOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening) {
  std::vector<std::pair<int, absl::string_view>> carried;
  for (const Criterion& criterion : rules.criteria) {
    const int weight = apprentice.round.weights[static_cast<std::size_t>(criterion.id)];
    const int points = weight > 0 ? weight * criterion.points(apprentice, opening) : 0;
    if (points > 0 && !criterion.holds_back) carried.emplace_back(points, criterion.name);
  }
  std::stable_sort(carried.begin(), carried.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  return absl::StrJoin(carried, ";", [](std::string* out, const auto& part) { absl::StrAppend(out, part.second); });
}

}  // namespace

const CsvRow& ProposalColumns() {
  static const auto& columns = *new CsvRow{"apprentice", "opening", "company", "start",     "end",       "days",
                                           "points",     "tier",    "needs",   "grant_eur", "wish_rank", "reason"};
  return columns;
}

CsvRow ProposalRow(const Problem& problem, const RuleBook& rules, const Placement& placement) {
  const ApprenticeView apprentice = problem.View(placement.apprentice);
  const OpeningView opening = problem.View(placement.opening);
  const std::optional<Wish> wish = WishOf(problem, placement.apprentice, placement.opening);
  return {apprentice.apprentice.id,
          opening.opening.id,
          opening.company.id,
          FormatDay(placement.stay.first),
          FormatDay(placement.stay.last),
          absl::StrCat(placement.stay.days()),
          absl::StrCat(PointsOf(rules, apprentice, opening)),
          absl::StrCat(apprentice.apprentice.tier),
          ActionsOf(rules, apprentice, opening, placement.stay).ToString(),
          absl::StrCat(GrantEur(apprentice, opening, placement.stay.days())),
          wish ? absl::StrCat(wish->rank) : "",
          ReasonOf(rules, apprentice, opening)};
}

const CsvRow& VerdictColumns() {
  static const auto& columns = *new CsvRow{"apprentice", "opening", "requirement", "verdict", "action_or_reason"};
  return columns;
}

std::vector<CsvRow> VerdictRows(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                OpeningIndex opening) {
  const ApprenticeView learner = problem.View(apprentice);
  const OpeningView host = problem.View(opening);
  std::vector<CsvRow> rows;
  for (const Requirement& requirement : rules.requirements) {
    const Ruling ruling = requirement.judge(learner, host);
    const bool refused = ruling.verdict == Verdict::kRefused;
    rows.push_back({learner.apprentice.id, host.opening.id, std::string(requirement.name),
                    std::string(VerdictName(ruling.verdict)),
                    refused ? requirement.explain(learner, host) : ruling.actions.ToString()});
  }
  return rows;
}

}  // namespace walz
