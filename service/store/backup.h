// Backups of a store in a folder of their own: they share the files that did not change and have ids that count up.
//
// Thread rule: free functions; one at a time on one backup folder.

#ifndef SERVICE_STORE_BACKUP_H_
#define SERVICE_STORE_BACKUP_H_

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "service/store/store.h"

namespace walz {

// Backs up the closed store in `folder`; for an open one see Store::Backup.
absl::StatusOr<BackupMade> BackupFolder(const std::string& folder, const std::string& backup_folder,
                                        const WorkOptions& work = {});

// All whole backups in the order of their ids.  NotFound if there is no such folder.
absl::StatusOr<std::vector<BackupMade>> ListBackups(const std::string& backup_folder);

// Restores backup `id` (0: the newest) into `folder`, which must be empty or not there, and verifies it as
// VerifyFolder does.  After a DataLoss or Cancelled the folder holds what was written so far: remove it.
absl::StatusOr<BackupMade> RestoreBackup(const std::string& backup_folder, std::int64_t id, const std::string& folder,
                                         const WorkOptions& work = {});

}  // namespace walz

#endif  // SERVICE_STORE_BACKUP_H_
