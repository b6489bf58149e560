#include "tools/walz/folder_ids.h"

#include <algorithm>
#include <map>
#include <utility>

#include <absl/strings/match.h>

#include "engine/base/status_macros.h"
#include "service/convert/csv_reader.h"

namespace walz {
namespace {

constexpr char kUnknownReference[] = "unknown_reference";

bool IsOfLists(v1::ImportTable table) {
  return table == v1::IMPORT_TABLE_WISHES || table == v1::IMPORT_TABLE_PAIRS || table == v1::IMPORT_TABLE_HOST_RANKS;
}

}  // namespace

absl::Status FolderIds::Add(const std::string& path) {
  if (!absl::EndsWith(path, ".csv")) return absl::OkStatus();
  WALZ_ASSIGN_OR_RETURN(ByteSource source, OpenByteSource(path));
  CsvReader reader(std::move(source));
  if (!reader.Next()) return reader.status();
  const auto header = reader.cells();
  const auto at = std::find(header.begin(), header.end(), "id");
  if (at == header.end()) return absl::OkStatus();
  const auto column = static_cast<std::size_t>(at - header.begin());
  while (reader.Next()) {
    if (column < reader.cells().size()) ids_.emplace(reader.cells()[column]);
  }
  return reader.status();
}

void FolderIds::Forgive(v1::ImportTable table, v1::ImportResponse& response) const {
  const auto forgiven = [&](const v1::RowError& error) {
    return error.code() == kUnknownReference && ids_.contains(error.value());
  };
  std::map<std::int64_t, bool> good_by_row;
  for (const v1::RowError& error : response.errors()) {
    const auto [row, first] = good_by_row.try_emplace(error.row(), true);
    row->second = row->second && forgiven(error);
  }
  const auto good = std::count_if(good_by_row.begin(), good_by_row.end(), [](const auto& row) { return row.second; });
  auto& errors = *response.mutable_errors();
  const int before = errors.size();
  errors.erase(std::remove_if(errors.begin(), errors.end(), forgiven), errors.end());
  response.set_error_count(response.error_count() - (before - errors.size()));
  response.set_rejected(response.rejected() - good);
  if (IsOfLists(table)) {
    response.set_changed(response.changed() + good);
  } else {
    response.set_created(response.created() + good);
  }
}

}  // namespace walz
