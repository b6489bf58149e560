#include "service/store/memory_store.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/store/audit_chain.h"
#include "service/store/committer.h"
#include "service/store/store_errors.h"
#include "service/store/store_records.h"

namespace walz {
namespace {

// Every version of every record; none: deleted by that revision.
using Versions = std::map<Revision, std::optional<std::string>>;

class MemoryData {
 public:
  std::optional<Record> Find(absl::string_view key, Revision revision) const {
    const std::lock_guard lock(mutex_);
    const auto at = records_.find(key);
    return at == records_.end() ? std::nullopt : AsOf(at->second, revision);
  }

  // The first key of `range` that has a record at `revision`.
  std::optional<std::pair<std::string, Record>> FindFirst(const KeyRange& range, Revision revision) const {
    const std::lock_guard lock(mutex_);
    for (auto at = records_.lower_bound(range.first);
         at != records_.end() && (range.last.empty() || at->first < range.last); ++at) {
      if (std::optional<Record> record = AsOf(at->second, revision)) return {{at->first, *std::move(record)}};
    }
    return std::nullopt;
  }

  void Write(const Mutation& mutation, Revision revision) {
    const std::lock_guard lock(mutex_);
    records_[mutation.key][revision] = mutation.value;
  }

  std::int64_t Bytes() const {
    const std::lock_guard lock(mutex_);
    std::int64_t bytes = 0;
    for (const auto& [key, versions] : records_) {
      for (const auto& [revision, value] : versions) {
        bytes += static_cast<std::int64_t>(key.size() + (value ? value->size() : 0));
      }
    }
    return bytes;
  }

 private:
  static std::optional<Record> AsOf(const Versions& versions, Revision revision) {
    auto after = versions.upper_bound(revision);
    if (after == versions.begin()) return std::nullopt;
    --after;
    if (!after->second) return std::nullopt;
    return Record{.value = *after->second, .revision = after->first};
  }

  mutable std::mutex mutex_;
  std::map<std::string, Versions, std::less<>> records_;  // Guarded by mutex_.
};

class MemorySnapshot : public StoreSnapshot {
 public:
  // `data` must outlive this object.
  MemorySnapshot(const MemoryData& data, Revision revision) : data_(data), revision_(revision) {}

  Revision revision() const override { return revision_; }

  absl::StatusOr<std::optional<Record>> Get(absl::string_view key) const override { return data_.Find(key, revision_); }

  absl::StatusOr<std::vector<std::optional<Record>>> MultiGet(absl::Span<const std::string> keys) const override {
    std::vector<std::optional<Record>> records;
    for (const std::string& key : keys) records.push_back(data_.Find(key, revision_));
    return records;
  }

  absl::Status Scan(const KeyRange& range, Visit visit, std::stop_token stop) const override {
    KeyRange rest = range;
    while (const auto next = data_.FindFirst(rest, revision_)) {
      if (stop.stop_requested()) return RefuseStopped();
      if (!visit(next->first, next->second.value, next->second.revision)) return absl::OkStatus();
      rest.first = absl::StrCat(next->first, absl::string_view("\0", 1));  // The next possible key.
    }
    return absl::OkStatus();
  }

 private:
  const MemoryData& data_;
  const Revision revision_;
};

class MemoryStore : public Store {
 public:
  explicit MemoryStore(StoreOptions options)
      : options_(std::move(options)), committer_(options_, [this](std::vector<WaitingCommit>& group) {
          for (WaitingCommit& commit : group) commit.done(Apply(commit.request));
        }) {}

  void CommitAsync(CommitRequest request, CommitDone done) override {
    committer_.Submit(std::move(request), std::move(done));
  }

  std::unique_ptr<StoreSnapshot> OpenSnapshot() const override {
    const std::lock_guard lock(mutex_);
    return std::make_unique<MemorySnapshot>(data_, revision_);
  }

  absl::StatusOr<std::vector<Change>> Changes(Revision after, std::size_t count_max) const override {
    const std::lock_guard lock(mutex_);
    if (after < oldest_) return RefuseCompacted(after, oldest_);
    std::vector<Change> changes;
    for (auto at = changes_.upper_bound(after); at != changes_.end() && changes.size() < count_max; ++at) {
      changes.push_back(at->second);
    }
    return changes;
  }

  Revision WaitBeyond(Revision after, absl::Time deadline, std::stop_token stop) const override {
    std::unique_lock lock(mutex_);
    committed_.wait_until(lock, stop, absl::ToChronoTime(deadline), [&] { return revision_ > after; });
    return revision_;
  }

  absl::Status ForgetChanges(Revision revision) override {
    const std::lock_guard lock(mutex_);
    oldest_ = std::max(oldest_, std::min(revision, revision_));
    changes_.erase(changes_.begin(), changes_.upper_bound(oldest_));
    return absl::OkStatus();
  }

  void SetListener(Listener listener) override { listener_ = std::move(listener); }

  absl::StatusOr<Fence> TakeLease(absl::string_view lease, absl::string_view holder, absl::Duration duration) override {
    WALZ_RETURN_IF_ERROR(CheckLeaseWords(lease, holder, duration));
    const std::lock_guard lock(mutex_);
    const absl::Time now = StoredTime(options_.now());
    LeaseState& state = leases_[std::string(lease)];
    if (state.holder != holder) {
      if (!state.holder.empty() && state.expires > now) return RefuseFenced(lease, state.holder);
      state.holder = std::string(holder);
      ++state.token;
    }
    state.expires = StoredTime(now + duration);
    return Fence{.lease = std::string(lease), .token = state.token};
  }

  absl::Status GiveUpLease(const Fence& fence) override {
    const std::lock_guard lock(mutex_);
    WALZ_RETURN_IF_ERROR(CheckFence(fence));
    leases_[fence.lease].holder.clear();
    return absl::OkStatus();
  }

  absl::StatusOr<LeaseState> ReadLease(absl::string_view lease) const override {
    const std::lock_guard lock(mutex_);
    const auto at = leases_.find(std::string(lease));
    return at == leases_.end() ? LeaseState{} : at->second;
  }

  absl::Status ScanAudit(Revision after, absl::FunctionRef<bool(const AuditRecord&)> visit) const override {
    for (;;) {
      std::optional<AuditRecord> record;
      {
        const std::lock_guard lock(mutex_);
        const auto at = audit_.upper_bound(after);
        if (at == audit_.end()) return absl::OkStatus();
        record = DecodeAudit(at->second);
      }
      if (!visit(*record)) return absl::OkStatus();
      after = record->revision;
    }
  }

  absl::StatusOr<AuditVerified> VerifyAudit() const override {
    const std::lock_guard lock(mutex_);
    AuditWalk walk;
    for (const auto& [revision, stored] : audit_) WALZ_RETURN_IF_ERROR(walk.Take(revision, stored));
    return walk.verified();
  }

  absl::Status Scrub(const ScrubProgress& progress, std::stop_token stop) const override {
    std::int64_t records = 0;
    std::int64_t bytes = 0;
    const auto count = [&](absl::string_view key, absl::string_view value, Revision) {
      ++records;
      bytes += static_cast<std::int64_t>(key.size() + value.size());
      return true;
    };
    WALZ_RETURN_IF_ERROR(OpenSnapshot()->Scan({}, count, stop));
    if (progress) progress(records, bytes);
    return absl::OkStatus();
  }

  absl::Status Compact() override { return absl::OkStatus(); }

  StoreStats Stats() const override {
    StoreStats stats{.bytes = data_.Bytes(), .waiting = committer_.waiting()};
    const std::lock_guard lock(mutex_);
    stats.revision = revision_;
    stats.oldest = oldest_;
    stats.commits = stats.commit_groups = commits_;
    return stats;
  }

 private:
  struct Kept {
    std::string fingerprint;
    Committed answer;
  };

  // REQUIRES: mutex_ is held.
  absl::Status CheckFence(const Fence& fence) const {
    const auto at = leases_.find(fence.lease);
    if (at == leases_.end()) return RefuseFenced(fence.lease, "");
    if (at->second.holder.empty() || at->second.token != fence.token) {
      return RefuseFenced(fence.lease, at->second.holder);
    }
    return absl::OkStatus();
  }

  absl::Status CheckRevision(absl::string_view key, Revision expected) const {
    const std::optional<Record> record = data_.Find(key, revision_);
    const Revision found = record ? record->revision : 0;
    return found == expected ? absl::OkStatus() : RefuseEtag(key, expected, found);
  }

  absl::Status Check(const CommitRequest& request) const {
    if (request.fence) WALZ_RETURN_IF_ERROR(CheckFence(*request.fence));
    for (const Expectation& expectation : request.expectations) {
      WALZ_RETURN_IF_ERROR(CheckRevision(expectation.key, expectation.revision));
    }
    for (const Mutation& mutation : request.mutations) {
      if (mutation.expected) WALZ_RETURN_IF_ERROR(CheckRevision(mutation.key, *mutation.expected));
    }
    return absl::OkStatus();
  }

  // On the committer thread alone.
  absl::StatusOr<Committed> Apply(CommitRequest& request) {
    Committed committed;
    {
      const std::lock_guard lock(mutex_);
      const absl::Time now = StoredTime(options_.now());
      const auto kept = kept_.find(request.idempotency_key);
      if (kept != kept_.end() && kept->second.answer.time + options_.idempotency_kept > now) {
        if (kept->second.fingerprint != request.fingerprint) return RefuseReused(request);
        committed = kept->second.answer;
        committed.replayed = true;
        return committed;
      }
      WALZ_RETURN_IF_ERROR(Check(request));
      committed = {.revision = revision_ + 1, .time = now, .reply = request.reply};
      for (const Mutation& mutation : request.mutations) data_.Write(mutation, committed.revision);
      Note(request, committed);
      revision_ = committed.revision;
    }
    if (listener_) listener_(committed.revision, committed.time, request.mutations);
    committed_.notify_all();
    return committed;
  }

  // Change log, audit chain, idempotency record.  REQUIRES: mutex_ is held.
  void Note(const CommitRequest& request, const Committed& committed) {
    Change change{.revision = committed.revision, .time = committed.time};
    for (const Mutation& mutation : request.mutations) {
      change.keys.push_back({.key = mutation.key, .deleted = !mutation.value});
    }
    changes_[committed.revision] = std::move(change);
    const std::string entry = EncodeAuditEntry(committed.revision, committed.time, request.audit);
    audit_head_ = HashAuditEntry(audit_head_, entry);
    audit_[committed.revision] = JoinAuditEntry(entry, audit_head_);
    if (!request.idempotency_key.empty()) kept_[request.idempotency_key] = {request.fingerprint, committed};
    ++commits_;
  }

  const StoreOptions options_;
  Listener listener_;
  mutable std::mutex mutex_;  // Taken before that of data_.
  mutable std::condition_variable_any committed_;
  MemoryData data_;
  // Guarded by mutex_.
  Revision revision_ = 0;
  Revision oldest_ = 0;
  std::int64_t commits_ = 0;
  std::map<Revision, Change> changes_;
  std::map<Revision, std::string> audit_;
  AuditHash audit_head_{};
  std::map<std::string, Kept> kept_;
  std::map<std::string, LeaseState> leases_;
  Committer committer_;  // Last: its thread uses all of the above.
};

}  // namespace

std::unique_ptr<Store> MakeMemoryStore(StoreOptions options) {
  return std::make_unique<MemoryStore>(std::move(options));
}

}  // namespace walz
