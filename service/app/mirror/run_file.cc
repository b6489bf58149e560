#include "service/app/mirror/run_file.h"

#include <utility>

namespace walz {

absl::Status ScanRunFile(const StoreSnapshot& snapshot, const ResourceName& run, const std::string& file,
                         absl::FunctionRef<bool(absl::string_view chunk)> visit, std::stop_token stop) {
  return snapshot.Scan(
      RangeOf(Collection::kRunFiles, {run.ids[0], run.ids[1], file}),
      [&](absl::string_view, absl::string_view chunk, Revision) { return visit(chunk); }, std::move(stop));
}

}  // namespace walz
