// The facts that a command works on: the options that say where they are, and reading them.

#ifndef TOOLS_WALZ_DATA_SOURCE_H_
#define TOOLS_WALZ_DATA_SOURCE_H_

#include <stop_token>
#include <string>
#include <variant>

#include <CLI/CLI.hpp>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/model/problem.h"
#include "service/convert/folder_reader.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/table.h"

namespace walz {

struct DataOptions {
  std::string data_dir;
  std::string round_file;
  std::string last_run_dir;
  std::string catalogue_dir;
  std::string date_order;
  bool keep_good = false;
  int thread_count = 0;  // 0: one for each core.
};

// Declares --data, --round, --last, --date-order, --keep-good, --catalogue and --threads.
void AddDataOptions(CLI::App& app, DataOptions& options);
CLI::Option* AddCatalogueOption(CLI::App& app, std::string& catalogue_dir);

int ThreadCountOf(const DataOptions& options);

// The given folder, else $WALZ_CATALOGUE, else share/walz beside the program's folder, else data/ of the source.
std::string CatalogueDir(const std::string& given);

absl::StatusOr<ReadResult> ReadData(const DataOptions& options, const WorkOptions& work);

// Errors of the input as a table: file, row, column, value, code, hint.
ShownTable ErrorTable(const ReadReport& report);

// Reads the facts for a command that needs all of them.  Otherwise tells why not on standard error and gives the exit
// code.
struct Data {
  Problem problem;
  ReadReport report;
};
std::variant<Data, int> LoadData(const DataOptions& options, ProgressView& progress, std::stop_token stop);

// Tells `status` on standard error.  Returns kExitFailed.
int TellFailure(const absl::Status& status);

}  // namespace walz

#endif  // TOOLS_WALZ_DATA_SOURCE_H_
