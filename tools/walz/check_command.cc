// walz check: reads a folder of files and says everything that is wrong with it.

#include <memory>
#include <string>

#include <absl/strings/str_cat.h>

#include "service/convert/feedback_file.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct CheckOptions {
  DataOptions data;
  std::string feedback_dir;
  std::string output = "table";
};

std::string ReportJson(const ReadReport& report) {
  JsonText json;
  json.BeginObject();
  json.Key("error_count").Int(report.error_count);
  json.Key("errors");
  AppendTable(ErrorTable(report), json);
  json.Key("warnings").BeginArray();
  for (const std::string& warning : report.warnings) json.String(warning);
  json.EndArray();
  json.Key("rows").BeginObject();
  for (const auto& [file, count] : report.rows_by_file) json.Key(file).Int(count);
  json.EndObject();
  json.Key("input_hash").String(report.input_hash);
  json.EndObject();
  return json.Take();
}

std::string ReportText(const ReadReport& report) {
  std::string text;
  for (const auto& [file, count] : report.rows_by_file) {
    absl::StrAppend(&text, Printable(file), ": ", Counted(count, "row"), "\n");
  }
  for (const std::string& warning : report.warnings) {
    absl::StrAppend(&text, Coloured(Colour::kYellow, "warning: "), Printable(warning), "\n");
  }
  if (report.error_count == 0) return absl::StrCat(text, Coloured(Colour::kGreen, "no errors"), "\n");
  const auto shown = static_cast<std::int64_t>(report.errors.size());
  absl::StrAppend(&text, "\n", TableText(ErrorTable(report), TerminalWidth(STDOUT_FILENO)), "\n",
                  Coloured(Colour::kRed, Counted(report.error_count, "error")),
                  shown < report.error_count ? absl::StrCat("; the first ", Grouped(shown), " are shown") : "", "\n");
  return text;
}

int CheckData(const CheckOptions& options) {
  StopSignal stop(std::nullopt);
  ProgressView progress(/*quiet=*/false);
  const absl::StatusOr<ReadResult> read =
      ReadData(options.data,
               {.thread_count = ThreadCountOf(options.data), .stop = stop.token(), .progress = progress.AsProgress()});
  progress.Finish();
  if (!read.ok()) return TellFailure(read.status());
  const ReadReport& report = read->report;
  if (report.stopped) return kExitInterrupted;
  switch (OutputOf(options.output)) {
    case Output::kTable:
      Print(ReportText(report));
      break;
    case Output::kJson:
      Print(ReportJson(report));
      break;
    case Output::kCsv:
      Print(TableCsv(ErrorTable(report)));
      break;
  }
  if (!options.feedback_dir.empty() && report.error_count > 0) {
    const absl::Status written = WriteFeedback(options.data.data_dir, report, options.feedback_dir);
    if (!written.ok()) return TellFailure(written);
    PrintError(
        absl::StrCat("walz: the bad rows stand in '", Printable(options.feedback_dir), "', wrong cells marked\n"));
  }
  return report.error_count > 0 ? kExitInputErrors : kExitOk;
}

}  // namespace

Run DeclareCheck(CLI::App& app) {
  const auto options = std::make_shared<CheckOptions>();
  AddDataOptions(app, options->data);
  app.add_option("--feedback", options->feedback_dir,
                 "Write the bad rows, with the wrong cells marked, to this folder.")
      ->type_name("DIR");
  AddOutput(app, options->output);
  return [options] { return CheckData(*options); };
}

}  // namespace walz
