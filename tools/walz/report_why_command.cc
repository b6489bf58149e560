// walz report why: why a run left an apprentice without a place, or without this one.

#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <walz/v1/report_service.pb.h>

#include "engine/base/status_macros.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct ReportWhyOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string round;
  std::string run;
  std::string apprentice;
  std::string opening;
};

std::string IdsOf(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, const std::string& name) { out->append(Printable(IdOf(name))); });
}

// A line for each thing that is known.
std::string OutcomeText(const v1::OutcomeReport& report) {
  std::string text = absl::StrCat(Printable(report.words()), "\n");
  const auto add = [&](const char* what, const std::string& value) {
    if (!value.empty()) absl::StrAppend(&text, what, value, "\n");
  };
  add("placed at:   ", report.placed_at().empty() ? "" : IdOf(report.placed_at()));
  add("held by:     ", IdsOf(report.holders()));
  add("places at:   ", IdsOf(report.competing().openings()));
  add("competing:   ", IdsOf(report.competing().apprentices()));
  return text;
}

absl::StatusOr<int> Why(const Client& client, const ReportWhyOptions& options) {
  v1::ExplainOutcomeRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), RunName(options.run, options.round));
  WALZ_ASSIGN_OR_RETURN(*request.mutable_apprentice(), FindName(client, NounCalled("apprentice"), options.apprentice));
  if (!options.opening.empty()) {
    WALZ_ASSIGN_OR_RETURN(*request.mutable_opening(), FindName(client, NounCalled("opening"), options.opening));
  }
  v1::OutcomeReport report;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.ReportService/ExplainOutcome", request, report));
  const Form form = FormOf(options.output);
  const bool for_people = form == Form::kTable || form == Form::kWide;
  Print(for_people ? OutcomeText(report) : RecordText(report, {"placed_at", "words", "holders"}, form));
  return kExitOk;
}

}  // namespace

Run DeclareReportWhy(CLI::App& app) {
  const auto options = std::make_shared<ReportWhyOptions>();
  app.add_option("apprentice", options->apprentice, "Id or whole name.")->type_name("APPRENTICE")->required();
  app.add_option("opening", options->opening, "Id or whole name; without it: why no place at all.")
      ->type_name("OPENING");
  app.add_option("--run", options->run, "ROUND/RUN, or RUN with --round.")->type_name("RUN")->required();
  app.add_option("--round", options->round, "The round whose run is meant.")->type_name("ROUND");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Why(client, *options); });
  };
}

}  // namespace walz
