#include "service/store/backup.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <rocksdb/utilities/backup_engine.h>

#include "engine/base/status_macros.h"
#include "service/store/high_water.h"
#include "service/store/offline.h"
#include "service/store/read_only_folder.h"
#include "service/store/rocks_backup.h"
#include "service/store/rocks_db.h"
#include "service/store/rocks_opening.h"
#include "service/store/store_errors.h"

namespace walz {
namespace {

// A backup leaves as much free on its disk, which may be the store's.
constexpr std::int64_t kFreeBesideBackupBytes = std::int64_t{256} << 20;

std::int64_t FreeBytes(const std::string& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  return error ? 0 : static_cast<std::int64_t>(space.available);
}

absl::Status MakeFolders(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::FailedPreconditionError(absl::StrCat("cannot make ", folder, ": ", error.message()));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenBackups(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return absl::NotFoundError(absl::StrCat("there is no backup folder ", folder));
  }
  rocksdb::BackupEngineReadOnly* engine = nullptr;
  WALZ_RETURN_IF_ERROR(StatusOfRocks(
      rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), rocksdb::BackupEngineOptions(folder), &engine),
      absl::StrCat("opening the backups in ", folder)));
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(engine);
}

// Opens the backup, which says its revision.
absl::StatusOr<BackupMade> Describe(const rocksdb::BackupInfo& info) {
  WALZ_ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::DB> db, OpenDbReadOnly(*info.env_for_open, info.name_for_open));
  WALZ_ASSIGN_OR_RETURN(const StoreHead head, ReadHead(*db));
  return BackupMade{.id = info.backup_id,
                    .time = absl::FromUnixSeconds(info.timestamp),
                    .revision = head.revision,
                    .bytes = static_cast<std::int64_t>(info.size)};
}

template <typename Engine>
absl::StatusOr<BackupMade> DescribeById(Engine& engine, rocksdb::BackupID id) {
  rocksdb::BackupInfo info;
  WALZ_RETURN_IF_ERROR(StatusOfRocks(engine.GetBackupInfo(id, &info, /*include_file_details=*/true),
                                     absl::StrCat("looking for backup ", id)));
  return Describe(info);
}

absl::Status CheckEmpty(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return absl::OkStatus();
  if (!std::filesystem::is_directory(folder, error) || !std::filesystem::is_empty(folder, error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is not an empty folder: restore into a new one and move it into place"));
  }
  return absl::OkStatus();
}

absl::Status WriteMark(const std::string& folder) {
  Revision revision = 0;
  {
    WALZ_ASSIGN_OR_RETURN(const ReadOnlyFolder opened, OpenReadOnly(*rocksdb::Env::Default(), folder));
    WALZ_ASSIGN_OR_RETURN(const StoreHead head, ReadHead(*opened.db));
    revision = head.revision;
  }
  return HighWater::Write(*rocksdb::Env::Default(), folder, revision);
}

}  // namespace

absl::StatusOr<BackupMade> BackupOpenDb(rocksdb::DB& db, const std::string& backup_folder, const WorkOptions& work) {
  if (work.stop.stop_requested()) return RefuseStopped();
  WALZ_RETURN_IF_ERROR(MakeFolders(backup_folder));
  rocksdb::BackupEngine* opened = nullptr;
  const rocksdb::BackupEngineOptions options(backup_folder, rocksdb::Env::Default());
  WALZ_RETURN_IF_ERROR(StatusOfRocks(rocksdb::BackupEngine::Open(options, db.GetEnv(), &opened),
                                     absl::StrCat("opening the backups in ", backup_folder)));
  const std::unique_ptr<rocksdb::BackupEngine> engine(opened);
  std::uint64_t total = 0;
  db.GetIntProperty("rocksdb.live-sst-files-size", &total);
  std::int64_t done = 0;
  const auto step = static_cast<std::int64_t>(options.callback_trigger_interval_size);
  rocksdb::CreateBackupOptions create;
  create.progress_callback = [&] {
    done += step;
    if (work.progress) work.progress("backup", done, static_cast<std::int64_t>(total));
    if (work.stop.stop_requested() || FreeBytes(backup_folder) < kFreeBesideBackupBytes) engine->StopBackup();
  };
  rocksdb::BackupID id = 0;
  const rocksdb::Status created = engine->CreateNewBackup(create, &db, &id);
  if (!created.ok() && work.stop.stop_requested()) return RefuseStopped();
  if (created.IsIncomplete()) return RefuseDiskFull(FreeBytes(backup_folder), kFreeBesideBackupBytes);
  WALZ_RETURN_IF_ERROR(StatusOfRocks(created, absl::StrCat("writing a backup into ", backup_folder)));
  WALZ_RETURN_IF_ERROR(
      StatusOfRocks(engine->VerifyBackup(id, /*verify_with_checksum=*/true), absl::StrCat("reading backup ", id)));
  return DescribeById(*engine, id);
}

absl::StatusOr<BackupMade> BackupFolder(const std::string& folder, const std::string& backup_folder,
                                        const WorkOptions& work) {
  // RocksDB backs up only what is open for writing.
  WALZ_RETURN_IF_ERROR(OpenReadOnly(*rocksdb::Env::Default(), folder).status());
  const StoreOptions options;
  WALZ_ASSIGN_OR_RETURN(const OpenedFolder opened, OpenStoreFolder(folder, options));
  return BackupOpenDb(*opened.db, backup_folder, work);
}

absl::StatusOr<std::vector<BackupMade>> ListBackups(const std::string& backup_folder) {
  WALZ_ASSIGN_OR_RETURN(const auto engine, OpenBackups(backup_folder));
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos, /*include_file_details=*/true);
  std::vector<BackupMade> backups;
  for (const rocksdb::BackupInfo& info : infos) {
    // One that cannot be opened is not whole; it must not hide the others.
    if (absl::StatusOr<BackupMade> backup = Describe(info); backup.ok()) backups.push_back(*std::move(backup));
  }
  return backups;
}

absl::StatusOr<BackupMade> RestoreBackup(const std::string& backup_folder, std::int64_t id, const std::string& folder,
                                         const WorkOptions& work) {
  WALZ_ASSIGN_OR_RETURN(const auto engine, OpenBackups(backup_folder));
  WALZ_RETURN_IF_ERROR(CheckEmpty(folder));
  if (id == 0) {
    rocksdb::BackupInfo newest;
    WALZ_RETURN_IF_ERROR(StatusOfRocks(engine->GetLatestBackupInfo(&newest), "looking for the newest backup"));
    id = newest.backup_id;
  }
  WALZ_ASSIGN_OR_RETURN(BackupMade backup, DescribeById(*engine, static_cast<rocksdb::BackupID>(id)));
  if (work.stop.stop_requested()) return RefuseStopped();
  WALZ_RETURN_IF_ERROR(MakeFolders(folder));
  if (work.progress) work.progress("restore", 0, backup.bytes);
  WALZ_RETURN_IF_ERROR(
      StatusOfRocks(engine->RestoreDBFromBackup(static_cast<rocksdb::BackupID>(id), DbPath(folder), DbPath(folder)),
                    absl::StrCat("restoring backup ", id)));
  if (work.progress) work.progress("restore", backup.bytes, backup.bytes);
  WALZ_RETURN_IF_ERROR(WriteMark(folder));
  WALZ_RETURN_IF_ERROR(VerifyFolder(folder, work).status());
  return backup;
}

}  // namespace walz
