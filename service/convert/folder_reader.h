// ReadFolder: a data folder of CSV and JSON files becomes a Problem, or a list of everything that is wrong with it.
//
//   ReadResult read = ...ReadFolder("data/demo", {.catalogue_dir = "data"}, {})...;
//   if (!read.problem) for (const InputError& error : read.report.errors) std::puts(FormatError(error).c_str());
//
// The reader checks what stands in one cell or record; Problem::Create checks the records against each other.  Every
// record stays in the facts while errors are gathered, so that one bad cell does not make references to its row wrong.
// Cost: one pass over the bytes, memory about that of the facts; runs on the calling thread.

#ifndef SERVICE_CONVERT_FOLDER_READER_H_
#define SERVICE_CONVERT_FOLDER_READER_H_

#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/base/stop.h"
#include "engine/model/problem.h"
#include "service/convert/input_report.h"

namespace walz {

struct ReadOptions {
  bool day_first = false;     // Take 01.03.2027 and 01/03/2027 as 1 March (`--date-order dmy`).
  bool keep_good = false;     // Leave bad rows out, and the rows that refer to them, instead of refusing the folder.
  std::string round_file;     // Empty: `round.json` of the folder.
  std::string catalogue_dir;  // Holds isced_f.csv, country_groups.csv, ..., and the shipped schemes.json.
  std::string last_run_dir;   // Empty: no last run.  Else its proposals.csv is read.
};

struct ReadResult {
  std::optional<Problem> problem;  // None if there was an error; with keep_good, if what is left makes no problem.
  ReadReport report;
};

// A status only for what is no fault of a cell: the folder, the catalogue or a file cannot be read.  Everything else,
// a missing required file included, stands in the report.
absl::StatusOr<ReadResult> ReadFolder(absl::string_view dir, const ReadOptions& options, const WorkOptions& work);

}  // namespace walz

#endif  // SERVICE_CONVERT_FOLDER_READER_H_
