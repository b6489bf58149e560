#include "service/store/rocks_db.h"

#include <memory>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/store/rocks_environment.h"
#include "service/store/store_errors.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"
#include "service/store/value_codec.h"

namespace walz {
namespace {

constexpr std::size_t kProtectionBytesPerKey = 8;

rocksdb::BlockBasedTableOptions TableOptions(const StoreOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.rocks_cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = std::size_t{16} << 10;
  return table;
}

}  // namespace

std::string DbPath(absl::string_view folder) { return absl::StrCat(folder, "/db"); }
std::string LockPath(absl::string_view folder) { return absl::StrCat(folder, "/LOCK"); }

rocksdb::Options RocksOptions(const StoreOptions& options) {
  rocksdb::Options rocks;
  rocks.env = &EnvOf(options);
  rocks.create_if_missing = true;
  // The default mode dropped synced writes in silence after flipped bytes: here only a torn last record is forgiven,
  // and the high-water mark tells whether it had been acknowledged.
  rocks.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  rocks.track_and_verify_wals_in_manifest = true;
  rocks.paranoid_checks = true;
  rocks.avoid_flush_during_recovery = true;
  rocks.write_buffer_size = options.rocks_memtable_bytes / 4;
  rocks.db_write_buffer_size = options.rocks_memtable_bytes;
  rocks.max_write_buffer_number = 4;
  rocks.max_total_wal_size = 2 * options.rocks_memtable_bytes;
  rocks.memtable_whole_key_filtering = true;
  rocks.memtable_prefix_bloom_size_ratio = 0.02;
  // What a flush writes is soon written again by a compaction: compressing it at once cost a third of the flush.
  rocks.compression_per_level = {rocksdb::kNoCompression, rocksdb::kLZ4Compression};
  rocks.level_compaction_dynamic_level_bytes = true;
  rocks.bytes_per_sync = std::uint64_t{1} << 20;
  // A compaction would set its whole output aside at once: on a disk with little room that left none, for moments, to
  // the writes that the watermark had let in, and to an opening store.
  rocks.allow_fallocate = false;
  rocks.max_manifest_file_size = std::uint64_t{64} << 20;
  rocks.skip_stats_update_on_db_open = true;
  rocks.avoid_unnecessary_blocking_io = true;
  rocks.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  rocks.max_log_file_size = std::size_t{4} << 20;
  rocks.keep_log_file_num = 4;
  rocks.stats_dump_period_sec = 0;
  rocks.stats_persist_period_sec = 0;
  rocks.table_factory.reset(rocksdb::NewBlockBasedTableFactory(TableOptions(options)));
  return rocks;
}

absl::Status StatusOfRocks(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(doing, ": ", status.ToString());
  if (status.IsCorruption()) {
    return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT, message, {{"key", ""}});
  }
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(message);
  if (status.IsPathNotFound() || status.IsNotFound()) return absl::NotFoundError(message);
  return absl::InternalError(message);
}

absl::StatusOr<bool> ReadValue(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, absl::string_view key,
                               TakeValue take) {
  rocksdb::ReadOptions read;
  read.snapshot = snapshot;
  rocksdb::PinnableSlice sealed;
  const rocksdb::Status status = db.Get(read, db.DefaultColumnFamily(), SliceOf(key), &sealed);
  if (status.IsNotFound()) return false;
  if (status.IsCorruption()) return RefuseCorrupt(key.substr(1));
  if (!status.ok()) return StatusOfRocks(status, "reading");
  const std::optional<OpenedValue> opened = OpenValue(key, ViewOf(sealed));
  if (!opened) return RefuseCorrupt(key.substr(1));
  take(opened->payload, opened->revision);
  return true;
}

absl::Status ScanValues(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, const KeyRange& range, VisitValue visit,
                        std::stop_token stop) {
  const rocksdb::Slice end = SliceOf(range.last);
  rocksdb::ReadOptions read;
  read.snapshot = snapshot;
  read.fill_cache = false;
  if (!range.last.empty()) read.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> at(db.NewIterator(read));
  for (at->Seek(SliceOf(range.first)); at->Valid(); at->Next()) {
    if (stop.stop_requested()) return RefuseStopped();
    const absl::string_view key = ViewOf(at->key());
    const std::optional<OpenedValue> opened = OpenValue(key, ViewOf(at->value()));
    if (!opened) return RefuseCorrupt(key.substr(1));
    if (!visit(key, opened->payload, opened->revision)) return absl::OkStatus();
  }
  // An iterator ends at a bad block as if that were the end.
  return StatusOfRocks(at->status(), "scanning");
}

rocksdb::WriteBatch MakeBatch() {
  return rocksdb::WriteBatch(/*reserved_bytes=*/0, /*max_bytes=*/0, kProtectionBytesPerKey, /*default_cf_ts_sz=*/0);
}

void PutSealed(rocksdb::WriteBatch& batch, absl::string_view key, absl::string_view payload, Revision revision) {
  batch.Put(SliceOf(key), SealValue(key, payload, revision));
}

void PutSealed(rocksdb::WriteBatch& batch, char prefix, absl::string_view key, absl::string_view payload,
               Revision revision) {
  const rocksdb::Slice key_parts[] = {{&prefix, 1}, SliceOf(key)};
  const Seal seal = SealOf(Crc32c(key, Crc32c(ViewOf(key_parts[0]))), payload, revision);
  const rocksdb::Slice value_parts[] = {
      {seal.head.data(), seal.head.size()}, SliceOf(payload), {seal.tail.data(), seal.tail.size()}};
  batch.Put(rocksdb::SliceParts(key_parts, 2), rocksdb::SliceParts(value_parts, 3));
}

rocksdb::Status WriteSynced(rocksdb::DB& db, rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions write;
  write.sync = true;
  return db.Write(write, &batch);
}

absl::StatusOr<StoreHead> ReadHead(rocksdb::DB& db) {
  StoreHead head;
  std::optional<std::uint64_t> number;
  const auto take_number = [&](absl::string_view payload, Revision) { number = DecodeNumber(payload); };
  WALZ_ASSIGN_OR_RETURN(const bool has_format, ReadValue(db, nullptr, FormatMetaKey(), take_number));
  if (!has_format) {
    const std::unique_ptr<rocksdb::Iterator> at(db.NewIterator({}));
    at->SeekToFirst();
    WALZ_RETURN_IF_ERROR(StatusOfRocks(at->status(), "reading the first key"));
    if (at->Valid()) return absl::FailedPreconditionError("the folder holds data of another program");
    return head;
  }
  if (!number) return RefuseCorrupt("format");
  head.format = *number;
  if (head.format > kStoreFormat) {
    return absl::FailedPreconditionError(absl::StrCat("a newer walz wrote the folder, in format ", head.format,
                                                      "; this one reads up to ", kStoreFormat, ": update walz"));
  }
  WALZ_ASSIGN_OR_RETURN(const bool has_oldest, ReadValue(db, nullptr, OldestMetaKey(), take_number));
  if (has_oldest) {
    if (!number) return RefuseCorrupt("oldest");
    head.oldest = static_cast<Revision>(*number);
  }
  const std::unique_ptr<rocksdb::Iterator> at(db.NewIterator({}));
  at->SeekForPrev(PrefixEnd(kAuditPrefix));
  WALZ_RETURN_IF_ERROR(StatusOfRocks(at->status(), "reading the newest revision"));
  if (at->Valid() && at->key().size() == 9 && at->key()[0] == kAuditPrefix) {
    const std::optional<OpenedValue> opened = OpenValue(ViewOf(at->key()), ViewOf(at->value()));
    if (!opened) return RefuseCorrupt("audit");
    head.revision = NumberOfKey(ViewOf(at->key()));
    head.audit_entry = std::string(opened->payload);
  }
  return head;
}

}  // namespace walz
