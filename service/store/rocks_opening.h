// Opens a store's folder: lock, disk, high-water mark, RocksDB, format; refuses what acknowledged writes are lost from.
//
// Internal: only this folder's .cc files and tests include it.

#ifndef SERVICE_STORE_ROCKS_OPENING_H_
#define SERVICE_STORE_ROCKS_OPENING_H_

#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <rocksdb/db.h>

#include "service/store/disk_watch.h"
#include "service/store/failure_latch.h"
#include "service/store/group_writer.h"
#include "service/store/high_water.h"
#include "service/store/lease_book.h"
#include "service/store/store.h"
#include "service/store/store_options.h"

namespace walz {

// The lock of a folder; given back with it.
using FolderLock = std::shared_ptr<rocksdb::FileLock>;
absl::StatusOr<FolderLock> LockFolder(rocksdb::Env& env, const std::string& folder);

struct OpenedFolder {
  std::shared_ptr<DiskWatch> disk;
  std::shared_ptr<FailureLatch> latch;
  std::unique_ptr<HighWater> high_water;
  std::shared_ptr<rocksdb::DB> db;  // Gives the folder's lock back when it is closed.
  std::unique_ptr<LeaseBook> leases;
  std::unique_ptr<GroupWriter> writer;
  Revision revision = 0;
  Revision oldest = 0;
};

// As OpenRocksStore.  `options` must outlive what is opened.
absl::StatusOr<OpenedFolder> OpenStoreFolder(const std::string& folder, const StoreOptions& options);

}  // namespace walz

#endif  // SERVICE_STORE_ROCKS_OPENING_H_
