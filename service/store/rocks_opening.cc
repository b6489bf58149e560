#include "service/store/rocks_opening.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <rocksdb/listener.h>
#include <rocksdb/statistics.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/store/rocks_environment.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"

namespace walz {
namespace {

constexpr char kWaysOn[] = "restore a backup, or set accept_loss to go on without what is lost";

absl::Status RefuseLoss(absl::string_view message) {
  return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT, absl::StrCat(message, ": ", kWaysOn),
                {{"key", "revisions"}});
}

absl::Status MakeFolder(const std::string& folder, const StoreOptions& options) {
  if (IsOnDisk(options)) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return absl::FailedPreconditionError(absl::StrCat("cannot make ", folder, ": ", error.message()));
    return absl::OkStatus();
  }
  return StatusOfRocks(EnvOf(options).CreateDirIfMissing(folder), absl::StrCat("making ", folder));
}

// Closes the database before the lock is given back.
std::shared_ptr<rocksdb::DB> WithLock(rocksdb::DB* db, FolderLock lock, std::shared_ptr<FailureLatch> latch,
                                      std::shared_ptr<RocksEnvironment> environment) {
  return {db, [environment = std::move(environment), lock = std::move(lock),
               latch = std::move(latch)](rocksdb::DB* closing) mutable {
            // What is in memory goes into a table, so that the next start need not replay the log.
            if (!latch->failed()) closing->Flush(rocksdb::FlushOptions());
            delete closing;
            lock.reset();
          }};
}

// What fails in the background ends the store, but for a compaction without room: that loses nothing, and RocksDB tries
// it again after a second.
class BackgroundListener : public rocksdb::EventListener {
 public:
  BackgroundListener(std::shared_ptr<FailureLatch> latch, std::shared_ptr<DiskWatch> disk)
      : latch_(std::move(latch)), disk_(std::move(disk)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override {
    if (reason == rocksdb::BackgroundErrorReason::kCompaction && status->IsNoSpace()) {
      *status = rocksdb::Status::OK();
      return;
    }
    latch_->Fail(StatusOfRocks(*status, "working in the background"));
  }

  void OnCompactionCompleted(rocksdb::DB*, const rocksdb::CompactionJobInfo& info) override {
    // One that was asked for says so to whom asked, and is not tried again.
    if (info.status.ok() || info.compaction_reason != rocksdb::CompactionReason::kManualCompaction) {
      disk_->NoteCompaction(/*had_room=*/!info.status.IsNoSpace());
    }
  }

 private:
  const std::shared_ptr<FailureLatch> latch_;
  const std::shared_ptr<DiskWatch> disk_;
};

absl::StatusOr<rocksdb::DB*> OpenDb(const std::string& folder, const StoreOptions& options,
                                    const std::shared_ptr<FailureLatch>& latch,
                                    const std::shared_ptr<DiskWatch>& disk) {
  rocksdb::Options rocks = RocksOptions(options);
  rocks.statistics = rocksdb::CreateDBStatistics();
  rocks.statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
  rocks.listeners.push_back(std::make_shared<BackgroundListener>(latch, disk));
  rocksdb::DB* db = nullptr;
  rocksdb::Status opened = rocksdb::DB::Open(rocks, DbPath(folder), &db);
  if (opened.IsCorruption() && options.accept_loss) {
    // Up to the corruption; how much is gone the high-water mark tells.
    rocks.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    rocks.track_and_verify_wals_in_manifest = false;
    opened = rocksdb::DB::Open(rocks, DbPath(folder), &db);
  }
  if (opened.IsCorruption()) return RefuseLoss(absl::StrCat(folder, " is corrupt: ", opened.ToString()));
  if (!opened.ok()) return StatusOfRocks(opened, absl::StrCat("opening ", folder));
  return db;
}

// The first batch of a new folder.
absl::Status WriteFormat(rocksdb::DB& db) {
  rocksdb::WriteBatch batch = MakeBatch();
  PutSealed(batch, FormatMetaKey(), EncodeNumber(kStoreFormat), 0);
  return StatusOfRocks(WriteSynced(db, batch), "writing the format");
}

// The mark that the folder was left with, or what the store holds if there is reason to go on so.
absl::StatusOr<Revision> JudgeMark(const std::string& folder, const StoreOptions& options,
                                   const absl::StatusOr<std::optional<Revision>>& mark, Revision revision) {
  if (!mark.ok()) {
    if (options.accept_loss) return revision;
    return mark.status().code() == absl::StatusCode::kDataLoss ? RefuseLoss(mark.status().message()) : mark.status();
  }
  if (!mark->has_value()) {
    if (revision == 0 || options.accept_loss) return revision;
    return RefuseLoss(
        absl::StrCat(folder, "/HIGH_WATER is missing: whether acknowledged writes are lost cannot be told"));
  }
  if (**mark > revision && !options.accept_loss) {
    return RefuseLoss(absl::StrCat(folder, " lost acknowledged writes: it holds revision ", revision,
                                   ", acknowledged was ", **mark, "; revisions ", revision + 1, " to ", **mark,
                                   " are gone"));
  }
  return std::max(**mark, revision);
}

absl::Status AcceptLoss(OpenedFolder& opened, Revision mark) {
  GroupWriter::Group noted = opened.writer->NoteLoss(mark);
  WALZ_RETURN_IF_ERROR(noted.answers.front().status());
  WALZ_RETURN_IF_ERROR(StatusOfRocks(WriteSynced(*opened.db, *noted.batch), "noting the loss"));
  opened.revision = noted.revision;
  opened.oldest = mark;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FolderLock> LockFolder(rocksdb::Env& env, const std::string& folder) {
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status locked = env.LockFile(LockPath(folder), &lock);
  if (!locked.ok()) {
    return absl::FailedPreconditionError(absl::StrCat("another walzd holds ", folder, " (", locked.ToString(), ")"));
  }
  return FolderLock(lock, [&env](rocksdb::FileLock* held) { env.UnlockFile(held); });
}

absl::StatusOr<OpenedFolder> OpenStoreFolder(const std::string& folder, const StoreOptions& options) {
  rocksdb::Env& env = EnvOf(options);
  OpenedFolder opened;
  WALZ_RETURN_IF_ERROR(MakeFolder(folder, options));
  WALZ_ASSIGN_OR_RETURN(FolderLock lock, LockFolder(env, folder));
  opened.disk = std::make_shared<DiskWatch>(folder, options);
  WALZ_RETURN_IF_ERROR(opened.disk->CheckOpening());
  opened.latch = std::make_shared<FailureLatch>(options.on_failed);
  const absl::StatusOr<std::optional<Revision>> mark = HighWater::Read(env, folder);
  WALZ_ASSIGN_OR_RETURN(rocksdb::DB* const db, OpenDb(folder, options, opened.latch, opened.disk));
  opened.db = WithLock(db, std::move(lock), opened.latch, options.rocks_environment);
  WALZ_ASSIGN_OR_RETURN(const StoreHead head, ReadHead(*db));
  opened.revision = head.revision;
  opened.oldest = head.oldest;
  WALZ_ASSIGN_OR_RETURN(const Revision known, JudgeMark(folder, options, mark, head.revision));
  if (head.format == 0) WALZ_RETURN_IF_ERROR(WriteFormat(*db));
  opened.leases = std::make_unique<LeaseBook>(*db);
  WALZ_RETURN_IF_ERROR(opened.leases->Load());
  opened.writer = std::make_unique<GroupWriter>(*db, options, *opened.leases, head);
  if (known > head.revision) WALZ_RETURN_IF_ERROR(AcceptLoss(opened, known));
  WALZ_RETURN_IF_ERROR(HighWater::Write(env, folder, opened.revision));
  WALZ_ASSIGN_OR_RETURN(opened.high_water, HighWater::Open(env, folder, opened.latch));
  return opened;
}

}  // namespace walz
