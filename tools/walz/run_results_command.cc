// walz run compare and walz run download: what came out of runs.

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <unistd.h>
#include <walz/v1/matching_service.pb.h>

#include "engine/base/status_macros.h"
#include "service/convert/output_folder.h"
#include "service/convert/run_record.h"
#include "service/convert/run_writer.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr int kChangesMax = 10'000;
const std::vector<std::string> kRunFileNames = {"proposals.csv", "unmatched.csv", "barriers.csv", "run.json",
                                                "certificate.bin"};
// Of some runs.
const std::vector<std::string> kMoreFileNames = {"later_worth.csv", "place_prices.csv"};

struct RunResultsOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string round;
  std::string base;
  std::string run;
  std::string out_dir;
  int limit = 0;
  bool replace = false;
};

std::string IdOrNothing(const std::string& name) { return name.empty() ? "" : IdOf(name); }

ShownTable ChangeTable(const v1::CompareRunsResponse& response) {
  ShownTable table{{"apprentice", "opening_before", "start_before", "opening_after", "start_after"}, {}, {}};
  for (const v1::ProposalChange& change : response.changes()) {
    table.rows.push_back({IdOrNothing(change.apprentice()), IdOrNothing(change.opening_before()), change.start_before(),
                          IdOrNothing(change.opening_after()), change.start_after()});
  }
  return table;
}

std::string DifferenceText(const v1::RunDifference& difference) {
  const auto before_after = [](const char* what, std::int64_t before, std::int64_t after) {
    const std::int64_t delta = after - before;
    return absl::StrCat(what, Grouped(before), " -> ", Grouped(after), " (", delta >= 0 ? "+" : "", Grouped(delta),
                        ")\n");
  };
  return absl::StrCat(before_after("placed    ", difference.placed_before(), difference.placed_after()),
                      before_after("points    ", difference.points_before(), difference.points_after()), "people    ",
                      Grouped(difference.gained()), " newly placed, ", Grouped(difference.lost()),
                      " no longer placed, ", Grouped(difference.moved()), " to another opening, ",
                      Grouped(difference.shifted()), " to other days, ", Grouped(difference.same()), " as before\n");
}

absl::StatusOr<int> Compare(const Client& client, const RunResultsOptions& options) {
  v1::CompareRunsRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_base_run(), RunName(options.base, options.round));
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), RunName(options.run, options.round));
  request.set_change_count_max(options.limit);
  v1::CompareRunsResponse response;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/CompareRuns", request, response));
  const ShownTable table = ChangeTable(response);
  switch (FormOf(options.output)) {
    case Form::kTable:
    case Form::kWide:
      Print(DifferenceText(response.difference()));
      if (!table.rows.empty()) Print(absl::StrCat("\n", TableText(table, TerminalWidth(STDOUT_FILENO))));
      break;
    case Form::kCsv:
      Print(TableCsv(table));
      break;
    case Form::kName:
      for (const auto& row : table.rows) Print(row.front() + "\n");
      break;
    case Form::kJson:
      Print(JsonOf(response, /*one_line=*/false));
      break;
    case Form::kJsonl:
      for (const v1::ProposalChange& change : response.changes()) Print(JsonOf(change, /*one_line=*/true) + "\n");
      break;
  }
  const v1::RunDifference& difference = response.difference();
  return difference.gained() + difference.lost() + difference.moved() + difference.shifted() > 0 ? kExitOk : kExitSame;
}

// Calls `take` with the parts of a file until it returns false.
absl::Status ReadRunFile(const Client& client, v1::ReadRunFileRequest& request, const std::string& file,
                         const std::function<bool(const std::string& chunk)>& take, std::stop_token stop) {
  request.set_file(file);
  v1::ReadRunFileResponse response;
  return client.channel().ServerStream(
      "walz.v1.MatchingService/ReadRunFile", request, response, [&] { return take(response.chunk()); },
      std::move(stop));
}

absl::StatusOr<int> Download(const Client& client, const RunResultsOptions& options) {
  v1::ReadRunFileRequest request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), RunName(options.run, options.round));
  WALZ_RETURN_IF_ERROR(CheckRunFolder(options.out_dir, options.replace));
  const StopSignal stop(std::nullopt, "stopping; nothing is written");
  ProgressView progress(/*quiet=*/false);
  WALZ_ASSIGN_OR_RETURN(OutputFolder folder, OutputFolder::Open(options.out_dir));
  std::int64_t bytes = 0;
  for (const std::string& file : kRunFileNames) {
    WALZ_ASSIGN_OR_RETURN(OutputFile* const out, folder.Create(file));
    absl::Status written;
    WALZ_RETURN_IF_ERROR(ReadRunFile(
        client, request, file,
        [&](const std::string& chunk) {
          written = out->Append(chunk);
          bytes += static_cast<std::int64_t>(chunk.size());
          progress.Tell(file, bytes, 0);
          return written.ok();
        },
        stop.token()));
    WALZ_RETURN_IF_ERROR(written);
  }
  for (const std::string& file : kMoreFileNames) {
    std::string text;
    const absl::Status read = ReadRunFile(
        client, request, file,
        [&](const std::string& chunk) {
          text += chunk;
          return true;
        },
        stop.token());
    if (absl::IsNotFound(read)) continue;
    WALZ_RETURN_IF_ERROR(read);
    WALZ_RETURN_IF_ERROR(folder.Write(file, text));
    bytes += static_cast<std::int64_t>(text.size());
  }
  WALZ_RETURN_IF_ERROR(folder.Close());
  WALZ_RETURN_IF_ERROR(folder.Commit());
  progress.Finish();
  Print(absl::StrCat(Printable(request.name()), " stands in '", Printable(options.out_dir), "': ", Grouped(bytes),
                     " bytes\n"));
  return kExitOk;
}

}  // namespace

Run DeclareRunCompare(CLI::App& app) {
  const auto options = std::make_shared<RunResultsOptions>();
  app.add_option("base", options->base, "The earlier run: ROUND/RUN, or RUN with --round.")
      ->type_name("RUN")
      ->required();
  app.add_option("run", options->run, "The later run.")->type_name("RUN")->required();
  app.add_option("--round", options->round, "The round whose runs are meant.")->type_name("ROUND");
  app.add_option("--limit", options->limit, "Show at most so many people (default 1,000).")
      ->type_name("N")
      ->check(CLI::Range(1, kChangesMax).description(""));
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Compare(client, *options); });
  };
}

Run DeclareRunDownload(CLI::App& app) {
  const auto options = std::make_shared<RunResultsOptions>();
  app.add_option("run", options->run, "ROUND/RUN, or RUN with --round.")->type_name("RUN")->required();
  app.add_option("--round", options->round, "The round whose run is meant.")->type_name("ROUND");
  app.add_option("--out", options->out_dir, "Folder for the run; made if missing.")->type_name("DIR")->required();
  app.add_flag("--force", options->replace, "Replace a run that stands in the folder.");
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Download(client, *options); });
  };
}

}  // namespace walz
