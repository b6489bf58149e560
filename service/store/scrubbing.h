// Scrubbing: reads everything that stands in RocksDB and compares checksums, its own and ours.
//
// Internal: only this folder's .cc files and tests include it.

#ifndef SERVICE_STORE_SCRUBBING_H_
#define SERVICE_STORE_SCRUBBING_H_

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/statusor.h>
#include <rocksdb/db.h>

#include "service/store/store.h"

namespace walz {

inline constexpr std::size_t kFaultsShownMax = 20;
inline constexpr std::int64_t kScrubProgressRecords = 10'000;  // Progress is told after as many.

struct Scrubbed {
  std::int64_t records = 0;  // Of all kinds, the change log and so on too.
  std::int64_t bytes = 0;
  std::vector<std::string> faults;  // At most kFaultsShownMax.
};

// `visit` gets every whole value and adds what else is wrong with it to `faults`.
using VisitWhole =
    absl::FunctionRef<void(absl::string_view key, absl::string_view payload, std::vector<std::string>& faults)>;
absl::StatusOr<Scrubbed> ScrubDb(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, VisitWhole visit,
                                 const Store::ScrubProgress& progress, const std::stop_token& stop);

}  // namespace walz

#endif  // SERVICE_STORE_SCRUBBING_H_
