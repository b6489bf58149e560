#include "tools/synth/visit_rows.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/convert/csv_reader.h"

namespace walz {

absl::Status VisitRows(const std::string& path, const std::vector<absl::string_view>& columns,
                       const std::function<absl::Status(const CsvRow& row)>& visit) {
  WALZ_ASSIGN_OR_RETURN(ByteSource source, OpenByteSource(path));
  CsvReader reader(std::move(source));
  std::vector<std::size_t> positions;
  while (reader.Next()) {
    const auto cells = reader.cells();
    if (positions.empty()) {
      for (const absl::string_view column : columns) {
        const auto at = std::find(cells.begin(), cells.end(), column);
        if (at == cells.end()) return absl::InvalidArgumentError(absl::StrCat(path, ": there is no column ", column));
        positions.push_back(static_cast<std::size_t>(at - cells.begin()));
      }
      continue;
    }
    CsvRow row;
    for (const std::size_t at : positions) row.emplace_back(at < cells.size() ? cells[at] : "");
    WALZ_RETURN_IF_ERROR(visit(row));
  }
  if (reader.fault()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ":", reader.row(), ": ", reader.fault()->hint));
  }
  return reader.status();
}

}  // namespace walz
