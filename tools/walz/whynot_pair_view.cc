// How the explanation of a pair looks.

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <unistd.h>

#include "tools/walz/terminal.h"
#include "tools/walz/whynot_view.h"

namespace walz {
namespace {

ShownTable RequirementTable(const PairExplanation& explanation) {
  ShownTable table{{"requirement", "verdict", "refuses", "actions", "words"}, {}, {}};
  for (const RequirementFinding& finding : explanation.requirements) {
    table.rows.push_back({std::string(finding.name), std::string(VerdictName(finding.ruling.verdict)),
                          finding.refuses ? "yes" : "no", finding.ruling.actions.ToString(), finding.words});
  }
  return table;
}

ShownTable CriterionTable(const PairExplanation& explanation) {
  ShownTable table{{"criterion", "points", "weight", "weighted"}, {}, {1, 2, 3}};
  for (const CriterionFinding& finding : explanation.criteria) {
    table.rows.push_back({std::string(finding.name), absl::StrCat(finding.points), absl::StrCat(finding.weight),
                          absl::StrCat(finding.points * finding.weight)});
  }
  return table;
}

ShownTable HolderTable(const PairQuestion& question, const PairExplanation& explanation) {
  ShownTable table{{"apprentice", "start", "end", "tier", "points"}, {}, {3, 4}};
  for (const Placement& holder : explanation.holders) {
    const ApprenticeView view = question.problem.View(holder.apprentice);
    const int points = PointsOf(question.rules, view, question.problem.View(holder.opening));
    table.rows.push_back({view.apprentice.id, FormatDay(holder.stay.first), FormatDay(holder.stay.last),
                          absl::StrCat(view.apprentice.tier), absl::StrCat(points)});
  }
  return table;
}

bool IsChosen(const PairQuestion& question, const PairExplanation& explanation) {
  return std::any_of(explanation.holders.begin(), explanation.holders.end(),
                     [&](const Placement& holder) { return holder.apprentice == question.apprentice; });
}

std::string PairHead(const PairQuestion& question) {
  const OpeningView opening = question.problem.View(question.opening);
  const std::string title = opening.opening.title.empty() ? "" : absl::StrCat(" (", opening.opening.title, ")");
  const std::string city = opening.company.city.empty() ? "" : absl::StrCat(", ", opening.company.city);
  return Printable(absl::StrCat(question.problem[question.apprentice].id, " at ", opening.opening.id, title, ", ",
                                opening.company.name, city, ", ", opening.company.country.ToString()));
}

bool Anybody(ApprenticeIndex) { return true; }

// What the place is worth and what would have to give, a line each; who holds it stands below.
std::string ReasonText(const PairQuestion& question) {
  std::vector<std::string> clauses =
      absl::StrSplit(PairReasonWords(question.problem, *question.reason, &Anybody), "; ");
  clauses.erase(clauses.begin());
  std::string text;
  for (const std::string& clause : clauses) absl::StrAppend(&text, "  ", Printable(clause), "\n");
  return text;
}

void AppendReason(const PairQuestion& question, JsonText& json) {
  const PairReason& reason = *question.reason;
  json.Key("reason").String(PairReasonWords(question.problem, reason, &Anybody));
  if (reason.priced) {
    json.Key("price").String(GoalWords(reason.price_in_goals));
    json.Key("loss").String(GoalWords(reason.loss_in_goals));
    json.Key("loss_is_of_the_run").Bool(reason.bound_met);
  }
  if (!reason.rejections || reason.rejections->steps.empty()) return;
  ShownTable steps{{"opening", "slot", "rejected", "holder", "equally_liked"}, {}, {}};
  for (const Rejection& step : reason.rejections->steps) {
    steps.rows.push_back({question.problem[step.opening].id, step.slot ? FormatRange(*step.slot) : "",
                          question.problem[step.rejected].id, step.holder ? question.problem[*step.holder].id : "",
                          step.equally ? "yes" : "no"});
  }
  json.Key("rejections");
  AppendTable(steps, json);
}

// Whether the pair goes together, and if not, who stands there instead.
std::string AnswerText(const PairQuestion& question, const PairExplanation& explanation) {
  if (!explanation.feasible) {
    std::string refusing;
    for (const RequirementFinding& finding : explanation.requirements) {
      if (finding.refuses) absl::StrAppend(&refusing, refusing.empty() ? "" : ", ", finding.name);
    }
    return absl::StrCat(Coloured(Colour::kRed, "refused"), " by ", refusing, "\n");
  }
  std::string text = absl::StrCat(Coloured(Colour::kGreen, "feasible"), ", ", Grouped(explanation.points), " points");
  if (explanation.shortest_stay) {
    absl::StrAppend(&text, "; the earliest shortest stay is ", FormatRange(*explanation.shortest_stay));
  }
  if (!explanation.actions.empty()) absl::StrAppend(&text, "; needs ", explanation.actions.ToString());
  absl::StrAppend(&text, "\n");
  if (question.matching == nullptr) return text + "who goes there: see --run DIR\n";
  if (IsChosen(question, explanation)) return text + "chosen: the apprentice goes there\n";
  const std::optional<Placement> other = PlacementOf(*question.matching, question.apprentice);
  absl::StrAppend(&text, "not chosen: the apprentice ",
                  other ? absl::StrCat("goes to ", Printable(question.problem[other->opening].id)) : "is unmatched",
                  "\n");
  if (question.reason != nullptr) absl::StrAppend(&text, ReasonText(question));
  const int places = question.problem[question.opening].places;
  if (explanation.holders.empty()) return absl::StrCat(text, "nobody goes there (places: ", places, ")\n");
  return absl::StrCat(text, "who goes there (places: ", places, "):\n\n",
                      TableText(HolderTable(question, explanation), TerminalWidth(STDOUT_FILENO)));
}

std::string PairJson(const PairQuestion& question, const PairExplanation& explanation) {
  JsonText json;
  json.BeginObject();
  json.Key("apprentice").String(question.problem[question.apprentice].id);
  json.Key("opening").String(question.problem[question.opening].id);
  json.Key("company").String(question.problem.View(question.opening).company.id);
  json.Key("feasible").Bool(explanation.feasible);
  json.Key("requirements");
  AppendTable(RequirementTable(explanation), json);
  json.Key("criteria");
  AppendTable(CriterionTable(explanation), json);
  json.Key("points").Int(explanation.points);
  json.Key("needs").String(explanation.actions.ToString());
  if (explanation.shortest_stay) {
    json.Key("start").String(FormatDay(explanation.shortest_stay->first));
    json.Key("end").String(FormatDay(explanation.shortest_stay->last));
  }
  if (question.matching != nullptr) {
    json.Key("chosen").Bool(IsChosen(question, explanation));
    json.Key("holders");
    AppendTable(HolderTable(question, explanation), json);
  }
  if (question.reason != nullptr) AppendReason(question, json);
  json.EndObject();
  return json.Take();
}

}  // namespace

std::string PairText(const PairQuestion& question, const PairExplanation& explanation, Output output) {
  if (output == Output::kJson) return PairJson(question, explanation);
  if (output == Output::kCsv) return TableCsv(RequirementTable(explanation));
  ShownTable requirements{{"requirement", "verdict", "words"}, {}, {}};
  for (const RequirementFinding& finding : explanation.requirements) {
    requirements.rows.push_back({std::string(finding.name),
                                 absl::StrCat(VerdictName(finding.ruling.verdict), finding.refuses ? " !" : ""),
                                 finding.words});
  }
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  return absl::StrCat(Coloured(Colour::kBold, PairHead(question)), "\n\n", TableText(requirements, width), "\n",
                      TableText(CriterionTable(explanation), width), "\n", AnswerText(question, explanation));
}

}  // namespace walz
