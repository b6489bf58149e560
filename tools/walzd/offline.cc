#include "tools/walzd/offline.h"

#include <cinttypes>
#include <cstdio>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "service/server/exit_code.h"
#include "service/store/backup.h"
#include "service/store/offline.h"

namespace walz {
namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "walzd: %s\n", std::string(status.message()).c_str());
  if (absl::IsDataLoss(status)) return kDaemonDataLoss;
  if (absl::IsResourceExhausted(status)) return kDaemonDiskFull;
  if (absl::IsFailedPrecondition(status)) return kDaemonFolderHeld;
  return kDaemonFailed;
}

int Verify(const Config& config) {
  const absl::StatusOr<FolderVerified> verified = VerifyFolder(config.store_folder);
  if (!verified.ok()) return Fail(verified.status());
  std::printf("%s is whole: revision %" PRId64 ", %" PRId64 " records, %" PRId64 " bytes; %" PRId64
              " audit entries, head %s\n",
              config.store_folder.c_str(), verified->revision, verified->records, verified->bytes,
              verified->audit.entries, verified->audit.head_hash.c_str());
  return kDaemonDrained;
}

void PrintBackup(const char* what, const BackupMade& made, const std::string& folder) {
  std::printf("%s backup %" PRId64 " of %s: revision %" PRId64 ", %" PRId64 " bytes, %s\n", what, made.id,
              absl::FormatTime(made.time, absl::UTCTimeZone()).c_str(), made.revision, made.bytes, folder.c_str());
}

int NoBackupFolder() {
  std::fputs("walzd: backup.folder is not given; write it into walzd.toml or give --backup-folder\n", stderr);
  return kDaemonConfig;
}

int Backup(const Config& config) {
  if (config.backup_folder.empty()) return NoBackupFolder();
  const absl::StatusOr<BackupMade> made = BackupFolder(config.store_folder, config.backup_folder);
  if (!made.ok()) return Fail(made.status());
  PrintBackup("made", *made, config.backup_folder);
  return kDaemonDrained;
}

int Restore(const CommandLine& line, const Config& config) {
  if (config.backup_folder.empty()) return NoBackupFolder();
  const std::string& to = line.to_folder.empty() ? config.store_folder : line.to_folder;
  const absl::StatusOr<BackupMade> made = RestoreBackup(config.backup_folder, line.backup_id, to);
  if (!made.ok()) return Fail(made.status());
  PrintBackup("restored", *made, to);
  return kDaemonDrained;
}

}  // namespace

int WorkOffline(const CommandLine& line, const Config& config) {
  switch (line.task) {
    case WalzdTask::kVerify:
      return Verify(config);
    case WalzdTask::kBackup:
      return Backup(config);
    default:
      return Restore(line, config);
  }
}

}  // namespace walz
