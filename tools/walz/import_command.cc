// walz NOUN import and walz import: tables and whole folders into the daemon.
//
// Rows are new, changed, the same or rejected; what the table does not name stays.  The same file again changes
// nothing.

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "engine/base/status_macros.h"
#include "service/convert/feedback_file.h"
#include "service/convert/json_text.h"
#include "service/convert/later_worth_file.h"
#include "tools/walz/choice.h"
#include "tools/walz/coming_resources.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/import_stream.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct Options {
  ConnectionOptions connection;
  ImportOptions import;
  std::string path;
  std::string date_order;
  std::string feedback_dir;
  std::string output = "table";
};

struct Imported {
  std::string file;
  v1::ImportResponse response;
};

std::int64_t Sum(const std::vector<Imported>& all, std::int64_t (v1::ImportResponse::*count)() const) {
  std::int64_t sum = 0;
  for (const Imported& one : all) sum += (one.response.*count)();
  return sum;
}

ShownTable CountTable(const std::vector<Imported>& all) {
  ShownTable table{{"file", "new", "changed", "same", "rejected"}, {}, {1, 2, 3, 4}};
  for (const Imported& one : all) {
    const v1::ImportResponse& response = one.response;
    table.rows.push_back({one.file, absl::StrCat(response.created()), absl::StrCat(response.changed()),
                          absl::StrCat(response.same()), absl::StrCat(response.rejected())});
  }
  return table;
}

// All tables' errors in one.
ReadReport WholeReport(const std::vector<Imported>& all) {
  ReadReport whole;
  for (const Imported& one : all) {
    ReadReport report = ReportOf(one.response);
    for (InputError& error : report.errors) whole.Add(std::move(error));
    whole.warnings.insert(whole.warnings.end(), report.warnings.begin(), report.warnings.end());
  }
  whole.error_count = Sum(all, &v1::ImportResponse::error_count);
  return whole;
}

std::string JsonOf(const std::vector<Imported>& all, const ReadReport& report, bool dry_run) {
  JsonText json;
  json.BeginObject();
  json.Key("dry_run").Bool(dry_run);
  json.Key("files");
  AppendTable(CountTable(all), json);
  json.Key("error_count").Int(report.error_count);
  json.Key("errors");
  AppendTable(ErrorTable(report), json);
  json.Key("warnings").BeginArray();
  for (const std::string& warning : report.warnings) json.String(warning);
  json.EndArray();
  json.EndObject();
  return json.Take();
}

absl::string_view WhatComesOfErrors(const ImportOptions& import) {
  if (import.keep_good) {
    return import.dry_run ? "; the import would leave these rows out" : "; the good rows were written";
  }
  return import.dry_run
             ? "; the import would stop at the first file with errors: mend them, or use --keep-good"
             : "; nothing of a file with errors was written: mend them, or leave the bad rows out with --keep-good";
}

std::string TextOf(const std::vector<Imported>& all, const ReadReport& report, const Options& options) {
  std::string text = TableText(CountTable(all), TerminalWidth(STDOUT_FILENO));
  for (const std::string& warning : report.warnings) {
    absl::StrAppend(&text, Coloured(Colour::kYellow, "warning: "), Printable(warning), "\n");
  }
  if (report.error_count > 0) {
    const auto shown = static_cast<std::int64_t>(report.errors.size());
    absl::StrAppend(&text, "\n", TableText(ErrorTable(report), TerminalWidth(STDOUT_FILENO)), "\n",
                    Coloured(Colour::kRed, Counted(report.error_count, "error")),
                    shown < report.error_count ? absl::StrCat("; the first ", Grouped(shown), " are shown") : "",
                    WhatComesOfErrors(options.import), "\n");
  }
  if (options.import.dry_run) absl::StrAppend(&text, "nothing was written (--dry-run)\n");
  return text;
}

absl::Status WriteFeedbackOf(const std::vector<Imported>& all, const Options& options, const std::string& dir) {
  const ReadReport report = WholeReport(all);
  if (options.feedback_dir.empty() || report.error_count == 0) return absl::OkStatus();
  WALZ_RETURN_IF_ERROR(WriteFeedback(dir, report, options.feedback_dir));
  PrintError(absl::StrCat("walz: the bad rows stand in '", Printable(options.feedback_dir), "', wrong cells marked\n"));
  return absl::OkStatus();
}

absl::StatusOr<int> Finish(const std::vector<Imported>& all, const Options& options, const std::string& dir) {
  const ReadReport report = WholeReport(all);
  switch (OutputOf(options.output)) {
    case Output::kTable:
      Print(TextOf(all, report, options));
      break;
    case Output::kJson:
      Print(JsonOf(all, report, options.import.dry_run));
      break;
    case Output::kCsv:
      Print(TableCsv(CountTable(all)));
      break;
  }
  WALZ_RETURN_IF_ERROR(WriteFeedbackOf(all, options, dir));
  if (report.error_count > 0) return kExitInputErrors;
  const bool changed = Sum(all, &v1::ImportResponse::created) + Sum(all, &v1::ImportResponse::changed) > 0;
  return changed ? kExitOk : kExitSame;
}

absl::StatusOr<int> ImportTableFile(const Client& client, const ImportFile& file, const Options& options) {
  const StopSignal stop(std::nullopt, "stopping; the same command again does the rest");
  ProgressView progress(/*quiet=*/false);
  WALZ_ASSIGN_OR_RETURN(v1::ImportResponse response,
                        ImportOne(client, file, options.path, options.import, progress, stop.token()));
  const std::filesystem::path path(options.path);
  const std::string dir = path.has_parent_path() ? path.parent_path().string() : ".";
  return Finish({{path.filename().string(), std::move(response)}}, options, dir);
}

// Later tables refer to earlier ones: nothing is sent after a table with errors that was refused.
absl::StatusOr<int> ImportFolder(const Client& client, const Options& options) {
  const StopSignal stop(std::nullopt, "stopping; the same command again does the rest");
  ProgressView progress(/*quiet=*/false);
  std::vector<Imported> all;
  std::vector<v1::ComingResources> coming;
  ImportOptions import = options.import;
  for (const ImportFile& file : ImportFiles()) {
    const std::string path = (std::filesystem::path(options.path) / file.file).string();
    if (!std::filesystem::exists(path)) continue;
    WALZ_ASSIGN_OR_RETURN(v1::ImportResponse response, ImportOne(client, file, path, import, progress, stop.token()));
    if (import.dry_run) {
      // Rows that are refused will be mended and come, unless the import is to leave them out.
      absl::Span<const v1::RowError* const> left_out;
      if (import.keep_good) left_out = absl::MakeConstSpan(response.errors().data(), response.errors().size());
      WALZ_RETURN_IF_ERROR(AddComing(file.table, path, left_out, coming));
      import.coming = coming;
    }
    all.push_back({file.file, std::move(response)});
    const bool refused = all.back().response.error_count() > 0 && !options.import.keep_good;
    if (refused && !options.import.dry_run) break;
  }
  if (std::filesystem::exists(std::filesystem::path(options.path) / kLaterWorthFile)) {
    PrintError(absl::StrCat("walz: warning: ", kLaterWorthFile,
                            " is not imported: the daemon estimates it from what the round's pastRounds published\n"));
  }
  if (all.empty()) {
    return absl::NotFoundError(absl::StrCat("there is no file of a data folder in '", options.path, "'"));
  }
  return Finish(all, options, options.path);
}

std::shared_ptr<Options> DeclareCommon(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_flag("--dry-run", options->import.dry_run, "Show what is new, changed, the same or wrong; write nothing.");
  app.add_flag("--keep-good", options->import.keep_good, "Leave bad rows out instead of refusing the file.");
  AddChoice(app, "--date-order", options->date_order, {"ymd", "dmy"},
            "dmy takes 01.03.2027 and 01/03/2027 as 1 March (default ymd: 2027-03-01 alone).");
  app.add_option("--feedback", options->feedback_dir,
                 "Write the bad rows, with the wrong cells marked, to this folder.")
      ->type_name("DIR");
  AddOutput(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

}  // namespace

Run DeclareImport(CLI::App& app) {
  const auto options = DeclareCommon(app);
  app.add_option("dir", options->path, "Folder of CSV files and round.json.")->type_name("DIR")->required();
  return [options] {
    options->import.day_first = options->date_order == "dmy";
    return WithClient(options->connection, [&](const Client& client) { return ImportFolder(client, *options); });
  };
}

Run DeclareImportFile(CLI::App& app, const std::string& noun) {
  const auto options = DeclareCommon(app);
  const ImportFile& file = ImportFileOf(noun);
  app.add_option("file", options->path, absl::StrCat("The table, as ", file.file, "; `-` is standard input."))
      ->type_name("FILE")
      ->required();
  return [options, &file] {
    options->import.day_first = options->date_order == "dmy";
    return WithClient(options->connection,
                      [&](const Client& client) { return ImportTableFile(client, file, *options); });
  };
}

}  // namespace walz
