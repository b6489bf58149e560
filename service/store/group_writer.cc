#include "service/store/group_writer.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/store/store_errors.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"
#include "service/store/value_codec.h"

namespace walz {
namespace {

constexpr std::size_t kSweptPerGroupMin = 256;

std::string ExpiryKey(absl::Time time, absl::string_view key) {
  return absl::StrCat(NumberedKey(kExpiryPrefix, absl::ToUnixMicros(time)), key);
}

}  // namespace

GroupWriter::GroupWriter(rocksdb::DB& db, const StoreOptions& options, const LeaseBook& leases, const StoreHead& head)
    : db_(db), options_(options), leases_(leases), revision_(head.revision), sweep_from_(1, kExpiryPrefix) {
  if (const auto newest = SplitAuditEntry(head.audit_entry)) audit_head_ = newest->hash;
}

GroupWriter::Group GroupWriter::Judge(std::vector<WaitingCommit>& commits, const absl::Status& disk) {
  Group group{.batch = MakeBatch()};
  written_.clear();
  answered_.clear();
  group.answers.reserve(commits.size());
  const absl::Status swept = disk.ok() ? Sweep(kSweptPerGroupMin + 2 * commits.size()) : absl::OkStatus();
  for (WaitingCommit& commit : commits) {
    group.answers.push_back(swept.ok() ? JudgeOne(commit.request, disk, group) : swept);
  }
  FillBatch(group.batch);
  group.revision = revision_;
  return group;
}

GroupWriter::Group GroupWriter::NoteLoss(Revision high_water) {
  Group group{.batch = MakeBatch()};
  const Revision first_lost = revision_ + 1;
  revision_ = high_water;
  PutSealed(group.batch, OldestMetaKey(), EncodeNumber(static_cast<std::uint64_t>(high_water)), 0);
  group.batch.DeleteRange(NumberedKey(kChangePrefix, 0), NumberedKey(kChangePrefix, high_water + 1));
  CommitRequest request;
  request.audit = {.principal = "walzd",
                   .method = kAcceptLossMethod,
                   .names = {absl::StrCat("revisions/", first_lost, "-", high_water)}};
  group.answers.push_back(JudgeOne(request, absl::OkStatus(), group));
  FillBatch(group.batch);
  group.revision = revision_;
  return group;
}

void GroupWriter::Put(std::string key, absl::string_view payload, Revision revision) {
  std::string sealed = SealValue(key, payload, revision);
  pending_.push_back({.key = std::move(key), .sealed = std::move(sealed)});
}

void GroupWriter::Delete(std::string key) { pending_.push_back({.key = std::move(key)}); }

void GroupWriter::FillBatch(rocksdb::WriteBatch& batch) {
  std::stable_sort(pending_.begin(), pending_.end(),
                   [](const PendingWrite& one, const PendingWrite& other) { return one.key < other.key; });
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const PendingWrite& write = pending_[i];
    if (i + 1 < pending_.size() && pending_[i + 1].key == write.key) continue;  // A later commit wrote it again.
    if (write.sealed) {
      batch.Put(write.key, *write.sealed);
    } else {
      batch.Delete(write.key);
    }
  }
  pending_.clear();
}

absl::StatusOr<Committed> GroupWriter::JudgeOne(CommitRequest& request, const absl::Status& disk, Group& group) {
  const absl::Time now = StoredTime(options_.now());
  if (!request.idempotency_key.empty()) {
    WALZ_ASSIGN_OR_RETURN(std::optional<Repeated> repeated, FindRepeated(request.idempotency_key, now));
    if (repeated) {
      if (repeated->fingerprint != request.fingerprint) return RefuseReused(request);
      repeated->committed.replayed = true;
      return std::move(repeated->committed);
    }
  }
  WALZ_RETURN_IF_ERROR(disk);
  if (request.fence) WALZ_RETURN_IF_ERROR(leases_.Check(*request.fence));
  WALZ_RETURN_IF_ERROR(CheckExpected(request));
  Committed committed{.revision = ++revision_, .time = now, .reply = std::move(request.reply)};
  Write(request, committed);
  ++group.commit_count;
  return committed;
}

absl::StatusOr<std::optional<GroupWriter::Repeated>> GroupWriter::FindRepeated(const std::string& key, absl::Time now) {
  const auto earlier = answered_.find(key);
  if (earlier != answered_.end()) return std::optional<Repeated>(earlier->second);
  std::optional<IdempotencyRecord> record;
  const auto take = [&](absl::string_view payload, Revision) { record = DecodeIdempotency(payload); };
  WALZ_ASSIGN_OR_RETURN(const bool found, ReadValue(db_, nullptr, PrefixedKey(kIdempotencyPrefix, key), take));
  if (!found) return std::optional<Repeated>();
  if (!record) return RefuseCorrupt(key);
  if (record->time + options_.idempotency_kept <= now) {
    Delete(ExpiryKey(record->time, key));
    Delete(PrefixedKey(kIdempotencyPrefix, key));
    return std::optional<Repeated>();
  }
  return std::optional<Repeated>(
      Repeated{.fingerprint = std::move(record->fingerprint),
               .committed = {.revision = record->revision, .time = record->time, .reply = std::move(record->reply)}});
}

absl::Status GroupWriter::CheckExpected(const CommitRequest& request) const {
  for (const Expectation& expectation : request.expectations) {
    WALZ_RETURN_IF_ERROR(CheckRevision(expectation.key, expectation.revision));
  }
  for (const Mutation& mutation : request.mutations) {
    if (mutation.expected) WALZ_RETURN_IF_ERROR(CheckRevision(mutation.key, *mutation.expected));
  }
  return absl::OkStatus();
}

absl::Status GroupWriter::CheckRevision(absl::string_view key, Revision expected) const {
  Revision found = 0;
  if (const auto written = written_.find(key); written != written_.end()) {
    found = written->second;
  } else {
    const auto take = [&](absl::string_view, Revision revision) { found = revision; };
    WALZ_RETURN_IF_ERROR(ReadValue(db_, nullptr, PrefixedKey(kDataPrefix, key), take).status());
  }
  return found == expected ? absl::OkStatus() : RefuseEtag(key, expected, found);
}

void GroupWriter::Write(const CommitRequest& request, const Committed& committed) {
  for (const Mutation& mutation : request.mutations) {
    std::string key = PrefixedKey(kDataPrefix, mutation.key);
    if (mutation.value) {
      Put(std::move(key), *mutation.value, committed.revision);
    } else {
      Delete(std::move(key));
    }
    written_[mutation.key] = mutation.value ? committed.revision : 0;
  }
  Put(NumberedKey(kChangePrefix, committed.revision), EncodeChange(committed.time, request.mutations),
      committed.revision);
  WriteAudit(request.audit, committed);
  if (request.idempotency_key.empty()) return;
  Put(PrefixedKey(kIdempotencyPrefix, request.idempotency_key),
      EncodeIdempotency({.revision = committed.revision,
                         .time = committed.time,
                         .fingerprint = request.fingerprint,
                         .reply = committed.reply}),
      committed.revision);
  Put(ExpiryKey(committed.time, request.idempotency_key), "", committed.revision);
  answered_[request.idempotency_key] = {request.fingerprint, committed};
  // A clock that was set back writes before what was swept.
  const std::string expiry = NumberedKey(kExpiryPrefix, absl::ToUnixMicros(committed.time));
  if (expiry < sweep_from_) sweep_from_ = expiry;
  sweep_next_ = std::min(sweep_next_, committed.time + options_.idempotency_kept);
}

void GroupWriter::WriteAudit(const AuditNote& note, const Committed& committed) {
  const std::string entry = EncodeAuditEntry(committed.revision, committed.time, note);
  audit_head_ = HashAuditEntry(audit_head_, entry);
  Put(NumberedKey(kAuditPrefix, committed.revision), JoinAuditEntry(entry, audit_head_), committed.revision);
}

absl::Status GroupWriter::Sweep(std::size_t count_max) {
  const absl::Time now = options_.now();
  if (now < sweep_next_) return absl::OkStatus();
  // From where the last sweep ended: before it stand the tombstones of what was swept.
  const KeyRange rest = {sweep_from_, PrefixEnd(kExpiryPrefix)};
  sweep_next_ = absl::InfiniteFuture();
  return ScanValues(db_, nullptr, rest, [&](absl::string_view key, absl::string_view, Revision) {
    const absl::Time expires = absl::FromUnixMicros(NumberOfKey(key)) + options_.idempotency_kept;
    sweep_from_ = std::string(key);
    if (expires > now || count_max == 0) {
      sweep_next_ = expires;
      return false;
    }
    --count_max;
    Delete(std::string(key));
    Delete(PrefixedKey(kIdempotencyPrefix, key.substr(9)));
    return true;
  });
}

}  // namespace walz
