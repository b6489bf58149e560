#include "service/store/scrubbing.h"

#include <memory>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/store/rocks_db.h"
#include "service/store/store_errors.h"
#include "service/store/value_codec.h"

namespace walz {

absl::StatusOr<Scrubbed> ScrubDb(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, VisitWhole visit,
                                 const Store::ScrubProgress& progress, const std::stop_token& stop) {
  Scrubbed scrubbed;
  rocksdb::ReadOptions read;
  read.snapshot = snapshot;
  read.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> at(db.NewIterator(read));
  for (at->SeekToFirst(); at->Valid() && scrubbed.faults.size() < kFaultsShownMax; at->Next()) {
    if (stop.stop_requested()) return RefuseStopped();
    const absl::string_view key = ViewOf(at->key());
    const absl::string_view sealed = ViewOf(at->value());
    if (const std::optional<OpenedValue> opened = OpenValue(key, sealed)) {
      visit(key, opened->payload, scrubbed.faults);
    } else {
      scrubbed.faults.push_back(absl::StrCat("'", absl::CHexEscape(key), "' does not match its checksum"));
    }
    ++scrubbed.records;
    scrubbed.bytes += static_cast<std::int64_t>(key.size() + sealed.size());
    if (progress && scrubbed.records % kScrubProgressRecords == 0) progress(scrubbed.records, scrubbed.bytes);
  }
  if (!at->status().ok()) scrubbed.faults.push_back(at->status().ToString());
  if (progress) progress(scrubbed.records, scrubbed.bytes);
  return scrubbed;
}

}  // namespace walz
