#include "tools/walz/data_source.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "tools/walz/choice.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr int kThreadsMax = 256;

void TellInputErrors(const ReadReport& report) {
  PrintError(TableText(ErrorTable(report), TerminalWidth(STDERR_FILENO)));
  const std::string shown =
      report.error_count > static_cast<std::int64_t>(report.errors.size())
          ? absl::StrCat(" (the first ", Grouped(static_cast<std::int64_t>(report.errors.size())), " are shown)")
          : "";
  PrintError(absl::StrCat("walz: the input has ", Counted(report.error_count, "error"), shown,
                          "; mend them, or leave the bad rows out with --keep-good\n"));
}

}  // namespace

CLI::Option* AddCatalogueOption(CLI::App& app, std::string& catalogue_dir) {
  return app
      .add_option("--catalogue", catalogue_dir,
                  "Folder of the scheme catalogue and the public tables (default: $WALZ_CATALOGUE, else the shipped "
                  "ones).")
      ->type_name("DIR");
}

void AddDataOptions(CLI::App& app, DataOptions& options) {
  app.add_option("--data", options.data_dir, "Folder of CSV files and round.json.")->type_name("DIR")->required();
  app.add_option("--round", options.round_file, "The round (default: round.json of the folder).")->type_name("FILE");
  app.add_option("--last", options.last_run_dir,
                 "Folder of the last run: what people heard of is kept where it can be.")
      ->type_name("DIR");
  AddChoice(app, "--date-order", options.date_order, {"ymd", "dmy"},
            "dmy takes 01.03.2027 and 01/03/2027 as 1 March (default ymd: 2027-03-01 alone).");
  app.add_flag("--keep-good", options.keep_good, "Leave bad rows out instead of refusing the folder.");
  AddCatalogueOption(app, options.catalogue_dir);
  app.add_option("--threads", options.thread_count, "Threads (default: one for each core); never changes a result.")
      ->type_name("N")
      ->check(CLI::Range(1, kThreadsMax).description(""));
}

int ThreadCountOf(const DataOptions& options) {
  if (options.thread_count > 0) return options.thread_count;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kThreadsMax);
}

std::string CatalogueDir(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* const named = std::getenv("WALZ_CATALOGUE"); named != nullptr && *named != '\0') return named;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path installed = program.parent_path() / ".." / "share" / "walz";
  if (!error && std::filesystem::is_directory(installed, error)) return installed.lexically_normal().string();
  return WALZ_DATA_DIR;
}

absl::StatusOr<ReadResult> ReadData(const DataOptions& options, const WorkOptions& work) {
  return ReadFolder(options.data_dir,
                    {.day_first = options.date_order == "dmy",
                     .keep_good = options.keep_good,
                     .round_file = options.round_file,
                     .catalogue_dir = CatalogueDir(options.catalogue_dir),
                     .last_run_dir = options.last_run_dir},
                    work);
}

ShownTable ErrorTable(const ReadReport& report) {
  ShownTable table{{"file", "row", "column", "value", "code", "hint"}, {}, {1}};
  for (const InputError& error : report.errors) {
    table.rows.push_back(
        {error.file, error.row > 0 ? absl::StrCat(error.row) : "", error.column, error.value, error.code, error.hint});
  }
  return table;
}

std::variant<Data, int> LoadData(const DataOptions& options, ProgressView& progress, std::stop_token stop) {
  progress.Tell("read", 0, 0);
  absl::StatusOr<ReadResult> read =
      ReadData(options, {.thread_count = ThreadCountOf(options),
                         .stop = std::move(stop),
                         .progress = [&](absl::string_view, std::int64_t done, std::int64_t total) {
                           progress.Tell("read", done, total);
                         }});
  progress.Finish();
  if (!read.ok()) return TellFailure(read.status());
  if (read->report.stopped) {
    PrintError("walz: stopped while reading; nothing was written\n");
    return kExitInterrupted;
  }
  for (const std::string& warning : read->report.warnings) {
    PrintError(absl::StrCat("walz: warning: ", Printable(warning), "\n"));
  }
  if (!read->problem) {
    TellInputErrors(read->report);
    return kExitInputErrors;
  }
  if (read->report.error_count > 0) {
    PrintError(absl::StrCat("walz: warning: ", Counted(read->report.error_count, "error"),
                            " in the input; the bad rows are left out ('walz check' lists them)\n"));
  }
  return Data{*std::move(read->problem), std::move(read->report)};
}

int TellFailure(const absl::Status& status) {
  PrintError(absl::StrCat("walz: ", Printable(status.message()), "\n"));
  return kExitFailed;
}

}  // namespace walz
