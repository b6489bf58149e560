// Opens a store's folder for reading only, with its lock, for verification and backups of a closed store.
//
// Internal: only this folder's .cc files and tests include it.

#ifndef SERVICE_STORE_READ_ONLY_FOLDER_H_
#define SERVICE_STORE_READ_ONLY_FOLDER_H_

#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <rocksdb/db.h>

#include "service/store/rocks_opening.h"

namespace walz {

struct ReadOnlyFolder {
  FolderLock lock;
  std::unique_ptr<rocksdb::DB> db;
};

// FailedPrecondition if there is no store or it is open elsewhere.
absl::StatusOr<ReadOnlyFolder> OpenReadOnly(rocksdb::Env& env, const std::string& folder);
// What RocksDB keeps in `db_path`, without a lock and without a log of its own.
absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenDbReadOnly(rocksdb::Env& env, const std::string& db_path);

}  // namespace walz

#endif  // SERVICE_STORE_READ_ONLY_FOLDER_H_
