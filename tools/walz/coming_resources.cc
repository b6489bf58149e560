#include "tools/walz/coming_resources.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>

#include <absl/strings/match.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "engine/base/status_macros.h"
#include "service/convert/csv_reader.h"
#include "service/convert/output_folder.h"

namespace walz {
namespace {

constexpr int kIdsMax = 10'000;  // Of one message.

using Take = std::function<void(std::int64_t row, absl::string_view id)>;

absl::Status ReadCsvIds(const std::string& path, const Take& take) {
  WALZ_ASSIGN_OR_RETURN(ByteSource source, OpenByteSource(path));
  CsvReader reader(std::move(source));
  if (!reader.Next()) return reader.status();
  const auto header = reader.cells();
  const auto at = std::find(header.begin(), header.end(), "id");
  if (at == header.end()) return absl::OkStatus();
  const auto column = static_cast<std::size_t>(at - header.begin());
  while (reader.Next()) {
    if (column < reader.cells().size()) take(reader.row(), reader.cells()[column]);
  }
  return reader.status();
}

// What is wrong with the text was said when it was checked.
absl::Status ReadSchemeIds(const std::string& path, const Take& take) {
  WALZ_ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path));
  google::protobuf::Struct catalogue;
  if (!google::protobuf::util::JsonStringToMessage(text, &catalogue).ok()) return absl::OkStatus();
  const auto schemes = catalogue.fields().find("schemes");
  if (schemes == catalogue.fields().end()) return absl::OkStatus();
  for (const google::protobuf::Value& scheme : schemes->second.list_value().values()) {
    const auto& fields = scheme.struct_value().fields();
    if (const auto id = fields.find("id"); id != fields.end()) take(0, id->second.string_value());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddComing(v1::ImportTable table, const std::string& path, const v1::ImportResponse& response,
                       std::vector<v1::ComingResources>& coming) {
  std::set<std::int64_t> bad_rows;
  for (const v1::RowError& error : response.errors()) bad_rows.insert(error.row());
  const auto take = [&, first = true](std::int64_t row, absl::string_view id) mutable {
    if (id.empty() || (row > 0 && bad_rows.contains(row))) return;
    if (std::exchange(first, false) || coming.back().ids_size() == kIdsMax) coming.emplace_back().set_table(table);
    coming.back().add_ids(std::string(id));
  };
  switch (table) {
    case v1::IMPORT_TABLE_SCHEMES:
      return ReadSchemeIds(path, take);
    case v1::IMPORT_TABLE_CENTRES:
    case v1::IMPORT_TABLE_COMPANIES:
    case v1::IMPORT_TABLE_OPENINGS:
    case v1::IMPORT_TABLE_APPRENTICES:
      return ReadCsvIds(path, take);
    default:
      return absl::OkStatus();
  }
}

}  // namespace walz
