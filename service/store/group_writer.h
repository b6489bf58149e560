// GroupWriter: judges the commits of a group in order and puts those that stand into one batch, each with its revision.
//
// A later commit sees the earlier ones of its group.  Nothing here is durable until the batch is; after a batch that
// failed the store takes no more commits, so there is no way back.
//
// Keys and values are copied once, into the batch: what is pending looks into the commits of the group.
//
// Internal: only this folder's .cc files and tests include it.  Thread rule: the committer thread's alone.

#ifndef SERVICE_STORE_GROUP_WRITER_H_
#define SERVICE_STORE_GROUP_WRITER_H_

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "service/store/audit_chain.h"
#include "service/store/committer.h"
#include "service/store/last_writes.h"
#include "service/store/lease_book.h"
#include "service/store/rocks_db.h"
#include "service/store/store.h"
#include "service/store/store_options.h"

namespace walz {

class GroupWriter {
 public:
  // `db`, `options` and `leases` must outlive this object.
  GroupWriter(rocksdb::DB& db, const StoreOptions& options, const LeaseBook& leases, const StoreHead& head);

  struct Group {
    // The writer's own, used again by the next group: memory of megabytes is dear to get.
    rocksdb::WriteBatch* batch;
    std::vector<absl::StatusOr<Committed>> answers;  // By commit; to be given once the batch is durable.
    Revision revision = 0;                           // Of its last commit.
    std::int64_t commit_count = 0;                   // That write something.
  };
  // `disk`: why nothing may be written now, if so; what was committed before is still answered.
  Group Judge(std::vector<WaitingCommit>& commits, const absl::Status& disk);

  // A batch that notes that the revisions up to `high_water` are lost and goes on above them.
  Group NoteLoss(Revision high_water);

 private:
  struct PendingWrite {
    char prefix;
    absl::string_view key;                     // Behind the prefix.
    std::optional<absl::string_view> payload;  // None: delete.
    Revision revision = 0;
  };
  struct Repeated {
    std::string fingerprint;
    Committed committed;
  };

  Group BeginGroup();
  void EndGroup(Group& group);

  // A text that lives as long as the group.
  absl::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  // Of keys with their prefix.
  void Put(std::string key, std::string payload, Revision revision);
  void Delete(std::string key);
  // Moves what is pending into the batch, in the order of keys: RocksDB inserts that in a third of the time.
  void FillBatch(rocksdb::WriteBatch& batch);

  absl::StatusOr<Committed> JudgeOne(CommitRequest& request, const absl::Status& disk, Group& group);
  // What was answered to this idempotency key before, if it is still kept.
  absl::StatusOr<std::optional<Repeated>> FindRepeated(const std::string& key, absl::Time now);
  absl::Status CheckExpected(const CommitRequest& request) const;
  // `read_at`: of the snapshot at which `expected` was read; 0: not told.
  absl::Status CheckRevision(absl::string_view key, Revision expected, Revision read_at) const;
  void Write(const CommitRequest& request, const Committed& committed);
  void WriteAudit(const AuditNote& note, const Committed& committed);
  // Deletes idempotency records that are kept no longer, some with each group.
  absl::Status Sweep(std::size_t count_max);

  rocksdb::DB& db_;
  const StoreOptions& options_;
  const LeaseBook& leases_;
  Revision revision_ = 0;
  AuditHash audit_head_{};
  std::string sweep_from_;                        // Nothing that can expire stands before it.
  absl::Time sweep_next_ = absl::InfinitePast();  // Nothing expires before it.
  LastWrites last_writes_;
  // Of this group.
  rocksdb::WriteBatch batch_;
  std::deque<std::string> texts_;
  std::vector<PendingWrite> pending_;                         // In the order of commits.
  absl::flat_hash_map<absl::string_view, Revision> written_;  // 0: deleted.
  absl::flat_hash_map<std::string, Repeated> answered_;       // By idempotency key.
};

}  // namespace walz

#endif  // SERVICE_STORE_GROUP_WRITER_H_
