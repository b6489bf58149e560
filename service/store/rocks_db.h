// RocksDB as this store uses it: its options, sealed values read and scanned with every status checked.
//
// Internal: only this folder's .cc files and tests include it.

#ifndef SERVICE_STORE_ROCKS_DB_H_
#define SERVICE_STORE_ROCKS_DB_H_

#include <stop_token>
#include <string>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include "service/store/store.h"
#include "service/store/store_options.h"

namespace walz {

inline rocksdb::Slice SliceOf(absl::string_view text) { return {text.data(), text.size()}; }
inline absl::string_view ViewOf(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string DbPath(absl::string_view folder);
std::string LockPath(absl::string_view folder);

rocksdb::Options RocksOptions(const StoreOptions& options);

// As absl::Status; `doing` such as `reading`.  Corruption is DATA_CORRUPT.
absl::Status StatusOfRocks(const rocksdb::Status& status, absl::string_view doing);

// Whether there is a value, which `take` then gets.  DataLoss if it does not match its checksum.
// `snapshot` may be null: the newest.
using TakeValue = absl::FunctionRef<void(absl::string_view payload, Revision revision)>;
absl::StatusOr<bool> ReadValue(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, absl::string_view key,
                               TakeValue take);

// Calls `visit` in the order of keys for [first, last) until it returns false or `stop` asks.
using VisitValue = absl::FunctionRef<bool(absl::string_view key, absl::string_view payload, Revision revision)>;
absl::Status ScanValues(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, const KeyRange& range, VisitValue visit,
                        std::stop_token stop = {});

// One batch with its own checksums, synced.
rocksdb::WriteBatch MakeBatch();
void PutSealed(rocksdb::WriteBatch& batch, absl::string_view key, absl::string_view payload, Revision revision);
// The same, of the key `prefix` `key`; the payload is copied into the batch alone.
void PutSealed(rocksdb::WriteBatch& batch, char prefix, absl::string_view key, absl::string_view payload,
               Revision revision);
rocksdb::Status WriteSynced(rocksdb::DB& db, rocksdb::WriteBatch& batch);

// What a store knows about itself when it is opened.
struct StoreHead {
  std::uint64_t format = 0;  // 0: nothing was ever written.
  Revision revision = 0;
  Revision oldest = 0;
  std::string audit_entry;  // The newest as stored; empty: none.
};
// FailedPrecondition if there is something, but no store, or a newer format; DataLoss if it is corrupt.
absl::StatusOr<StoreHead> ReadHead(rocksdb::DB& db);

}  // namespace walz

#endif  // SERVICE_STORE_ROCKS_DB_H_
