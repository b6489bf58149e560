// How the explanation of an apprentice looks.

#include <algorithm>
#include <string>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "tools/walz/terminal.h"
#include "tools/walz/whynot_view.h"

namespace walz {
namespace {

constexpr std::size_t kFeasibleShown = 10;

// Requirements that refuse at least one opening.
ShownTable RefusalTable(const ApprenticeQuestion& question, const ApprenticeExplanation& explanation) {
  ShownTable table{{"requirement", "openings_refused", "refused_alone"}, {}, {1, 2}};
  for (std::size_t i = 0; i < question.rules.requirements.size(); ++i) {
    const Refusals::Count& count = explanation.refusals.by_requirement[i];
    if (count.refused == 0) continue;
    table.rows.push_back({std::string(question.rules.requirements[i].name), absl::StrCat(count.refused),
                          absl::StrCat(count.only_refused)});
  }
  return table;
}

ShownTable NearestTable(const ApprenticeQuestion& question, const ApprenticeExplanation& explanation) {
  ShownTable table{{"opening", "country", "refused_by", "words"}, {}, {}};
  for (const NearOpening& near : explanation.nearest) {
    const OpeningView opening = question.problem.View(near.opening);
    for (const RequirementFinding& finding : near.refusing) {
      table.rows.push_back(
          {opening.opening.id, opening.company.country.ToString(), std::string(finding.name), finding.words});
    }
  }
  return table;
}

// The feasible openings, most points first.
ShownTable FeasibleTable(const ApprenticeQuestion& question, const ApprenticeExplanation& explanation) {
  std::vector<std::pair<int, OpeningIndex>> openings;
  const ApprenticeView apprentice = question.problem.View(question.apprentice);
  for (const OpeningIndex opening : explanation.feasible) {
    openings.emplace_back(PointsOf(question.rules, apprentice, question.problem.View(opening)), opening);
  }
  std::stable_sort(openings.begin(), openings.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  ShownTable table{{"opening", "company", "country", "points"}, {}, {3}};
  for (const auto& [points, index] : openings) {
    const OpeningView opening = question.problem.View(index);
    table.rows.push_back(
        {opening.opening.id, opening.company.id, opening.company.country.ToString(), absl::StrCat(points)});
  }
  return table;
}

std::string PlaceLine(const ApprenticeQuestion& question, const ApprenticeExplanation& explanation) {
  if (question.matching == nullptr) return "whether the apprentice goes somewhere: see --run DIR\n";
  if (const std::optional<Placement> placement = PlacementOf(*question.matching, question.apprentice)) {
    return absl::StrCat(Coloured(Colour::kGreen, "placed"), ": ", Printable(question.problem[placement->opening].id),
                        ", ", FormatRange(placement->stay), "\n");
  }
  return absl::StrCat(Coloured(Colour::kYellow, "unmatched"), ": ", explanation.barrier.name, "\n",
                      Printable(explanation.what_would_help), "\n");
}

std::string ApprenticeJson(const ApprenticeQuestion& question, const ApprenticeExplanation& explanation) {
  JsonText json;
  json.BeginObject();
  json.Key("apprentice").String(question.problem[question.apprentice].id);
  if (question.matching != nullptr) {
    const std::optional<Placement> placement = PlacementOf(*question.matching, question.apprentice);
    json.Key("placed").Bool(placement.has_value());
    if (placement) json.Key("opening").String(question.problem[placement->opening].id);
  }
  json.Key("openings").Int(static_cast<std::int64_t>(question.problem.openings().size()));
  json.Key("feasible");
  AppendTable(FeasibleTable(question, explanation), json);
  json.Key("barrier").String(explanation.barrier.name);
  json.Key("openings_refused_only_by_it").Int(explanation.barrier.only_refused);
  json.Key("what_would_help").String(explanation.what_would_help);
  json.Key("refusals");
  AppendTable(RefusalTable(question, explanation), json);
  json.Key("nearest");
  AppendTable(NearestTable(question, explanation), json);
  json.EndObject();
  return json.Take();
}

}  // namespace

std::optional<Placement> PlacementOf(const Matching& matching, ApprenticeIndex apprentice) {
  const auto at = std::lower_bound(matching.placements.begin(), matching.placements.end(), apprentice,
                                   [](const Placement& p, ApprenticeIndex index) { return p.apprentice < index; });
  if (at == matching.placements.end() || at->apprentice != apprentice) return std::nullopt;
  return *at;
}

std::string ApprenticeText(const ApprenticeQuestion& question, const ApprenticeExplanation& explanation,
                           Output output) {
  if (output == Output::kJson) return ApprenticeJson(question, explanation);
  if (output == Output::kCsv) return TableCsv(RefusalTable(question, explanation));
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  std::string text = absl::StrCat(Coloured(Colour::kBold, Printable(question.problem[question.apprentice].id)), ": ",
                                  Grouped(explanation.refusals.feasible), " of ",
                                  Counted(static_cast<std::int64_t>(question.problem.openings().size()), "opening"),
                                  " feasible\n", PlaceLine(question, explanation));
  if (!explanation.feasible.empty()) {
    ShownTable feasible = FeasibleTable(question, explanation);
    if (feasible.rows.size() > kFeasibleShown) feasible.rows.resize(kFeasibleShown);
    absl::StrAppend(&text, "\n", TableText(feasible, width));
    const auto more = static_cast<std::int64_t>(explanation.feasible.size() - feasible.rows.size());
    if (more > 0) absl::StrAppend(&text, "and ", Grouped(more), " more\n");
  }
  const ShownTable refusals = RefusalTable(question, explanation);
  if (!refusals.rows.empty()) absl::StrAppend(&text, "\n", TableText(refusals, width));
  if (!explanation.language_gains.empty()) {
    absl::StrAppend(&text, "\n", Printable(LanguageGainWords(explanation.language_gains)), "\n");
  }
  if (!explanation.nearest.empty()) {
    absl::StrAppend(&text, "\nnearest of the others:\n", TableText(NearestTable(question, explanation), width));
  }
  return text;
}

}  // namespace walz
