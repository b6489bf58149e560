#include "tools/walz/scenario_view.h"

#include <algorithm>
#include <map>
#include <vector>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

using google::protobuf::Message;

// The resource that the change speaks of; null if none.
const Message* ResourceOf(const v1::ScenarioChange& change) {
  const auto* const oneof = v1::ScenarioChange::descriptor()->FindOneofByName("resource");
  const auto* const field = change.GetReflection()->GetOneofFieldDescriptor(change, oneof);
  return field == nullptr ? nullptr : &change.GetReflection()->GetMessage(change, field);
}

std::vector<std::string> FieldsSet(const Message& resource) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  resource.GetReflection()->ListFields(resource, &fields);
  std::vector<std::string> names;
  for (const auto* const field : fields) names.push_back(field->name());
  return names;
}

ShownTable ChangesTable(const v1::Scenario& scenario) {
  ShownTable table{{"resource", "field", "value"}, {}, {}};
  for (const v1::ScenarioChange& change : scenario.changes()) {
    const Message* const resource = ResourceOf(change);
    if (resource == nullptr) continue;
    const std::string name = CellOf(*resource, "name");
    if (change.action() == v1::SCENARIO_ACTION_DELETE) table.rows.push_back({name, "(deleted)", ""});
    if (change.action() == v1::SCENARIO_ACTION_ADD) {
      table.rows.push_back({name, "(added)", ""});
      for (const std::string& path : FieldsSet(*resource)) {
        if (path != "name") table.rows.push_back({name, path, CellOf(*resource, path)});
      }
    }
    for (const std::string& path : change.update_mask().paths()) {
      table.rows.push_back({name, path, CellOf(*resource, path)});
    }
  }
  return table;
}

std::string Signed(std::int64_t delta) { return absl::StrCat(delta >= 0 ? "+" : "", Grouped(delta)); }

ShownTable FiguresTable(const v1::ScenarioResult& result) {
  ShownTable table{{"figure", "base run", "scenario", "change"}, {}, {1, 2, 3}};
  const auto add = [&](const std::string& name, std::int64_t before, std::int64_t after) {
    table.rows.push_back({name, Grouped(before), Grouped(after), before == after ? "" : Signed(after - before)});
  };
  const v1::RunResult& before = result.before();
  const v1::RunResult& after = result.after();
  add("placed", before.placed(), after.placed());
  add("unmatched", before.unmatched(), after.unmatched());
  add("points", before.points(), after.points());
  add("pins kept", before.pins_kept(), after.pins_kept());
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> barriers;
  for (const auto& [name, count] : before.barriers()) barriers[name].first = count;
  for (const auto& [name, count] : after.barriers()) barriers[name].second = count;
  for (const auto& [name, counts] : barriers) add("  " + name, counts.first, counts.second);
  table.rows.push_back({"proven", before.proven() ? "yes" : "no", after.proven() ? "yes" : "no", ""});
  return table;
}

std::string IdOrDash(const std::string& name) { return name.empty() ? "-" : IdOf(name); }

absl::string_view EffectOf(const v1::ProposalChange& change) {
  if (change.opening_before().empty()) return "gains";
  if (change.opening_after().empty()) return "loses";
  return change.opening_before() == change.opening_after() ? "other days" : "moves";
}

ShownTable PeopleTable(const v1::CompareScenarioResponse& response) {
  ShownTable table{{"apprentice", "effect", "opening_before", "start_before", "opening_after", "start_after"}, {}, {}};
  for (const v1::ProposalChange& change : response.changes()) {
    table.rows.push_back({IdOf(change.apprentice()), std::string(EffectOf(change)), IdOrDash(change.opening_before()),
                          change.start_before(), IdOrDash(change.opening_after()), change.start_after()});
  }
  return table;
}

std::string TableDifference(const v1::CompareScenarioResponse& response) {
  const v1::ScenarioResult& result = response.result();
  const v1::RunDifference& difference = result.difference();
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  std::string text = TableText(FiguresTable(result), width);
  absl::StrAppend(&text, "\n", Grouped(difference.gained()), " gain a place, ", Grouped(difference.lost()),
                  " lose theirs, ", Grouped(difference.moved()), " move, ", Grouped(difference.shifted()),
                  " stay on other days, ", Grouped(difference.same()), " fare as before\n");
  if (result.changed_since_base() != 0) {
    absl::StrAppend(&text, result.changed_since_base() < 0 ? "Facts may have" : Grouped(result.changed_since_base()),
                    result.changed_since_base() < 0 ? "" : " resources have",
                    " changed since the base run read them; their effects are part of this.\n");
  }
  if (response.changes_size() > 0) absl::StrAppend(&text, "\n", TableText(PeopleTable(response), width));
  return text;
}

}  // namespace

std::string ScenarioText(const v1::Scenario& scenario, Form form) {
  switch (form) {
    case Form::kTable:
    case Form::kWide: {
      std::string text = absl::StrCat(Printable(scenario.name()), ": ", Counted(scenario.change_count(), "change"),
                                      " to the facts of ", Printable(scenario.base_run()),
                                      scenario.has_apply_time() ? ", applied" : "", "\n");
      const ShownTable table = ChangesTable(scenario);
      if (!table.rows.empty()) absl::StrAppend(&text, "\n", TableText(table, TerminalWidth(STDOUT_FILENO)));
      return text;
    }
    case Form::kCsv:
      return TableCsv(ChangesTable(scenario));
    case Form::kName:
      return scenario.name() + "\n";
    case Form::kJson:
      return JsonOf(scenario, /*one_line=*/false);
    case Form::kJsonl:
      return JsonOf(scenario, /*one_line=*/true) + "\n";
  }
  return "";
}

std::string ScenarioDifferenceText(const v1::CompareScenarioResponse& response, Form form) {
  std::string text;
  switch (form) {
    case Form::kTable:
    case Form::kWide:
      return TableDifference(response);
    case Form::kCsv:
      return TableCsv(PeopleTable(response));
    case Form::kName:
      for (const v1::ProposalChange& change : response.changes()) absl::StrAppend(&text, change.apprentice(), "\n");
      return text;
    case Form::kJson:
      return JsonOf(response, /*one_line=*/false);
    case Form::kJsonl:
      for (const v1::ProposalChange& change : response.changes()) {
        absl::StrAppend(&text, JsonOf(change, /*one_line=*/true), "\n");
      }
      return text;
  }
  return text;
}

}  // namespace walz
