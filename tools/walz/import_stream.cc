#include "tools/walz/import_stream.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "service/convert/csv_reader.h"

namespace walz {
namespace {

constexpr char kImport[] = "walz.v1.ImportService/Import";
constexpr std::size_t kPieceBytes = std::size_t{256} << 10;

absl::StatusOr<ByteSource> OpenSource(const std::string& path) {
  if (path != "-") return OpenByteSource(path);
  return [](absl::Span<char> span) -> absl::StatusOr<std::size_t> {
    const ssize_t got = read(STDIN_FILENO, span.data(), span.size());
    if (got < 0) return absl::ErrnoToStatus(errno, "cannot read standard input");
    return static_cast<std::size_t>(got);
  };
}

std::int64_t SizeOf(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

absl::Span<const ImportFile> ImportFiles() {
  static const auto* const files = new std::vector<ImportFile>{
      {v1::IMPORT_TABLE_SCHEMES, "scheme", "schemes.json"},
      {v1::IMPORT_TABLE_CENTRES, "centre", "centres.csv"},
      {v1::IMPORT_TABLE_COMPANIES, "company", "companies.csv"},
      {v1::IMPORT_TABLE_OPENINGS, "opening", "openings.csv"},
      {v1::IMPORT_TABLE_APPRENTICES, "apprentice", "apprentices.csv"},
      {v1::IMPORT_TABLE_WISHES, "wish", "wishes.csv"},
      {v1::IMPORT_TABLE_HOST_RANKS, "host-rank", "host_ranks.csv"},
      {v1::IMPORT_TABLE_PAIRS, "pair", "pairs.csv"},
      {v1::IMPORT_TABLE_ROUND, "round", "round.json"},
  };
  return *files;
}

const ImportFile& ImportFileOf(absl::string_view noun) {
  for (const ImportFile& file : ImportFiles()) {
    if (file.noun == noun) return file;
  }
  WALZ_CHECK(false);
  return ImportFiles().front();
}

absl::StatusOr<v1::ImportResponse> ImportOne(const Client& client, const ImportFile& file, const std::string& path,
                                             const ImportOptions& options, ProgressView& progress,
                                             std::stop_token stop) {
  WALZ_ASSIGN_OR_RETURN(const ByteSource source, OpenSource(path));
  const std::int64_t size = SizeOf(path);
  std::int64_t sent = 0;
  bool first = true;
  absl::Span<const v1::ComingResources> coming = options.coming;
  absl::Status read_status;
  v1::ImportRequest request;
  const auto next = [&] {
    if (std::exchange(first, false)) {
      v1::ImportHeader& header = *request.mutable_header();
      header.set_table(file.table);
      header.set_day_first(options.day_first);
      header.set_keep_good(options.keep_good);
      header.set_validate_only(options.dry_run);
      header.set_request_id(MakeRequestId());
      header.set_file(path == "-" ? file.file : std::filesystem::path(path).filename().string());
      return true;
    }
    if (!coming.empty()) {
      *request.mutable_coming() = coming.front();
      coming.remove_prefix(1);
      return true;
    }
    std::string& piece = *request.mutable_csv();
    piece.resize(kPieceBytes);
    const absl::StatusOr<std::size_t> got = source(absl::MakeSpan(piece.data(), piece.size()));
    if (!got.ok()) read_status = got.status();
    if (!got.ok() || *got == 0) return false;
    piece.resize(*got);
    sent += static_cast<std::int64_t>(*got);
    progress.Tell(file.file, sent, size);
    return true;
  };
  v1::ImportResponse response;
  const absl::Status status = client.channel().ClientStream(kImport, request, next, response, std::move(stop));
  progress.Finish();
  WALZ_RETURN_IF_ERROR(read_status);
  WALZ_RETURN_IF_ERROR(status);
  return response;
}

ReadReport ReportOf(const v1::ImportResponse& response) {
  ReadReport report;
  for (const v1::RowError& error : response.errors()) {
    report.Add({error.file(), error.row(), error.column(), error.value(), error.code(), error.hint()});
  }
  report.error_count = response.error_count();
  report.warnings.assign(response.warnings().begin(), response.warnings().end());
  return report;
}

}  // namespace walz
