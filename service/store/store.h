// Store: where the daemon keeps bytes: one total order of revisions, durable before it is acknowledged.
//
// A revision numbers a commit; the first is 1.  A commit is one atomic, synced batch: its mutations, its entry in the
// change log, its entry in the audit chain, its idempotency record.  Two implementations, the embedded one on RocksDB
// and a model in memory, pass one conformance suite (tests/service/store).  Keys are made in keys.h; values are wrapped
// in a version byte and a checksum by value_codec.h, below this interface.
//
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_STORE_STORE_H_
#define SERVICE_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <absl/functional/any_invocable.h>
#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"

namespace walz {

using Revision = std::int64_t;  // 0: before the first commit.

struct Record {
  std::string value;
  Revision revision = 0;  // Of the commit that wrote it.
};

struct Mutation {
  std::string key;
  std::optional<std::string> value;  // None: delete.
  // The revision that the key's record must have; 0: there must be none; none: whatever is there.
  std::optional<Revision> expected;
  // Of the snapshot at which `expected` was read; 0: not told.  The store may trust it rather than read again what
  // nobody has written since.
  Revision read_at = 0;
};

// A key that is read, not written, but must not have changed.
struct Expectation {
  std::string key;
  Revision revision = 0;  // 0: there must be no record.
  Revision read_at = 0;   // As that of Mutation.
};

// What a lease gives: later commits under it are refused once another holder has taken it.
struct Fence {
  std::string lease;
  std::int64_t token = 0;  // Grows with every holder.
};

// Who did it, for the audit chain.
struct AuditNote {
  std::string principal;
  std::string method;
  std::vector<std::string> names;  // Resource names written; the chain keeps the first 100 and the count.
  std::string request_id;
};

struct CommitRequest {
  std::vector<Mutation> mutations;  // Each key at most once.  May be empty: then only revision and audit move.
  std::vector<Expectation> expectations;
  // Empty: none.  The same key again within StoreOptions::idempotency_kept answers what the first commit answered and
  // writes nothing; with another fingerprint it is refused (REQUEST_ID_REUSED).
  std::string idempotency_key;
  std::string fingerprint;  // Of the request, such as a hash.
  std::string reply;        // Kept with the idempotency record.  `{revision}` needs no place here: see Committed.
  std::optional<Fence> fence;
  AuditNote audit;
};

struct Committed {
  Revision revision = 0;
  absl::Time time;
  bool replayed = false;  // It was committed before; `reply` is what was kept then.
  std::string reply;
};

struct ChangedKey {
  std::string key;
  bool deleted = false;
};

// The change log's entry of one commit.
struct Change {
  Revision revision = 0;
  absl::Time time;
  std::vector<ChangedKey> keys;
};

struct KeyRange {
  std::string first;  // Included.
  std::string last;   // Excluded; empty: no end.
};

// A view of one revision; closes when it is destroyed.  Thread rule: const methods may be called from any thread.
class StoreSnapshot {
 public:
  virtual ~StoreSnapshot() = default;

  virtual Revision revision() const = 0;
  // None if there is no record.  DataLoss if it does not match its checksum.
  virtual absl::StatusOr<std::optional<Record>> Get(absl::string_view key) const = 0;
  virtual absl::StatusOr<std::vector<std::optional<Record>>> MultiGet(absl::Span<const std::string> keys) const = 0;
  // Calls `visit` in the order of keys until it returns false or `stop` asks.  The views live during the call.
  // DataLoss if a record does not match its checksum; Cancelled if stopped.
  using Visit = absl::FunctionRef<bool(absl::string_view key, absl::string_view value, Revision revision)>;
  virtual absl::Status Scan(const KeyRange& range, Visit visit, std::stop_token stop = {}) const = 0;
};

struct LeaseState {
  std::string holder;  // Empty: nobody.
  std::int64_t token = 0;
  absl::Time expires;
};

struct StoreStats {
  Revision revision = 0;
  Revision oldest = 0;  // Changes after it are kept.
  std::int64_t bytes = 0;
  std::int64_t commit_groups = 0;  // Synced batches since the start.
  std::int64_t commits = 0;
  std::int64_t waiting = 0;
  std::int64_t stall_micros = 0;
  std::int64_t disk_free_bytes = 0;
  std::int64_t disk_watermark_bytes = 0;
  bool writes_refused = false;
};

struct AuditVerified {
  std::int64_t entries = 0;
  std::string head_hash;  // Lower-case hex.
  Revision last_revision = 0;
};

struct BackupMade {
  std::int64_t id = 0;  // Counts up within its folder.
  absl::Time time;
  Revision revision = 0;
  std::int64_t bytes = 0;
};

// One entry of the audit chain, as kept.
struct AuditRecord {
  Revision revision = 0;
  absl::Time time;
  AuditNote note;
  std::int64_t name_count = 0;
  std::string hash;  // Lower-case hex, SHA-256 over the hash before and this entry.
};

class Store {
 public:
  virtual ~Store() = default;

  // Hands the commit to the committer thread; `done` is called once, from a thread of the store, after the batch is
  // durable and the listener has seen it, and must be quick; what is refused at the door (LIMIT_REACHED, NOT_SERVING,
  // InvalidArgument) is answered on the calling thread.
  //   Aborted             an expected revision differs (ETAG_MISMATCH with the key as metadata `key`), or FENCED
  //   InvalidArgument     REQUEST_ID_REUSED; or a key is empty, too long or there twice
  //   ResourceExhausted   the disk is below its watermark (DISK_FULL), or too many commits wait (LIMIT_REACHED)
  //   Unavailable         OUTCOME_UNKNOWN: the batch may or may not be durable; the store takes no more commits, and
  //                       the process is to end.  NOT_SERVING: it took none before already.
  using CommitDone = absl::AnyInvocable<void(absl::StatusOr<Committed>)>;
  virtual void CommitAsync(CommitRequest request, CommitDone done) = 0;

  // The same, waiting for the answer.
  absl::StatusOr<Committed> Commit(CommitRequest request);

  // A view of all that is durable: at least every acknowledged commit, and never more than the listener is about to
  // see.
  virtual std::unique_ptr<StoreSnapshot> OpenSnapshot() const = 0;

  // Entries after `after` in order, at most `count_max`, none if there are none yet.
  // OutOfRange: REVISION_COMPACTED, metadata `oldest_revision`.
  virtual absl::StatusOr<std::vector<Change>> Changes(Revision after, std::size_t count_max) const = 0;
  // Blocks until there is a commit after `after`, `deadline` or `stop`.  The newest revision.
  virtual Revision WaitBeyond(Revision after, absl::Time deadline, std::stop_token stop) const = 0;
  // Forgets changes up to and including `revision`, or the newest if that is less.  Durable.
  virtual absl::Status ForgetChanges(Revision revision) = 0;

  // Called after each durable commit, in order, one after another, before `done`s: keeps the mirror in step.  The next
  // commits may be made durable meanwhile.
  // Set before the first commit.
  using Listener = std::function<void(Revision, absl::Time, absl::Span<const Mutation>)>;
  virtual void SetListener(Listener listener) = 0;

  // Takes or renews the lease for `holder`; FENCED while another holder's has not expired.  Durable.  A holder that
  // renews keeps its token, also after the lease expired, as long as nobody else took it; holders' names must therefore
  // differ from one start of a process to the next.
  virtual absl::StatusOr<Fence> TakeLease(absl::string_view lease, absl::string_view holder,
                                          absl::Duration duration) = 0;
  // FENCED if the fence is no longer the lease's.
  virtual absl::Status GiveUpLease(const Fence& fence) = 0;
  // Nobody's, with token 0, if it was never taken.
  virtual absl::StatusOr<LeaseState> ReadLease(absl::string_view lease) const = 0;

  // The audit chain in order, after `after`.
  virtual absl::Status ScanAudit(Revision after, absl::FunctionRef<bool(const AuditRecord&)> visit) const = 0;
  // DataLoss at the first entry that does not follow from the one before.
  virtual absl::StatusOr<AuditVerified> VerifyAudit() const = 0;

  // Reads every record and compares checksums.  DataLoss with the keys at fault.
  using ScrubProgress = std::function<void(std::int64_t records, std::int64_t bytes)>;
  virtual absl::Status Scrub(const ScrubProgress& progress, std::stop_token stop) const = 0;
  // Gives back the space of what was deleted; DISK_FULL if there is no room to do it in.
  virtual absl::Status Compact() = 0;

  // Makes a backup in `folder` while commits go on, and reads it back.  FailedPrecondition if this store cannot.
  virtual absl::StatusOr<BackupMade> Backup(const std::string& folder, const WorkOptions& work);

  virtual StoreStats Stats() const = 0;
  // OK while it takes commits; what happened once it has failed for good (OUTCOME_UNKNOWN) and the process is to end.
  virtual absl::Status Failure() const { return absl::OkStatus(); }
};

}  // namespace walz

#endif  // SERVICE_STORE_STORE_H_
