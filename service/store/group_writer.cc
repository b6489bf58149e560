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
    : db_(db),
      options_(options),
      leases_(leases),
      revision_(head.revision),
      sweep_from_(1, kExpiryPrefix),
      last_writes_(head.revision),
      batch_(MakeBatch()) {
  if (const auto newest = SplitAuditEntry(head.audit_entry)) audit_head_ = newest->hash;
}

GroupWriter::Group GroupWriter::Judge(std::vector<WaitingCommit>& commits, const absl::Status& disk) {
  Group group = BeginGroup();
  group.answers.reserve(commits.size());
  const absl::Status swept = disk.ok() ? Sweep(kSweptPerGroupMin + 2 * commits.size()) : absl::OkStatus();
  for (WaitingCommit& commit : commits) {
    group.answers.push_back(swept.ok() ? JudgeOne(commit.request, disk, group) : swept);
  }
  EndGroup(group);
  return group;
}

GroupWriter::Group GroupWriter::NoteLoss(Revision high_water) {
  Group group = BeginGroup();
  const Revision first_lost = revision_ + 1;
  revision_ = high_water;
  PutSealed(batch_, OldestMetaKey(), EncodeNumber(static_cast<std::uint64_t>(high_water)), 0);
  batch_.DeleteRange(NumberedKey(kChangePrefix, 0), NumberedKey(kChangePrefix, high_water + 1));
  CommitRequest request;
  request.audit = {.principal = "walzd",
                   .method = kAcceptLossMethod,
                   .names = {absl::StrCat("revisions/", first_lost, "-", high_water)}};
  group.answers.push_back(JudgeOne(request, absl::OkStatus(), group));
  EndGroup(group);
  return group;
}

GroupWriter::Group GroupWriter::BeginGroup() {
  batch_.Clear();
  return {.batch = &batch_};
}

void GroupWriter::EndGroup(Group& group) {
  FillBatch(batch_);
  group.revision = revision_;
  pending_.clear();
  written_.clear();
  answered_.clear();
  texts_.clear();
}

void GroupWriter::Put(std::string key, std::string payload, Revision revision) {
  const absl::string_view kept = Keep(std::move(key));
  pending_.push_back(
      {.prefix = kept[0], .key = kept.substr(1), .payload = Keep(std::move(payload)), .revision = revision});
}

void GroupWriter::Delete(std::string key) {
  const absl::string_view kept = Keep(std::move(key));
  pending_.push_back({.prefix = kept[0], .key = kept.substr(1)});
}

void GroupWriter::FillBatch(rocksdb::WriteBatch& batch) {
  std::stable_sort(pending_.begin(), pending_.end(), [](const PendingWrite& one, const PendingWrite& other) {
    return one.prefix != other.prefix ? one.prefix < other.prefix : one.key < other.key;
  });
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const PendingWrite& write = pending_[i];
    const bool again = i + 1 < pending_.size() && pending_[i + 1].prefix == write.prefix &&
                       pending_[i + 1].key == write.key;  // A later commit wrote it again.
    if (again) continue;
    if (write.payload) {
      PutSealed(batch, write.prefix, write.key, *write.payload, write.revision);
    } else {
      batch.Delete(PrefixedKey(write.prefix, write.key));
    }
  }
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
  for (const Expectation& expectation : request.expectations) last_writes_.Prefetch(expectation.key);
  for (const Mutation& mutation : request.mutations) last_writes_.Prefetch(mutation.key);
  for (const Expectation& expectation : request.expectations) {
    WALZ_RETURN_IF_ERROR(CheckRevision(expectation.key, expectation.revision, expectation.read_at));
  }
  for (const Mutation& mutation : request.mutations) {
    if (mutation.expected) WALZ_RETURN_IF_ERROR(CheckRevision(mutation.key, *mutation.expected, mutation.read_at));
  }
  return absl::OkStatus();
}

absl::Status GroupWriter::CheckRevision(absl::string_view key, Revision expected, Revision read_at) const {
  if (read_at > 0 && last_writes_.Bound(key) <= read_at) return absl::OkStatus();
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
    pending_.push_back({.prefix = kDataPrefix, .key = mutation.key, .revision = committed.revision});
    if (mutation.value) pending_.back().payload = *mutation.value;
    written_[mutation.key] = mutation.value ? committed.revision : 0;
    last_writes_.Note(mutation.key, committed.revision);
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
