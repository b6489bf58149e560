#include "tools/walz/coming_resources.h"

#include <cstdint>
#include <functional>
#include <set>
#include <utility>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "engine/base/status_macros.h"
#include "service/convert/output_folder.h"
#include "service/convert/table_reader.h"

namespace walz {
namespace {

constexpr int kIdsMax = 10'000;  // Of one message.

using Take = std::function<void(std::int64_t row, absl::string_view id)>;

// What is wrong with either file was said when it was checked.
absl::Status ReadCsvIds(const std::string& path, const Take& take) {
  WALZ_ASSIGN_OR_RETURN(ByteSource source, OpenByteSource(path));
  ReadReport report;
  const WorkOptions work;
  ReadScope scope;
  scope.report = &report;
  scope.work = &work;
  TableFile file({path, path, /*other_columns=*/true}, std::move(source), {{"id", /*required=*/false}}, scope);
  if (file.ReadHeader()) {
    while (file.Next()) take(file.row(), file.CellOf(0));
  }
  return file.status();
}

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

absl::Status AddComing(v1::ImportTable table, const std::string& path, absl::Span<const v1::RowError* const> left_out,
                       std::vector<v1::ComingResources>& coming) {
  std::set<std::int64_t> bad_rows;
  for (const v1::RowError* const error : left_out) bad_rows.insert(error->row());
  const auto take = [&](std::int64_t row, absl::string_view id) {
    if (id.empty() || (row > 0 && bad_rows.contains(row))) return;
    const bool fits = !coming.empty() && coming.back().table() == table && coming.back().ids_size() < kIdsMax;
    if (!fits) coming.emplace_back().set_table(table);
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
