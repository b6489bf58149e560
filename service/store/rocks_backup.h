// Backups of an open RocksDB, by its own backup engine.
//
// Internal: only this folder's .cc files and tests include it.

#ifndef SERVICE_STORE_ROCKS_BACKUP_H_
#define SERVICE_STORE_ROCKS_BACKUP_H_

#include <string>

#include <absl/status/statusor.h>
#include <rocksdb/db.h>

#include "engine/base/stop.h"
#include "service/store/store.h"

namespace walz {

// Commits may go on meanwhile.  The backup is read back before it counts.
absl::StatusOr<BackupMade> BackupOpenDb(rocksdb::DB& db, const std::string& backup_folder, const WorkOptions& work);

}  // namespace walz

#endif  // SERVICE_STORE_ROCKS_BACKUP_H_
