#include "tools/walz/rules_text.h"

#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <unistd.h>

#include "service/convert/json_text.h"
#include "service/convert/round_reader.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct Goal {
  const char* name;
  const char* doc;
};

constexpr Goal kGoals[] = {
    {"pins_kept", "As many pinned apprentices as possible get their pinned opening."},
    {"placed_by_tier", "As many placements as possible of tier 0, then of tier 1, and so on to tier 9."},
    {"centres_at_least", "As many centres as possible reach their fair least; it never lowers a tier's count."},
    {"points", "The sum of the weighted points of all placements."},
    {"kept", "As many as possible keep the opening of the last run."},
    {"lottery", "A number made from stable ids and the round's seed alone makes the optimum unique."},
};

int DefaultWeightOf(const Criterion& criterion) { return kDefaultWeights[static_cast<std::size_t>(criterion.id)]; }

std::string GroupedBy(QuotaSide side) {
  switch (side) {
    case QuotaSide::kHost:
      return "host";
    case QuotaSide::kSender:
      return "sender";
    case QuotaSide::kRound:
      return "round";
  }
  return "";
}

ShownTable RequirementTable(const RuleBook& rules) {
  ShownTable table{{"requirement", "what_it_asks", "actions"}, {}, {}};
  for (const Requirement& requirement : rules.requirements) {
    table.rows.push_back({std::string(requirement.name), std::string(requirement.doc),
                          absl::StrReplaceAll(ActionsAskedBy(requirement.name).ToString(), {{";", ", "}})});
  }
  return table;
}

ShownTable CriterionTable(const RuleBook& rules) {
  ShownTable table{{"criterion", "default_weight", "what_it_weighs", "points"}, {}, {1}};
  for (const Criterion& criterion : rules.criteria) {
    table.rows.push_back({std::string(criterion.name), absl::StrCat(DefaultWeightOf(criterion)),
                          std::string(criterion.doc), std::string(criterion.formula)});
  }
  return table;
}

ShownTable QuotaTable(const RuleBook& rules) {
  ShownTable table{{"quota", "groups", "bounds", "what_it_bounds"}, {}, {}};
  for (const Quota& quota : rules.quotas) {
    table.rows.push_back({std::string(quota.name), GroupedBy(quota.side), quota.daily ? "every day" : "the round",
                          std::string(quota.doc)});
  }
  return table;
}

ShownTable GoalTable() {
  ShownTable table{{"goal", "what_is_sought"}, {}, {}};
  for (const Goal& goal : kGoals) table.rows.push_back({goal.name, goal.doc});
  return table;
}

std::string MarkdownRow(const std::vector<std::string>& cells, bool names_first) {
  std::string line = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = absl::StrReplaceAll(cells[i], {{"|", "\\|"}});
    absl::StrAppend(&line, " ", names_first && i == 0 ? absl::StrCat("`", cell, "`") : cell, " |");
  }
  return line + "\n";
}

std::string MarkdownTable(const ShownTable& table) {
  std::vector<std::string> headings;
  for (const std::string& name : table.header) headings.push_back(absl::StrReplaceAll(name, {{"_", " "}}));
  std::string text = MarkdownRow(headings, /*names_first=*/false) + "|";
  for (std::size_t i = 0; i < table.header.size(); ++i) text += table.numbers.contains(i) ? "---:|" : "---|";
  text += "\n";
  for (const auto& row : table.rows) text += MarkdownRow(row, /*names_first=*/true);
  return text;
}

}  // namespace

ActionSet ActionsAskedBy(absl::string_view requirement) {
  static const auto& actions = *new std::vector<std::pair<absl::string_view, ActionSet>>{
      {"level_suits", {Action::kEnterEqf}},
      {"pay_permitted", {Action::kClarifyPayRule}},
      {"stay_length_permitted", {Action::kAgreeChamberPlan, Action::kEnterTrainingDays}},
      {"graduation_permits", {Action::kEnterGraduationDate}},
      {"language_suffices", {Action::kAssessLanguage}},
      {"employer_consents",
       {Action::kObtainEmployerConsent, Action::kExtendEmployerConsent, Action::kClarifyConsentRule}},
      {"host_consents", {Action::kSignAgreement}},
      {"certificate_held", {Action::kRenewCertificate}},
      {"age_permitted", {Action::kObtainGuardianConsent, Action::kAddAccompanyingPerson, Action::kEnterBirthDate}},
      {"funding_available", {Action::kClarifyGrantStatus}},
      {"needs_met", {Action::kAskHostAboutNeeds}},
      {"blended_ready", {Action::kNameTechnology, Action::kCompleteChecklist}},
      {"skills_suffice", {Action::kAssessSkill}},
      {"persons_named", {Action::kNameMentor, Action::kNameCoordinator}},
  };
  for (const auto& [name, asked] : actions) {
    if (name == requirement) return asked;
  }
  return {};
}

std::string RulesText(const RuleBook& rules) {
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  ShownTable requirements{{"requirement", "what_it_asks"}, {}, {}};
  for (const Requirement& requirement : rules.requirements) {
    requirements.rows.push_back({std::string(requirement.name), std::string(requirement.doc)});
  }
  ShownTable criteria{{"criterion", "weight", "points"}, {}, {1}};
  for (const Criterion& criterion : rules.criteria) {
    criteria.rows.push_back({std::string(criterion.name), absl::StrCat(DefaultWeightOf(criterion)),
                             absl::StrCat(criterion.doc, " ", criterion.formula, ".")});
  }
  ShownTable quotas{{"quota", "what_it_bounds"}, {}, {}};
  for (const Quota& quota : rules.quotas) {
    quotas.rows.push_back({std::string(quota.name), std::string(quota.doc)});
  }
  return absl::StrCat(TableText(requirements, width), "\n", TableText(criteria, width), "\n", TableText(quotas, width),
                      "\n", TableText(GoalTable(), width));
}

std::string RulesMarkdown(const RuleBook& rules) {
  return absl::StrCat(
      "# The rules\n\n"
      "Made by `walz rules --markdown > docs/rules.md`; a test compares it with the rulebook.\n\n"
      "## Requirements\n\n"
      "Each says of an apprentice and an opening: ALLOWED, NEEDS (somebody must do something first) or REFUSED.\n"
      "NEEDS counts as feasible for the actions that the round accepts.\n\n",
      MarkdownTable(RequirementTable(rules)),
      "\n## Criteria\n\n"
      "Each gives a pair 0 to 1000 points; the round weighs them with 0 to 100.\n\n",
      MarkdownTable(CriterionTable(rules)),
      "\n## Quotas\n\n"
      "Each bounds the sum over a group of placements, on every day or over the whole round.\n"
      "Beside them, members of a travel group are all placed together, or none.\n\n",
      MarkdownTable(QuotaTable(rules)),
      "\n## Goals\n\n"
      "In this order; a later goal never costs an earlier one anything.\n\n",
      MarkdownTable(GoalTable()));
}

std::string RulesJson(const RuleBook& rules) {
  JsonText json;
  json.BeginObject();
  json.Key("requirements");
  AppendTable(RequirementTable(rules), json);
  json.Key("criteria");
  AppendTable(CriterionTable(rules), json);
  json.Key("quotas");
  AppendTable(QuotaTable(rules), json);
  json.Key("goals");
  AppendTable(GoalTable(), json);
  json.EndObject();
  return json.Take();
}

std::string RulesCsv(const RuleBook& rules) {
  ShownTable table{{"kind", "name", "doc"}, {}, {}};
  const auto add = [&](const char* kind, absl::string_view name, absl::string_view doc) {
    table.rows.push_back({kind, std::string(name), std::string(doc)});
  };
  for (const Requirement& requirement : rules.requirements) add("requirement", requirement.name, requirement.doc);
  for (const Criterion& criterion : rules.criteria) add("criterion", criterion.name, criterion.doc);
  for (const Quota& quota : rules.quotas) add("quota", quota.name, quota.doc);
  for (const Goal& goal : kGoals) add("goal", goal.name, goal.doc);
  return TableCsv(table);
}

}  // namespace walz
