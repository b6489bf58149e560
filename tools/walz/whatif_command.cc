// walz whatif new, set, add, delete, unset, close, show, run, diff, apply, drop: what would be if some facts were
// otherwise.

#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/scenario_service.pb.h>

#include "engine/base/status_macros.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/scenario_input.h"
#include "tools/walz/scenario_view.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr int kTimeLimitSecondsMax = 86'400;
constexpr int kChangesShownMax = 10'000;
constexpr int kPageSize = 1'000;
constexpr int kPercent = 100;

struct WhatifOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string round;
  std::string scenario;
  std::string base_run;
  std::string resource;
  ResourceInput input;
  std::string etag;
  int time_limit_seconds = 0;
  int limit = 0;
  bool cold = false;
  bool dry_run = false;
};

std::string Method(absl::string_view verb) { return absl::StrCat("walz.v1.ScenarioService/", verb, "Scenario"); }

void PrintScenario(const v1::Scenario& scenario, const WhatifOptions& options) {
  Print(ScenarioText(scenario, FormOf(options.output)));
  if (options.dry_run) PrintError("walz: nothing was written (--dry-run)\n");
}

absl::StatusOr<v1::Scenario> GetScenario(const Client& client, const WhatifOptions& options) {
  v1::GetScenarioRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), ScenarioName(options.scenario, options.round));
  v1::Scenario scenario;
  WALZ_RETURN_IF_ERROR(client.Call(Method("Get"), request, scenario));
  return scenario;
}

absl::StatusOr<int> New(const Client& client, const WhatifOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const std::string name, ScenarioName(options.scenario, options.round));
  v1::CreateScenarioRequest request;
  request.set_parent(ParentOf(name));
  request.set_scenario_id(IdOf(name));
  request.set_validate_only(options.dry_run);
  if (!options.base_run.empty()) {
    WALZ_ASSIGN_OR_RETURN(*request.mutable_scenario()->mutable_base_run(),
                          RunName(options.base_run, IdOf(request.parent())));
  }
  v1::Scenario scenario;
  WALZ_RETURN_IF_ERROR(client.Call(Method("Create"), request, scenario));
  PrintScenario(scenario, options);
  return kExitOk;
}

absl::StatusOr<int> Change(const Client& client, const WhatifOptions& options, v1::ChangeScenarioRequest request) {
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), ScenarioName(options.scenario, options.round));
  request.set_etag(options.etag);
  request.set_validate_only(options.dry_run);
  v1::Scenario scenario;
  WALZ_RETURN_IF_ERROR(client.Call(Method("Change"), request, scenario));
  PrintScenario(scenario, options);
  return kExitOk;
}

absl::StatusOr<int> Set(const Client& client, const WhatifOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const v1::Scenario scenario, GetScenario(client, options));
  WALZ_ASSIGN_OR_RETURN(const NamedResource resource, FindResource(client, scenario, options.resource));
  v1::ChangeScenarioRequest request;
  WALZ_RETURN_IF_ERROR(FillChange(client, scenario, resource, options.input, /*adds=*/false, *request.add_changes()));
  return Change(client, options, std::move(request));
}

absl::StatusOr<int> AddResource(const Client& client, const WhatifOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const NamedResource resource, NewResource(options.resource));
  v1::ChangeScenarioRequest request;
  WALZ_RETURN_IF_ERROR(FillChange(client, {}, resource, options.input, /*adds=*/true, *request.add_changes()));
  return Change(client, options, std::move(request));
}

absl::StatusOr<int> DeleteResource(const Client& client, const WhatifOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const v1::Scenario scenario, GetScenario(client, options));
  WALZ_ASSIGN_OR_RETURN(const NamedResource resource, FindResource(client, scenario, options.resource));
  v1::ChangeScenarioRequest request;
  FillDeletion(resource, *request.add_changes());
  return Change(client, options, std::move(request));
}

absl::StatusOr<int> Unset(const Client& client, const WhatifOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const v1::Scenario scenario, GetScenario(client, options));
  WALZ_ASSIGN_OR_RETURN(const NamedResource resource, FindResource(client, scenario, options.resource));
  v1::ChangeScenarioRequest request;
  request.add_restored(resource.name);
  return Change(client, options, std::move(request));
}

// All openings of the company that are not closed.
absl::StatusOr<int> Close(const Client& client, const WhatifOptions& options) {
  v1::ListOpeningsRequest list;
  list.set_parent(TopName(NounCalled("company"), options.resource));
  list.set_page_size(kPageSize);
  v1::ChangeScenarioRequest request;
  do {
    v1::ListOpeningsResponse page;
    WALZ_RETURN_IF_ERROR(client.Call("walz.v1.OpeningService/ListOpenings", list, page));
    for (const v1::Opening& opening : page.openings()) {
      if (opening.state() == v1::OPENING_STATE_CLOSED) continue;
      v1::ScenarioChange& change = *request.add_changes();
      change.mutable_opening()->set_name(opening.name());
      change.mutable_opening()->set_state(v1::OPENING_STATE_CLOSED);
      change.mutable_update_mask()->add_paths("state");
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  if (request.changes().empty()) {
    PrintError(absl::StrCat("walz: ", Printable(list.parent()), " has no opening that is not closed\n"));
    return kExitSame;
  }
  return Change(client, options, std::move(request));
}

absl::StatusOr<int> Show(const Client& client, const WhatifOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const v1::Scenario scenario, GetScenario(client, options));
  PrintScenario(scenario, options);
  return kExitOk;
}

absl::StatusOr<int> Diff(const Client& client, const WhatifOptions& options) {
  v1::CompareScenarioRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), ScenarioName(options.scenario, options.round));
  request.set_change_count_max(options.limit);
  v1::CompareScenarioResponse response;
  WALZ_RETURN_IF_ERROR(client.Call(Method("Compare"), request, response));
  Print(ScenarioDifferenceText(response, FormOf(options.output)));
  const v1::RunDifference& difference = response.result().difference();
  return difference.gained() + difference.lost() + difference.moved() + difference.shifted() > 0 ? kExitOk : kExitSame;
}

absl::StatusOr<int> RunIt(const Client& client, const WhatifOptions& options) {
  v1::RunScenarioRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), ScenarioName(options.scenario, options.round));
  request.set_time_limit_seconds(options.time_limit_seconds);
  request.set_cold(options.cold);
  const StopSignal stop(std::nullopt, "stopping; the scenario stays as it was");
  ProgressView progress(/*quiet=*/false);
  v1::RunScenarioResponse response;
  WALZ_RETURN_IF_ERROR(client.channel().ServerStream(
      Method("Run"), request, response,
      [&] {
        progress.Tell(response.stage(), response.percent(), kPercent);
        return true;
      },
      stop.token()));
  progress.Finish();
  return Diff(client, options);
}

absl::StatusOr<int> Apply(const Client& client, const WhatifOptions& options) {
  v1::ApplyScenarioRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), ScenarioName(options.scenario, options.round));
  request.set_etag(options.etag);
  request.set_validate_only(options.dry_run);
  v1::Scenario scenario;
  WALZ_RETURN_IF_ERROR(client.Call(Method("Apply"), request, scenario));
  PrintScenario(scenario, options);
  return kExitOk;
}

absl::StatusOr<int> Drop(const Client& client, const WhatifOptions& options) {
  v1::DeleteScenarioRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), ScenarioName(options.scenario, options.round));
  request.set_etag(options.etag);
  request.set_validate_only(options.dry_run);
  v1::Scenario scenario;
  WALZ_RETURN_IF_ERROR(client.Call(Method("Delete"), request, scenario));
  PrintScenario(scenario, options);
  return kExitOk;
}

using Work = absl::StatusOr<int> (*)(const Client& client, const WhatifOptions& options);

std::shared_ptr<WhatifOptions> DeclareForScenario(CLI::App& app) {
  const auto options = std::make_shared<WhatifOptions>();
  app.add_option("scenario", options->scenario, "ROUND/SCENARIO, or SCENARIO with --round.")
      ->type_name("SCENARIO")
      ->required();
  app.add_option("--round", options->round, "The round whose scenario is meant.")->type_name("ROUND");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

void AddDryRun(CLI::App& app, WhatifOptions& options) {
  app.add_flag("--dry-run", options.dry_run, "Check everything and show the outcome, write nothing.");
}

void AddEtag(CLI::App& app, WhatifOptions& options) {
  app.add_option("--etag", options.etag, "Only if the scenario still is the version with this etag.")
      ->type_name("ETAG");
}

void AddLimit(CLI::App& app, WhatifOptions& options) {
  app.add_option("--limit", options.limit, "Show at most so many people (default 1,000).")
      ->type_name("N")
      ->check(CLI::Range(1, kChangesShownMax).description(""));
}

void DeclareResource(CLI::App& app, WhatifOptions& options, const char* doc) {
  app.add_option("resource", options.resource, doc)->type_name("RESOURCE")->required();
}

void DeclareFields(CLI::App& app, WhatifOptions& options) {
  app.add_option("fields", options.input.arguments,
                 "FIELD=VALUE, as in the CSV files: lists joined by `;`, an empty value takes the field away.")
      ->type_name("FIELD=VALUE");
  app.add_option("--file", options.input.file, "The fields as JSON; `-` is standard input.")->type_name("FILE");
}

Run RunOf(std::shared_ptr<WhatifOptions> options, Work work) {
  return [options = std::move(options), work] {
    return WithClient(options->connection, [&](const Client& client) { return work(client, *options); });
  };
}

Run DeclareChange(CLI::App& app, const char* what, bool has_fields, Work work) {
  const auto options = DeclareForScenario(app);
  DeclareResource(app, *options, what);
  if (has_fields) DeclareFields(app, *options);
  AddEtag(app, *options);
  AddDryRun(app, *options);
  return RunOf(options, work);
}

}  // namespace

Run DeclareWhatifNew(CLI::App& app) {
  const auto options = DeclareForScenario(app);
  app.add_option("--base", options->base_run,
                 "The run to compare with (default: the published one, else the latest that has succeeded).")
      ->type_name("RUN");
  AddDryRun(app, *options);
  return RunOf(options, &New);
}

Run DeclareWhatifSet(CLI::App& app) {
  return DeclareChange(app, "What is to be otherwise: opening/O-3, round/R, or a whole name.", /*has_fields=*/true,
                       &Set);
}

Run DeclareWhatifAdd(CLI::App& app) {
  return DeclareChange(app, "What is to be there: companies/H-31/openings/O-99, company/H-99.", /*has_fields=*/true,
                       &AddResource);
}

Run DeclareWhatifDelete(CLI::App& app) {
  return DeclareChange(app, "What is not to be there: apprentice/A-7, opening/O-3, or a whole name.",
                       /*has_fields=*/false, &DeleteResource);
}

Run DeclareWhatifUnset(CLI::App& app) {
  return DeclareChange(
      app, "What is to be as it is, neither changed nor added nor deleted: opening/O-3, round/R, or a whole name.",
      /*has_fields=*/false, &Unset);
}

Run DeclareWhatifClose(CLI::App& app) {
  const auto options = DeclareForScenario(app);
  app.add_option("company", options->resource, "The host whose openings are closed.")->type_name("COMPANY")->required();
  AddEtag(app, *options);
  AddDryRun(app, *options);
  return RunOf(options, &Close);
}

Run DeclareWhatifShow(CLI::App& app) { return RunOf(DeclareForScenario(app), &Show); }

Run DeclareWhatifRun(CLI::App& app) {
  const auto options = DeclareForScenario(app);
  app.add_option("--time-limit", options->time_limit_seconds,
                 "Seconds after which the best lawful matching so far is the result.")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, kTimeLimitSecondsMax).description(""));
  app.add_flag(
      "--cold", options->cold,
      "Begin at nothing instead of where the base run stands; finds the same where the best is proven, later.");
  AddLimit(app, *options);
  return RunOf(options, &RunIt);
}

Run DeclareWhatifDiff(CLI::App& app) {
  const auto options = DeclareForScenario(app);
  AddLimit(app, *options);
  return RunOf(options, &Diff);
}

Run DeclareWhatifApply(CLI::App& app) {
  const auto options = DeclareForScenario(app);
  AddEtag(app, *options);
  AddDryRun(app, *options);
  return RunOf(options, &Apply);
}

Run DeclareWhatifDrop(CLI::App& app) {
  const auto options = DeclareForScenario(app);
  AddEtag(app, *options);
  AddDryRun(app, *options);
  return RunOf(options, &Drop);
}

}  // namespace walz
