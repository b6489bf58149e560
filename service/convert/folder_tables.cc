#include "service/convert/folder_tables.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/convert/catalogue_reader.h"
#include "service/convert/did_you_mean.h"
#include "service/convert/fact_tables.h"
#include "service/convert/json_reader.h"
#include "service/convert/round_reader.h"
#include "service/convert/scheme_reader.h"

namespace walz {
namespace {

constexpr std::array<absl::string_view, 10> kFiles = {
    "centres.csv",    "companies.csv", "openings.csv",    "apprentices.csv", "wishes.csv",
    "host_ranks.csv", "pairs.csv",     "later_worth.csv", "schemes.json",    "round.json"};

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::int64_t SizeOf(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

// The file's text, or one byte more than JSON may have.
absl::StatusOr<std::string> ReadJsonText(const std::string& path) {
  WALZ_ASSIGN_OR_RETURN(const ByteSource source, OpenByteSource(path));
  std::string text;
  constexpr std::size_t kChunkBytes = 1 << 16;
  while (text.size() <= kJsonBytesMax) {
    const std::size_t size_before = text.size();
    text.resize(size_before + std::min(kChunkBytes, kJsonBytesMax + 1 - size_before));
    WALZ_ASSIGN_OR_RETURN(const std::size_t count, source(absl::MakeSpan(text).subspan(size_before)));
    text.resize(size_before + count);
    if (count == 0) break;
  }
  return text;
}

// A file that looks like a misspelt one of ours would be left out silently.
void WarnOfUnreadFiles(const std::string& dir, ReadReport& report) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const bool ours = std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end();
    const std::optional<std::string> guess = DidYouMean(name, kFiles);
    if (ours || !guess || Exists(absl::StrCat(dir, "/", *guess))) continue;
    report.warnings.push_back(absl::StrCat(name, ": the file is not read; did you mean ", *guess, "?"));
  }
}

class FolderTablesReader {
 public:
  FolderTablesReader(const std::string& dir, const ReadOptions& options, const WorkOptions& work, ReadReport& report)
      : dir_(dir), options_(options), report_(report) {
    scope_.day_first = options.day_first;
    scope_.report = &report;
    scope_.work = &work;
  }

  absl::StatusOr<FolderTables> Read() {
    std::error_code error;
    if (!std::filesystem::is_directory(dir_, error)) {
      return absl::NotFoundError(absl::StrCat("there is no folder ", dir_));
    }
    WALZ_ASSIGN_OR_RETURN(tables_.catalogue, ReadCatalogue(options_.catalogue_dir));
    scope_.catalogue = tables_.catalogue.get();
    scope_.pools = tables_.pools.get();
    for (const absl::string_view file : kFiles) {
      if (absl::EndsWith(file, ".csv")) scope_.bytes_total += SizeOf(PathOf(file));
    }
    WarnOfUnreadFiles(dir_, report_);
    WALZ_RETURN_IF_ERROR(ReadSchemesFile());
    WALZ_RETURN_IF_ERROR(ReadRoundFile());
    WALZ_RETURN_IF_ERROR(ReadCsv("centres.csv", kRequired, ReadCentres, tables_.centres));
    WALZ_RETURN_IF_ERROR(ReadCsv("companies.csv", kRequired, ReadCompanies, tables_.companies));
    WALZ_RETURN_IF_ERROR(ReadCsv("openings.csv", kRequired, ReadOpenings, tables_.openings));
    WALZ_RETURN_IF_ERROR(ReadCsv("apprentices.csv", kRequired, ReadApprentices, tables_.apprentices));
    WALZ_RETURN_IF_ERROR(ReadCsv("wishes.csv", kOptional, ReadWishes, tables_.wishes));
    WALZ_RETURN_IF_ERROR(ReadCsv("host_ranks.csv", kOptional, ReadHostRanks, tables_.host_ranks));
    WALZ_RETURN_IF_ERROR(ReadCsv("pairs.csv", kOptional, ReadPairs, tables_.pairs));
    WALZ_RETURN_IF_ERROR(ReadCsv("later_worth.csv", kOptional, ReadLaterWorth, tables_.later_worth));
    WALZ_RETURN_IF_ERROR(ReadLastRunFile());
    return std::move(tables_);
  }

 private:
  std::string PathOf(absl::string_view file) const { return absl::StrCat(dir_, "/", file); }

  template <typename Row>
  absl::Status ReadCsv(const std::string& file, bool required,
                       absl::StatusOr<Table<Row>> (*read)(const TableSource&, ReadScope&), Table<Row>& table) {
    const std::string path = PathOf(file);
    if (!Exists(path)) {
      if (required) ReportMissing(file);
      table.complete = !required;
      return absl::OkStatus();
    }
    WALZ_ASSIGN_OR_RETURN(table, read({path, file}, scope_));
    if (required && table.complete && table.rows.empty()) {
      report_.warnings.push_back(absl::StrCat(file, ": there are no rows below the header"));
    }
    return absl::OkStatus();
  }

  void ReportMissing(const std::string& file) {
    report_.Add({file, 0, "", "", "missing_file", "the folder must hold this file"});
  }

  absl::Status ReadSchemesFile() {
    std::string path = PathOf("schemes.json");
    tables_.schemes_file = "schemes.json";
    if (!Exists(path)) tables_.schemes_file = path = absl::StrCat(options_.catalogue_dir, "/schemes.json");
    WALZ_ASSIGN_OR_RETURN(const std::string text, ReadJsonText(path));
    tables_.schemes = ReadSchemes(text, *scope_.catalogue, ReportTo(report_, tables_.schemes_file));
    return absl::OkStatus();
  }

  absl::Status ReadRoundFile() {
    const bool own = options_.round_file.empty();
    tables_.round_file = own ? "round.json" : options_.round_file;
    const std::string path = own ? PathOf("round.json") : options_.round_file;
    if (!Exists(path)) {
      if (!own) return absl::NotFoundError(absl::StrCat("there is no file ", path));
      ReportMissing(tables_.round_file);
      return absl::OkStatus();
    }
    WALZ_ASSIGN_OR_RETURN(const std::string text, ReadJsonText(path));
    tables_.round = ReadRound(text, *scope_.catalogue, ReportTo(report_, tables_.round_file));
    return absl::OkStatus();
  }

  absl::Status ReadLastRunFile() {
    if (options_.last_run_dir.empty()) return absl::OkStatus();
    const std::string path = absl::StrCat(options_.last_run_dir, "/proposals.csv");
    WALZ_ASSIGN_OR_RETURN(tables_.last_run, ReadLastRun({path, path, /*other_columns=*/true}, scope_));
    return absl::OkStatus();
  }

  const std::string& dir_;
  const ReadOptions& options_;
  ReadReport& report_;
  ReadScope scope_;
  FolderTables tables_;
};

}  // namespace

absl::StatusOr<FolderTables> ReadFolderTables(const std::string& dir, const ReadOptions& options,
                                              const WorkOptions& work, ReadReport& report) {
  return FolderTablesReader(dir, options, work, report).Read();
}

}  // namespace walz
