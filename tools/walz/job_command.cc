// walz job create, pause, resume, run and execution.  (The other verbs of jobs are those of all nouns.)

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <walz/v1/job.pb.h>

#include "engine/base/status_macros.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/noun_commands.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/resource_input.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr absl::Duration kPollEvery = absl::Seconds(1);

struct JobOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string job;
  std::string execution;
  ResourceInput input;
  v1::Job wanted;
  bool dry_run = false;
  bool wait = false;
};

std::shared_ptr<JobOptions> DeclareForJob(CLI::App& app) {
  const auto options = std::make_shared<JobOptions>();
  app.add_option("job", options->job, "Id or whole name.")->type_name("JOB")->required();
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

void PrintJob(const v1::Job& job, const JobOptions& options) {
  const Noun& noun = NounCalled("job");
  std::vector<std::string> columns = noun.columns;
  columns.insert(columns.end(), noun.more_columns.begin(), noun.more_columns.end());
  Print(RecordText(job, columns, FormOf(options.output)));
  if (options.dry_run) PrintError("walz: nothing was written (--dry-run)\n");
}

absl::StatusOr<int> Create(const Client& client, const JobOptions& options) {
  v1::CreateJobRequest request;
  std::set<std::string> given;
  WALZ_RETURN_IF_ERROR(FillResource(options.input, *request.mutable_job(), given));
  request.mutable_job()->MergeFrom(options.wanted);
  v1::Job& job = *request.mutable_job();
  if (!job.round().empty()) job.set_round(TopName(NounCalled("round"), job.round()));
  request.set_job_id(IdOf(TopName(NounCalled("job"), options.job)));
  request.set_validate_only(options.dry_run);
  v1::Job made;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.JobService/CreateJob", request, made));
  PrintJob(made, options);
  return kExitOk;
}

absl::StatusOr<int> SetPaused(const Client& client, const JobOptions& options, bool paused) {
  v1::GetJobRequest get;
  get.set_name(TopName(NounCalled("job"), options.job));
  v1::Job before;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.JobService/GetJob", get, before));
  v1::UpdateJobRequest request;
  request.mutable_job()->set_name(get.name());
  request.mutable_job()->set_paused(paused);
  request.mutable_update_mask()->add_paths("paused");
  request.set_validate_only(options.dry_run);
  v1::Job changed;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.JobService/UpdateJob", request, changed));
  PrintJob(changed, options);
  return before.paused() == paused ? kExitSame : kExitOk;
}

bool HasEnded(const v1::Execution& execution) {
  return execution.state() != v1::EXECUTION_STATE_RUNNING && execution.state() != v1::EXECUTION_STATE_WAITING;
}

void PrintExecution(const v1::Execution& execution, const std::string& output) {
  const Noun& noun = NounCalled("execution");
  std::vector<std::string> columns = noun.columns;
  columns.insert(columns.end(), noun.more_columns.begin(), noun.more_columns.end());
  Print(RecordText(execution, columns, FormOf(output)));
}

int ExecutionExitCode(const v1::Execution& execution) {
  return execution.state() == v1::EXECUTION_STATE_FAILED ? kExitFailed : kExitOk;
}

absl::StatusOr<int> RunNow(const Client& client, const JobOptions& options) {
  v1::RunJobRequest request;
  request.set_name(TopName(NounCalled("job"), options.job));
  v1::Execution execution;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.ExecutionService/RunJob", request, execution));
  if (options.wait) {
    const StopSignal stop(std::nullopt,
                          absl::StrCat("it goes on; look at it with: walz job execution ", execution.name()));
    ProgressView progress(/*quiet=*/false);
    v1::GetExecutionRequest get;
    get.set_name(execution.name());
    while (!HasEnded(execution)) {
      progress.Tell(CellOf(execution, "state"), 0, 0);
      if (stop.WaitFor(kPollEvery)) return static_cast<int>(kExitInterrupted);
      WALZ_RETURN_IF_ERROR(client.Call("walz.v1.ExecutionService/GetExecution", get, execution));
    }
  }
  PrintExecution(execution, options.output);
  if (!options.wait && FormOf(options.output) == Form::kTable) {
    PrintError(absl::StrCat("walz: look at it again with: walz job execution ", execution.name(), "\n"));
  }
  return ExecutionExitCode(execution);
}

absl::StatusOr<int> ShowExecution(const Client& client, const JobOptions& options) {
  v1::GetExecutionRequest get;
  const bool whole = options.job.rfind("jobs/", 0) == 0 && options.execution.empty();
  get.set_name(whole ? options.job
                     : absl::StrCat(TopName(NounCalled("job"), options.job), "/executions/", options.execution));
  v1::Execution execution;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.ExecutionService/GetExecution", get, execution));
  PrintExecution(execution, options.output);
  return ExecutionExitCode(execution);
}

}  // namespace

Run DeclareJobCreate(CLI::App& app) {
  const auto options = DeclareForJob(app);
  v1::Job& job = options->wanted;
  app.add_option("fields", options->input.arguments, "FIELD=VALUE, such as alerts.unmatched_above=10.")
      ->type_name("FIELD=VALUE");
  app.add_option("--file", options->input.file, "The job as JSON; `-` is standard input.")->type_name("FILE");
  app.add_option("--round", *job.mutable_round(), "The round that is matched.")->type_name("ROUND");
  app.add_option("--at", *job.mutable_at(), "Local time of day, such as 02:30.")->type_name("TIME");
  app.add_option("--tz", *job.mutable_time_zone(), "Time zone, such as Europe/Madrid.")->type_name("ZONE");
  app.add_flag_callback(
      "--publish", [&job] { job.set_publish(true); }, "Publish the run where no alert is raised.");
  app.add_flag("--dry-run", options->dry_run, "Check everything and show the outcome, write nothing.");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Create(client, *options); });
  };
}

Run DeclareJobPause(CLI::App& app) {
  const auto options = DeclareForJob(app);
  app.add_flag("--dry-run", options->dry_run, "Write nothing.");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return SetPaused(client, *options, true); });
  };
}

Run DeclareJobResume(CLI::App& app) {
  const auto options = DeclareForJob(app);
  app.add_flag("--dry-run", options->dry_run, "Write nothing.");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return SetPaused(client, *options, false); });
  };
}

Run DeclareJobRun(CLI::App& app) {
  const auto options = DeclareForJob(app);
  app.add_flag("--wait", options->wait, "Wait until it has ended; Ctrl-C leaves it running.");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return RunNow(client, *options); });
  };
}

Run DeclareJobExecution(CLI::App& app) {
  const auto options = DeclareForJob(app);
  app.add_option("night", options->execution, "Such as 2027-01-31.")->type_name("NIGHT");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return ShowExecution(client, *options); });
  };
}

}  // namespace walz
