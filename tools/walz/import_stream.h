// ImportStream: one table sent to the daemon, and what became of its rows.

#ifndef TOOLS_WALZ_IMPORT_STREAM_H_
#define TOOLS_WALZ_IMPORT_STREAM_H_

#include <stop_token>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <walz/v1/transfer_service.pb.h>

#include "service/convert/input_report.h"
#include "tools/client/client.h"
#include "tools/walz/progress_view.h"

namespace walz {

// A file of a data folder, the noun that imports it alone, and how people call its rows.
struct ImportFile {
  v1::ImportTable table = v1::IMPORT_TABLE_UNSPECIFIED;
  std::string noun;  // `host-rank`.
  std::string file;  // `host_ranks.csv`.
};

// In the order in which a folder is imported: what is referred to comes first.
absl::Span<const ImportFile> ImportFiles();
// REQUIRES: it is one of them.
const ImportFile& ImportFileOf(absl::string_view noun);

struct ImportOptions {
  bool day_first = false;
  bool keep_good = false;
  bool dry_run = false;
  absl::Span<const v1::ComingResources> coming;  // Of a dry run.
};

// Sends the file at `path` (`-`: standard input).
absl::StatusOr<v1::ImportResponse> ImportOne(const Client& client, const ImportFile& file, const std::string& path,
                                             const ImportOptions& options, ProgressView& progress,
                                             std::stop_token stop);

// The row errors as the reader of folders reports them.
ReadReport ReportOf(const v1::ImportResponse& response);

}  // namespace walz

#endif  // TOOLS_WALZ_IMPORT_STREAM_H_
