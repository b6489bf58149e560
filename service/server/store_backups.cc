#include "service/server/store_backups.h"

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"
#include "service/store/backup.h"

namespace walz {
namespace {

v1::BackupReport ReportOf(const BackupMade& made) {
  v1::BackupReport report;
  report.set_backup_id(made.id);
  report.set_revision(made.revision);
  report.set_bytes(made.bytes);
  *report.mutable_create_time() = TimestampOf(made.time);
  return report;
}

}  // namespace

absl::StatusOr<v1::BackupReport> StoreBackups::Create() {
  WALZ_ASSIGN_OR_RETURN(const BackupMade made, store_.Backup(folder_, WorkOptions()));
  return ReportOf(made);
}

absl::StatusOr<std::vector<v1::BackupReport>> StoreBackups::List() {
  const absl::StatusOr<std::vector<BackupMade>> backups = ListBackups(folder_);
  if (absl::IsNotFound(backups.status())) return std::vector<v1::BackupReport>();
  WALZ_RETURN_IF_ERROR(backups.status());
  std::vector<v1::BackupReport> reports;
  for (const BackupMade& made : *backups) reports.push_back(ReportOf(made));
  return reports;
}

}  // namespace walz
