// walz export: a data folder at one revision, out of the daemon.

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <walz/v1/transfer_service.pb.h>

#include "engine/base/status_macros.h"
#include "service/convert/later_worth_file.h"
#include "service/convert/output_folder.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/import_stream.h"
#include "tools/walz/names.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr char kExportFile[] = "walz.v1.ExportService/ExportFile";

struct ExportOptions {
  ConnectionOptions connection;
  std::string round;
  std::string out_dir;
  bool replace = false;
};

absl::Status CheckFolder(const ExportOptions& options) {
  if (options.replace) return absl::OkStatus();
  std::vector<std::string> files = {kLaterWorthFile};
  for (const ImportFile& file : ImportFiles()) files.push_back(file.file);
  for (const std::string& file : files) {
    const std::filesystem::path path = std::filesystem::path(options.out_dir) / file;
    if (std::filesystem::exists(path)) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", path.string(), "' is there already; replace it with --force, or name another folder"));
    }
  }
  return absl::OkStatus();
}

// later_worth.csv, of a round that looks ahead; there is none of others, and an old one in the folder loses its rows.
absl::Status ExportLaterWorth(const Client& client, v1::ExportFileRequest& request, const std::string& dir,
                              OutputFolder& folder, std::stop_token stop) {
  std::string text;
  if (!request.round().empty()) {
    request.set_table(v1::IMPORT_TABLE_LATER_WORTH);
    v1::ExportFileResponse response;
    WALZ_RETURN_IF_ERROR(client.channel().ServerStream(
        kExportFile, request, response,
        [&] {
          text += response.chunk();
          return true;
        },
        std::move(stop)));
  }
  if (text.empty() && !std::filesystem::exists(std::filesystem::path(dir) / kLaterWorthFile)) return absl::OkStatus();
  return folder.Write(kLaterWorthFile, text.empty() ? LaterWorthCsv({}) : text);
}

absl::StatusOr<int> Export(const Client& client, const ExportOptions& options) {
  WALZ_RETURN_IF_ERROR(CheckFolder(options));
  const StopSignal stop(std::nullopt, "stopping; nothing is written");
  ProgressView progress(/*quiet=*/false);
  WALZ_ASSIGN_OR_RETURN(OutputFolder folder, OutputFolder::Open(options.out_dir));
  v1::ExportFileRequest request;
  if (!options.round.empty()) request.set_round(TopName(NounCalled("round"), options.round));
  std::int64_t bytes = 0;
  for (const ImportFile& file : ImportFiles()) {
    if (file.table == v1::IMPORT_TABLE_ROUND && options.round.empty()) continue;
    WALZ_ASSIGN_OR_RETURN(OutputFile* const out, folder.Create(file.file));
    request.set_table(file.table);
    v1::ExportFileResponse response;
    absl::Status written;
    WALZ_RETURN_IF_ERROR(client.channel().ServerStream(
        kExportFile, request, response,
        [&] {
          if (response.revision() != 0) request.set_revision(response.revision());
          written = out->Append(response.chunk());
          bytes += static_cast<std::int64_t>(response.chunk().size());
          progress.Tell(file.file, bytes, 0);
          return written.ok();
        },
        stop.token()));
    WALZ_RETURN_IF_ERROR(written);
  }
  WALZ_RETURN_IF_ERROR(ExportLaterWorth(client, request, options.out_dir, folder, stop.token()));
  WALZ_RETURN_IF_ERROR(folder.Close());
  WALZ_RETURN_IF_ERROR(folder.Commit());
  progress.Finish();
  Print(absl::StrCat("revision ", request.revision(), " stands in '", Printable(options.out_dir), "': ", Grouped(bytes),
                     " bytes\n"));
  return kExitOk;
}

}  // namespace

Run DeclareExport(CLI::App& app) {
  const auto options = std::make_shared<ExportOptions>();
  app.add_option("--round", options->round, "With this round's settings, and its cohort alone.")->type_name("ROUND");
  app.add_option("--out", options->out_dir, "Folder to write to; made if missing.")->type_name("DIR")->required();
  app.add_flag("--force", options->replace, "Replace what stands in the folder.");
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Export(client, *options); });
  };
}

}  // namespace walz
