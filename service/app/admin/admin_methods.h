// AdminMethods: the daemon's state, backups, scrub, compaction and the audit log: AdminService without its tokens.
//
// Thread rule: methods may be called from any thread.

#ifndef SERVICE_APP_ADMIN_ADMIN_METHODS_H_
#define SERVICE_APP_ADMIN_ADMIN_METHODS_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/admin_service.pb.h>

#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

// Revisions that Compact keeps unless it is told another.
inline constexpr Revision kRevisionsKept = 100'000;
inline constexpr int kScrubFaultsMax = 100;
// Between two signs of progress.
inline constexpr std::int64_t kScrubProgressBytes = std::int64_t{16} << 20;

// What only the process knows of itself: version, start_time, mirror_revision, resource_counts, running_runs,
// memory_bytes.  The store's figures and the lease are filled in by GetStatus.
using FillStatus = std::function<void(v1::StatusReport& report)>;

// The backup folder.  Thread rule: called by one thread at a time.
class BackupMaker {
 public:
  virtual ~BackupMaker() = default;
  virtual absl::StatusOr<v1::BackupReport> Create() = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<v1::BackupReport>> List() = 0;
};

class AdminMethods {
 public:
  // `store` must outlive this object; so must `backups`, null where no backup folder is configured.
  AdminMethods(Store& store, BackupMaker* backups, FillStatus fill_status);

  void Register(MethodSet& methods);

 private:
  absl::Status GetStatus(v1::StatusReport& report);
  absl::Status CreateBackup(const Call& call, const v1::CreateBackupRequest& request, v1::BackupReport& report);
  absl::Status ListBackups(v1::ListBackupsResponse& response);
  absl::Status Scrub(const Call& call, Writer<v1::ScrubResponse>& writer);
  absl::Status Compact(const Call& call, const v1::CompactRequest& request, v1::CompactResponse& response);
  absl::Status VerifyAudit(v1::VerifyAuditResponse& response);
  // Puts what is no write of resources into the audit chain.
  absl::Status Note(const Call& call, std::string what, absl::string_view request_id);
  static absl::Status RefuseBackup();

  Store& store_;
  BackupMaker* const backups_;
  const FillStatus fill_status_;
  std::mutex backup_mutex_;
  // Of the last backup that was made; guarded by backup_mutex_.
  std::string last_request_id_;
  std::string last_principal_;
  v1::BackupReport last_backup_;
};

}  // namespace walz

#endif  // SERVICE_APP_ADMIN_ADMIN_METHODS_H_
