#include "service/store/rocks_store.h"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <utility>

#include <absl/strings/str_cat.h>
#include <rocksdb/statistics.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/store/audit_chain.h"
#include "service/store/committer.h"
#include "service/store/disk_watch.h"
#include "service/store/failure_latch.h"
#include "service/store/group_writer.h"
#include "service/store/high_water.h"
#include "service/store/lease_book.h"
#include "service/store/publisher.h"
#include "service/store/rocks_backup.h"
#include "service/store/rocks_db.h"
#include "service/store/rocks_environment.h"
#include "service/store/rocks_opening.h"
#include "service/store/rocks_snapshot.h"
#include "service/store/scrubbing.h"
#include "service/store/store_errors.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"

namespace walz {
namespace {

class RocksStore : public Store {
 public:
  RocksStore(OpenedFolder opened, std::unique_ptr<StoreOptions> options)
      : options_(std::move(options)),
        disk_(std::move(opened.disk)),
        latch_(std::move(opened.latch)),
        db_(std::move(opened.db)),
        high_water_(std::move(opened.high_water)),
        leases_(std::move(opened.leases)),
        writer_(std::move(opened.writer)),
        revision_(opened.revision),
        oldest_(opened.oldest),
        newest_(std::make_shared<HeldSnapshot>(db_, revision_)),
        publisher_([this](DurableGroup& group) { Publish(group); }),
        committer_(*options_, [this](std::vector<WaitingCommit>& group) { Apply(group); }) {}

  ~RocksStore() override {
    // An answer may bring the next commit.
    do {
      committer_.Run([this] { publisher_.Await(); });
    } while (committer_.waiting() > 0);
  }

  void CommitAsync(CommitRequest request, CommitDone done) override {
    if (latch_->failed()) return done(RefuseNotServing());
    committer_.Submit(std::move(request), std::move(done));
  }

  std::unique_ptr<StoreSnapshot> OpenSnapshot() const override { return std::make_unique<RocksSnapshot>(Newest()); }

  absl::StatusOr<std::vector<Change>> Changes(Revision after, std::size_t count_max) const override {
    std::shared_ptr<const HeldSnapshot> newest;
    Revision oldest = 0;
    {
      const std::lock_guard lock(mutex_);
      newest = newest_;
      oldest = oldest_;
    }
    if (after < oldest) return RefuseCompacted(after, oldest);
    std::vector<Change> changes;
    if (count_max == 0 || after >= newest->revision()) return changes;
    absl::Status decoded;
    const KeyRange range = {NumberedKey(kChangePrefix, after + 1), PrefixEnd(kChangePrefix)};
    const auto take = [&](absl::string_view key, absl::string_view payload, Revision revision) {
      std::optional<Change> change = DecodeChange(revision, payload);
      if (!change) decoded = RefuseCorrupt(key);
      if (change) changes.push_back(*std::move(change));
      return decoded.ok() && changes.size() < count_max;
    };
    WALZ_RETURN_IF_ERROR(ScanValues(*db_, newest->get(), range, take));
    WALZ_RETURN_IF_ERROR(decoded);
    return changes;
  }

  Revision WaitBeyond(Revision after, absl::Time deadline, std::stop_token stop) const override {
    std::unique_lock lock(mutex_);
    committed_.wait_until(lock, stop, absl::ToChronoTime(deadline), [&] { return revision_ > after; });
    return revision_;
  }

  absl::Status ForgetChanges(Revision revision) override {
    absl::Status forgotten;
    committer_.Run([&] {
      publisher_.Await();  // Whoever submitted before counts.
      forgotten = Forget(revision);
    });
    return forgotten;
  }

  void SetListener(Listener listener) override { listener_ = std::move(listener); }

  absl::StatusOr<Fence> TakeLease(absl::string_view lease, absl::string_view holder, absl::Duration duration) override {
    WALZ_RETURN_IF_ERROR(CheckLeaseWords(lease, holder, duration));
    absl::StatusOr<Fence> fence = RefuseNotServing();
    committer_.Run([&] {
      absl::Status may_write = CheckWrites();
      rocksdb::Status written;
      fence = may_write.ok() ? leases_->Take(lease, holder, duration, StoredTime(options_->now()), written)
                             : absl::StatusOr<Fence>(std::move(may_write));
      FailUnless(written);
    });
    return fence;
  }

  absl::Status GiveUpLease(const Fence& fence) override {
    absl::Status given_up;
    committer_.Run([&] {
      rocksdb::Status written;
      given_up = CheckWrites();
      if (given_up.ok()) given_up = leases_->GiveUp(fence, written);
      FailUnless(written);
    });
    return given_up;
  }

  absl::StatusOr<LeaseState> ReadLease(absl::string_view lease) const override { return leases_->Read(lease); }

  absl::Status ScanAudit(Revision after, absl::FunctionRef<bool(const AuditRecord&)> visit) const override {
    absl::Status decoded;
    const KeyRange range = {NumberedKey(kAuditPrefix, after + 1), PrefixEnd(kAuditPrefix)};
    WALZ_RETURN_IF_ERROR(
        ScanValues(*db_, Newest()->get(), range, [&](absl::string_view key, absl::string_view payload, Revision) {
          const std::optional<AuditRecord> record = DecodeAudit(payload);
          if (!record) decoded = RefuseCorrupt(key);
          return record && visit(*record);
        }));
    return decoded;
  }

  absl::StatusOr<AuditVerified> VerifyAudit() const override {
    AuditWalk walk;
    absl::Status follows;
    const KeyRange all = {std::string(1, kAuditPrefix), PrefixEnd(kAuditPrefix)};
    WALZ_RETURN_IF_ERROR(
        ScanValues(*db_, Newest()->get(), all, [&](absl::string_view key, absl::string_view payload, Revision) {
          follows = walk.Take(NumberOfKey(key), payload);
          return follows.ok();
        }));
    WALZ_RETURN_IF_ERROR(follows);
    return walk.verified();
  }

  absl::Status Scrub(const ScrubProgress& progress, std::stop_token stop) const override;
  absl::Status Compact() override {
    WALZ_RETURN_IF_ERROR(disk_->CheckRoomFor(Stats().bytes));  // The old tables stay until the new ones are whole.
    return StatusOfRocks(db_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr), "compacting");
  }
  absl::StatusOr<BackupMade> Backup(const std::string& folder, const WorkOptions& work) override {
    return BackupOpenDb(*db_, folder, work);
  }
  StoreStats Stats() const override;
  absl::Status Failure() const override { return latch_->failure(); }

 private:
  std::shared_ptr<const HeldSnapshot> Newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
  }

  void FailUnless(const rocksdb::Status& written) {
    if (!written.ok()) latch_->Fail(StatusOfRocks(written, "writing"));
  }

  absl::Status CheckWrites() { return latch_->failed() ? RefuseNotServing() : disk_->CheckWrites(); }

  // On the committer thread.
  void Apply(std::vector<WaitingCommit>& group);
  absl::Status MakeDurable(GroupWriter::Group& judged);
  absl::Status Forget(Revision revision);
  // One group at a time, in order, on the committer's thread or the publisher's.
  void Publish(DurableGroup& group);

  const std::unique_ptr<const StoreOptions> options_;
  const std::shared_ptr<DiskWatch> disk_;
  const std::shared_ptr<FailureLatch> latch_;
  const std::shared_ptr<rocksdb::DB> db_;
  const std::unique_ptr<HighWater> high_water_;  // Closed before the folder's lock is given back.
  const std::unique_ptr<LeaseBook> leases_;
  const std::unique_ptr<GroupWriter> writer_;
  Listener listener_;

  mutable std::mutex mutex_;
  mutable std::condition_variable_any committed_;
  // Guarded by mutex_.
  Revision revision_ = 0;  // The listener has seen it.
  Revision oldest_ = 0;
  std::int64_t commit_groups_ = 0;
  std::int64_t commits_ = 0;
  std::shared_ptr<const HeldSnapshot> newest_;

  // Last: their threads use all of the above, and the committer's the publisher.
  Publisher publisher_;
  Committer committer_;
};

void RocksStore::Apply(std::vector<WaitingCommit>& group) {
  if (latch_->failed()) {
    for (WaitingCommit& commit : group) commit.done(RefuseNotServing());
    return;
  }
  GroupWriter::Group judged = writer_->Judge(group, disk_->CheckWrites());
  // Without a commit there may still be something to sweep.
  const absl::Status durable = judged.batch->Count() > 0 ? MakeDurable(judged) : absl::OkStatus();
  if (!durable.ok()) {
    // Also what was refused: it may have been because of a commit of this very group.
    for (WaitingCommit& commit : group) commit.done(RefuseUnknown(durable));
    return;
  }
  DurableGroup made{.commits = std::move(group),
                    .answers = std::move(judged.answers),
                    .revision = judged.revision,
                    .commit_count = judged.commit_count};
  if (made.commit_count > 0) made.snapshot = std::make_shared<const HeldSnapshot>(db_, made.revision);
  publisher_.Take(std::move(made), /*alone=*/committer_.waiting() == 0);
}

absl::Status RocksStore::MakeDurable(GroupWriter::Group& judged) {
  absl::Status durable = StatusOfRocks(WriteSynced(*db_, *judged.batch), "writing");
  if (durable.ok()) durable = high_water_->Mark(judged.revision);
  if (!durable.ok()) latch_->Fail(durable);
  return durable;
}

void RocksStore::Publish(DurableGroup& group) {
  if (group.commit_count > 0) {
    {
      const std::lock_guard lock(mutex_);
      newest_.swap(group.snapshot);
      ++commit_groups_;
      commits_ += group.commit_count;
    }
    group.snapshot.reset();  // The one before; released outside the lock.
    if (listener_) {
      for (std::size_t i = 0; i < group.commits.size(); ++i) {
        const absl::StatusOr<Committed>& answer = group.answers[i];
        if (!answer.ok() || answer->replayed) continue;
        listener_(answer->revision, answer->time, group.commits[i].request.mutations);
      }
    }
    {
      const std::lock_guard lock(mutex_);
      revision_ = group.revision;
    }
    committed_.notify_all();
  }
  for (std::size_t i = 0; i < group.commits.size(); ++i) group.commits[i].done(std::move(group.answers[i]));
}

absl::Status RocksStore::Forget(Revision revision) {
  WALZ_RETURN_IF_ERROR(CheckWrites());
  Revision oldest = 0;
  {
    const std::lock_guard lock(mutex_);
    oldest = std::min(revision, newest_->revision());
    if (oldest <= oldest_) return absl::OkStatus();
  }
  rocksdb::WriteBatch batch = MakeBatch();
  PutSealed(batch, OldestMetaKey(), EncodeNumber(static_cast<std::uint64_t>(oldest)), 0);
  batch.DeleteRange(NumberedKey(kChangePrefix, 0), NumberedKey(kChangePrefix, oldest + 1));
  const rocksdb::Status written = WriteSynced(*db_, batch);
  FailUnless(written);
  if (!written.ok()) return RefuseUnknown(StatusOfRocks(written, "forgetting changes"));
  const std::lock_guard lock(mutex_);
  oldest_ = oldest;
  return absl::OkStatus();
}

absl::Status RocksStore::Scrub(const ScrubProgress& progress, std::stop_token stop) const {
  const auto nothing_else = [](absl::string_view, absl::string_view, std::vector<std::string>&) {};
  WALZ_ASSIGN_OR_RETURN(const Scrubbed scrubbed, ScrubDb(*db_, Newest()->get(), nothing_else, progress, stop));
  return RefuseFaults(scrubbed.faults);
}

StoreStats RocksStore::Stats() const {
  StoreStats stats;
  {
    const std::lock_guard lock(mutex_);
    stats.revision = revision_;
    stats.oldest = oldest_;
    stats.commit_groups = commit_groups_;
    stats.commits = commits_;
  }
  std::uint64_t number = 0;
  for (const char* property : {"rocksdb.total-sst-files-size", "rocksdb.cur-size-all-mem-tables"}) {
    if (db_->GetIntProperty(property, &number)) stats.bytes += static_cast<std::int64_t>(number);
  }
  stats.waiting = committer_.waiting();
  stats.stall_micros = static_cast<std::int64_t>(db_->GetDBOptions().statistics->getTickerCount(rocksdb::STALL_MICROS));
  const DiskWatch::State disk = disk_->state();
  stats.disk_free_bytes = disk.free_bytes;
  stats.disk_watermark_bytes = options_->disk_watermark_bytes;
  stats.writes_refused = disk.writes_refused || latch_->failed();
  return stats;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(const std::string& folder, StoreOptions options) {
  auto kept = std::make_unique<StoreOptions>(std::move(options));  // At an address that does not move.
  WALZ_ASSIGN_OR_RETURN(OpenedFolder opened, OpenStoreFolder(folder, *kept));
  return std::make_unique<RocksStore>(std::move(opened), std::move(kept));
}

}  // namespace walz
