#include "tools/walz/run_view.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <unistd.h>
#include <walz/v1/matching_service.pb.h>

#include "tools/walz/exit_code.h"
#include "tools/walz/noun.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr char kWatchRun[] = "walz.v1.MatchingService/WatchRun";
constexpr absl::Duration kPause = absl::Seconds(1);  // Before a broken stream is begun again.
constexpr std::int64_t kBarWidth = 30;

std::string StateLine(const v1::Run& run) {
  const std::string state = CellOf(run, "state");
  const Colour colour = run.state() == v1::RUN_STATE_SUCCEEDED ? Colour::kGreen
                        : run.state() == v1::RUN_STATE_RUNNING ? Colour::kYellow
                                                               : Colour::kRed;
  std::string text = absl::StrCat(Printable(run.name()), ": ", Coloured(colour, state));
  if (run.state() == v1::RUN_STATE_RUNNING) {
    absl::StrAppend(&text, ", ", Printable(run.stage()), " ", run.percent(), " %");
  }
  if (run.has_publish_time()) absl::StrAppend(&text, ", published ", LocalTime(run.publish_time()));
  if (!run.error().empty()) absl::StrAppend(&text, ": ", Printable(run.error()));
  return text + "\n";
}

std::string ProofText(const v1::RunResult& result) {
  if (result.stopped()) return "stopped at its time limit: lawful, but better ones may exist";
  if (result.proven()) return Coloured(Colour::kGreen, "proven");
  return absl::StrCat(Coloured(Colour::kYellow, "not proven"), ": at most ",
                      absl::StrFormat("%.4f", static_cast<double>(result.gap_millionths()) / 1e4),
                      " % below the bound of ", Printable(result.gap_goal()));
}

std::string BarrierText(const v1::RunResult& result) {
  if (result.barriers().empty()) return "";
  std::vector<std::pair<std::int64_t, std::string>> barriers;
  for (const auto& [name, count] : result.barriers()) barriers.emplace_back(-count, name);
  std::sort(barriers.begin(), barriers.end());
  ShownTable table{{"barrier", "unmatched", ""}, {}, {1}};
  for (const auto& [minus_count, name] : barriers) {
    const std::int64_t bar =
        std::max<std::int64_t>(1, kBarWidth * minus_count / std::min<std::int64_t>(-1, barriers.front().first));
    table.rows.push_back({name, absl::StrCat(-minus_count), std::string(static_cast<std::size_t>(bar), '#')});
  }
  return absl::StrCat("\n", TableText(table, TerminalWidth(STDOUT_FILENO)));
}

}  // namespace

std::string RunText(const v1::Run& run) {
  std::string text = StateLine(run);
  if (run.state() != v1::RUN_STATE_SUCCEEDED) return text;
  const v1::RunResult& result = run.result();
  const std::int64_t all = result.placed() + result.unmatched();
  absl::StrAppend(&text, "\nplaced    ", Coloured(Colour::kGreen, Grouped(result.placed())), " of ", Grouped(all),
                  ", unmatched ", Grouped(result.unmatched()), "\npoints    ", Grouped(result.points()), ", at most ",
                  Grouped(result.upper_bound()), "\n");
  if (result.pins_kept() + result.pins_broken() > 0) {
    absl::StrAppend(&text, "pins      ", Grouped(result.pins_kept()), " kept, ", Grouped(result.pins_broken()),
                    " broken\n");
  }
  absl::StrAppend(&text, "proof     ", ProofText(result), "\n");
  for (const std::string& note : run.notes()) {
    absl::StrAppend(&text, Coloured(Colour::kYellow, "note"), "      ", Printable(note), "\n");
  }
  text += BarrierText(result);
  return text;
}

void PrintRun(const v1::Run& run, Form form) {
  if (form == Form::kTable) return Print(RunText(run));
  const Noun& noun = NounCalled("run");
  std::vector<std::string> columns = noun.columns;
  columns.insert(columns.end(), noun.more_columns.begin(), noun.more_columns.end());
  Print(RecordText(run, columns, form));
}

int RunExitCode(const v1::Run& run) {
  return run.state() == v1::RUN_STATE_SUCCEEDED || run.state() == v1::RUN_STATE_RUNNING ? kExitOk : kExitFailed;
}

absl::StatusOr<int> FollowRun(const Client& client, absl::string_view name, Form form) {
  const StopSignal stop(std::nullopt, absl::StrCat("the run goes on; follow it again with: walz run watch ", name,
                                                   "\nwalz: end it with: walz run cancel ", name));
  ProgressView progress(/*quiet=*/false);
  v1::WatchRunRequest request;
  request.set_name(std::string(name));
  v1::WatchRunResponse response;
  while (true) {
    const absl::Status status = client.channel().ServerStream(
        kWatchRun, request, response,
        [&] {
          const v1::Run& run = response.run();
          if (run.state() == v1::RUN_STATE_RUNNING) progress.Tell(run.stage(), run.percent(), 100);
          return true;
        },
        stop.token());
    if (stop.interrupted()) return static_cast<int>(kExitInterrupted);
    const bool ended = response.has_run() && response.run().state() != v1::RUN_STATE_RUNNING;
    if (ended) break;
    if (!status.ok() && !absl::IsUnavailable(status)) return status;
    if (absl::IsUnavailable(status) && !response.has_run()) return status;
    if (stop.WaitFor(kPause)) return static_cast<int>(kExitInterrupted);
  }
  progress.Finish();
  PrintRun(response.run(), form);
  return RunExitCode(response.run());
}

}  // namespace walz
