#include "service/store/rocks_snapshot.h"

#include "service/store/rocks_db.h"
#include "service/store/store_errors.h"
#include "service/store/store_layout.h"
#include "service/store/value_codec.h"

namespace walz {

absl::StatusOr<std::optional<Record>> RocksSnapshot::Get(absl::string_view key) const {
  std::optional<Record> record;
  const absl::StatusOr<bool> found = ReadValue(
      held_->db(), held_->get(), PrefixedKey(kDataPrefix, key),
      [&](absl::string_view payload, Revision at) { record = Record{.value = std::string(payload), .revision = at}; });
  if (!found.ok()) return found.status();
  return record;
}

absl::StatusOr<std::vector<std::optional<Record>>> RocksSnapshot::MultiGet(absl::Span<const std::string> keys) const {
  std::vector<std::string> prefixed;
  prefixed.reserve(keys.size());
  for (const std::string& key : keys) prefixed.push_back(PrefixedKey(kDataPrefix, key));
  const std::vector<rocksdb::Slice> slices(prefixed.begin(), prefixed.end());
  std::vector<rocksdb::PinnableSlice> sealed(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  rocksdb::ReadOptions read;
  read.snapshot = held_->get();
  held_->db().MultiGet(read, held_->db().DefaultColumnFamily(), slices.size(), slices.data(), sealed.data(),
                       statuses.data());
  std::vector<std::optional<Record>> records(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok() && !statuses[i].IsCorruption()) return StatusOfRocks(statuses[i], "reading");
    const std::optional<OpenedValue> opened =
        statuses[i].ok() ? OpenValue(prefixed[i], ViewOf(sealed[i])) : std::nullopt;
    if (!opened) return RefuseCorrupt(keys[i]);
    records[i] = Record{.value = std::string(opened->payload), .revision = opened->revision};
  }
  return records;
}

absl::Status RocksSnapshot::Scan(const KeyRange& range, Visit visit, std::stop_token stop) const {
  const KeyRange prefixed = {PrefixedKey(kDataPrefix, range.first),
                             range.last.empty() ? PrefixEnd(kDataPrefix) : PrefixedKey(kDataPrefix, range.last)};
  const auto visit_record = [&](absl::string_view key, absl::string_view payload, Revision revision) {
    return visit(key.substr(1), payload, revision);
  };
  return ScanValues(held_->db(), held_->get(), prefixed, visit_record, std::move(stop));
}

}  // namespace walz
