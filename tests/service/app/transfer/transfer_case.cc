#include "tests/service/app/transfer/transfer_case.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <absl/strings/str_cat.h>

#include "service/store/memory_store.h"
#include "tests/support/shipped_catalogue.h"

namespace walz {

TransferCase::TransferCase(ImportLimits limits)
    : catalogue(ShippedCatalogue()),
      store(MakeMemoryStore({.now = [this] { return now; }})),
      keeper(*store, [this] { return now; }),
      importer(
          *store, way, catalogue, [this] { return now; }, limits),
      exporter(keeper, catalogue) {
  call.principal.name = "anna";
  call.method = "walz.v1.ImportService/Import";
  call.personal = true;
}

std::vector<v1::ImportRequest> TransferCase::Requests(v1::ImportTable table, absl::string_view bytes,
                                                      const ImportOptions& options) {
  std::vector<v1::ImportRequest> requests(1);
  v1::ImportHeader& header = *requests[0].mutable_header();
  header.set_table(table);
  header.set_keep_good(options.keep_good);
  header.set_validate_only(options.validate_only);
  header.set_day_first(options.day_first);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), options.part_bytes))) {
    requests.emplace_back().set_csv(std::string(bytes.substr(0, options.part_bytes)));
  }
  return requests;
}

absl::StatusOr<v1::ImportResponse> TransferCase::TryImport(std::vector<v1::ImportRequest> requests) {
  ListReader reader(std::move(requests));
  v1::ImportResponse response;
  const absl::Status status = importer.Import(call, reader, response);
  if (!status.ok()) return status;
  return response;
}

v1::ImportResponse TransferCase::Import(v1::ImportTable table, absl::string_view bytes, const ImportOptions& options) {
  const absl::StatusOr<v1::ImportResponse> response = TryImport(Requests(table, bytes, options));
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::ImportResponse();
}

void TransferCase::ImportFolder(const std::string& dir) {
  for (const auto& [table, file] : FolderFiles()) {
    const std::string path = absl::StrCat(dir, "/", file);
    if (!std::filesystem::exists(path)) continue;
    const v1::ImportResponse response = Import(table, ReadText(path), {.part_bytes = 1000});
    EXPECT_EQ(response.error_count(), 0) << file << testing::PrintToString(WordsOf(response));
  }
}

void TransferCase::ImportSchemes() {
  EXPECT_EQ(Import(v1::IMPORT_TABLE_SCHEMES, ReadText(WALZ_SOURCE_DIR "/data/schemes.json"), {.part_bytes = 1000})
                .error_count(),
            0);
}

absl::StatusOr<std::string> TransferCase::Export(v1::ImportTable table, absl::string_view round, Revision revision) {
  struct TextWriter : Writer<v1::ExportFileResponse> {
    bool Write(const v1::ExportFileResponse& response) override {
      EXPECT_EQ(response.revision() != 0, text.empty()) << "the first answer alone names the revision";
      text += response.chunk();
      return true;
    }
    std::string text;
  } writer;
  v1::ExportFileRequest request;
  request.set_table(table);
  request.set_round(std::string(round));
  request.set_revision(revision);
  const absl::Status status = exporter.ExportFile(call, request, writer);
  if (!status.ok()) return status;
  return writer.text;
}

void TransferCase::ExportFolder(absl::string_view round, const std::string& dir) {
  std::filesystem::create_directories(dir);
  ASSERT_TRUE(Export(v1::IMPORT_TABLE_CENTRES, round).ok());  // Opens the revision.
  for (const auto& [table, file] : FolderFiles()) {
    const absl::StatusOr<std::string> text = Export(table, round, NewestRevision());
    ASSERT_TRUE(text.ok()) << text.status();
    WriteText(absl::StrCat(dir, "/", file), *text);
  }
}

namespace {

std::string Words(absl::string_view file, std::int64_t row, absl::string_view column, absl::string_view value,
                  absl::string_view code, absl::string_view hint) {
  return absl::StrCat(file, ":", row, " ", column, " '", value, "' ", code, ": ", hint);
}

}  // namespace

std::vector<std::string> WordsOf(const v1::ImportResponse& response) {
  std::vector<std::string> words;
  for (const v1::RowError& error : response.errors()) {
    words.push_back(Words(error.file(), error.row(), error.column(), error.value(), error.code(), error.hint()));
  }
  return words;
}

std::vector<std::string> WordsOf(const std::vector<InputError>& errors) {
  std::vector<std::string> words;
  for (const InputError& error : errors) {
    words.push_back(Words(error.file, error.row, error.column, error.value, error.code, error.hint));
  }
  return words;
}

std::string ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteText(const std::string& path, absl::string_view text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

const std::vector<std::pair<v1::ImportTable, std::string>>& FolderFiles() {
  static const auto* const files = new std::vector<std::pair<v1::ImportTable, std::string>>{
      {v1::IMPORT_TABLE_SCHEMES, "schemes.json"},
      {v1::IMPORT_TABLE_CENTRES, "centres.csv"},
      {v1::IMPORT_TABLE_COMPANIES, "companies.csv"},
      {v1::IMPORT_TABLE_OPENINGS, "openings.csv"},
      {v1::IMPORT_TABLE_APPRENTICES, "apprentices.csv"},
      {v1::IMPORT_TABLE_WISHES, "wishes.csv"},
      {v1::IMPORT_TABLE_HOST_RANKS, "host_ranks.csv"},
      {v1::IMPORT_TABLE_PAIRS, "pairs.csv"},
      {v1::IMPORT_TABLE_ROUND, "round.json"},
  };
  return *files;
}

}  // namespace walz
