// walz run start, watch, cancel and publish.  (run list and run get are those of all nouns.)

#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <walz/v1/matching_service.pb.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/run_view.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr int kTimeLimitSecondsMax = 86'400;

struct RunOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string round;
  std::string run;
  std::string last_run;
  std::string restart_of;
  std::string etag;
  int time_limit_seconds = 0;
  bool wait = false;
  bool dry_run = false;
  bool fail_on_unmatched = false;
};

std::shared_ptr<RunOptions> DeclareForRun(CLI::App& app) {
  const auto options = std::make_shared<RunOptions>();
  app.add_option("run", options->run, "ROUND/RUN, such as spring-27/4; or RUN with --round.")
      ->type_name("RUN")
      ->required();
  app.add_option("--round", options->round, "The round whose run is meant.")->type_name("ROUND");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

absl::StatusOr<int> Start(const Client& client, const RunOptions& options) {
  v1::StartRunRequest request;
  request.set_parent(TopName(NounCalled("round"), options.round));
  request.set_validate_only(options.dry_run);
  request.set_time_limit_seconds(options.time_limit_seconds);
  if (options.last_run == "-" || options.last_run.empty()) {
    request.set_last_run(options.last_run);
  } else {
    WALZ_ASSIGN_OR_RETURN(*request.mutable_last_run(), RunName(options.last_run, options.round));
  }
  if (!options.restart_of.empty()) {
    WALZ_ASSIGN_OR_RETURN(*request.mutable_restart_of(), RunName(options.restart_of, options.round));
  }
  v1::Run run;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/StartRun", request, run));
  const Form form = FormOf(options.output);
  if (options.dry_run) {
    PrintRun(run, form);
    PrintError("walz: nothing was started (--dry-run)\n");
    return kExitOk;
  }
  if (!options.wait) {
    PrintRun(run, form);
    if (form == Form::kTable) PrintError(absl::StrCat("walz: follow it with: walz run watch ", run.name(), "\n"));
    return RunExitCode(run);
  }
  WALZ_ASSIGN_OR_RETURN(const int code, FollowRun(client, run.name(), form));
  if (code != kExitOk || !options.fail_on_unmatched) return code;
  v1::GetRunRequest get;
  get.set_name(run.name());
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/GetRun", get, run));
  return run.result().unmatched() > 0 ? kExitUnmatched : kExitOk;
}

absl::StatusOr<int> Watch(const Client& client, const RunOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const std::string name, RunName(options.run, options.round));
  return FollowRun(client, name, FormOf(options.output));
}

// The run that the command is about, as it is now.
absl::StatusOr<v1::Run> NamedRun(const Client& client, const RunOptions& options) {
  v1::GetRunRequest get;
  WALZ_ASSIGN_OR_RETURN(*get.mutable_name(), RunName(options.run, options.round));
  v1::Run run;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/GetRun", get, run));
  return run;
}

absl::StatusOr<int> Cancel(const Client& client, const RunOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const v1::Run before, NamedRun(client, options));
  v1::CancelRunRequest request;
  request.set_name(before.name());
  v1::Run run;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/CancelRun", request, run));
  PrintRun(run, FormOf(options.output));
  return before.state() == v1::RUN_STATE_RUNNING ? kExitOk : kExitSame;
}

absl::StatusOr<int> Publish(const Client& client, const RunOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const v1::Run before, NamedRun(client, options));
  v1::PublishRunRequest request;
  request.set_name(before.name());
  request.set_etag(options.etag);
  request.set_validate_only(options.dry_run);
  v1::Run run;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/PublishRun", request, run));
  PrintRun(run, FormOf(options.output));
  if (options.dry_run) PrintError("walz: nothing was published (--dry-run)\n");
  return !options.dry_run && run.etag() == before.etag() ? kExitSame : kExitOk;
}

}  // namespace

Run DeclareRunStart(CLI::App& app) {
  const auto options = std::make_shared<RunOptions>();
  app.add_option("--round", options->round, "The round that is matched.")->type_name("ROUND")->required();
  app.add_flag("--wait", options->wait, "Follow it to its end; Ctrl-C leaves it running.");
  app.add_option("--time-limit", options->time_limit_seconds,
                 "Seconds after which the best lawful matching so far is the result.")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, kTimeLimitSecondsMax).description(""));
  app.add_option("--last-run", options->last_run,
                 "The run that people heard of (default: the round's published run); `-`: none.")
      ->type_name("RUN");
  app.add_option("--restart-of", options->restart_of, "An interrupted run that is done again.")->type_name("RUN");
  app.add_flag("--fail-on-unmatched", options->fail_on_unmatched, "With --wait: exit with 8 if somebody is unmatched.");
  app.add_flag("--dry-run", options->dry_run, "Read and check the facts, start nothing.");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Start(client, *options); });
  };
}

Run DeclareRunWatch(CLI::App& app) {
  const auto options = DeclareForRun(app);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Watch(client, *options); });
  };
}

Run DeclareRunCancel(CLI::App& app) {
  const auto options = DeclareForRun(app);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Cancel(client, *options); });
  };
}

Run DeclareRunPublish(CLI::App& app) {
  const auto options = DeclareForRun(app);
  app.add_option("--etag", options->etag, "Only if the run still is the version with this etag.")->type_name("ETAG");
  app.add_flag("--dry-run", options->dry_run, "Check whether it could be published, publish nothing.");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Publish(client, *options); });
  };
}

}  // namespace walz
