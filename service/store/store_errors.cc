#include "service/store/store_errors.h"

#include <string>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"

namespace walz {
namespace {

absl::Status RefuseCommit(absl::string_view field, absl::string_view code, absl::string_view description) {
  return RefuseFields(
      {{.path = std::string(field), .code = std::string(code), .description = std::string(description)}});
}

absl::Status CheckKey(absl::string_view key, const StoreOptions& options) {
  if (key.empty()) return RefuseCommit("key", "empty", "a key must not be empty");
  if (key.size() > options.key_bytes_max) {
    return RefuseCommit("key", "too_long",
                        absl::StrCat("a key has ", key.size(), " bytes; at most ", options.key_bytes_max, " are kept"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RefuseEtag(absl::string_view key, Revision expected, Revision found) {
  const std::string shown = absl::CHexEscape(key);
  const std::string message =
      found == 0 ? absl::StrCat("'", shown, "' is not there; revision ", expected, " was expected")
      : expected == 0
          ? absl::StrCat("'", shown, "' is there already, at revision ", found)
          : absl::StrCat("'", shown, "' is at revision ", found, "; ", expected, " was expected: read again");
  return Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH, message,
                {{"key", std::string(key)}, {"revision", absl::StrCat(found)}});
}

absl::Status RefuseFenced(absl::string_view lease, absl::string_view holder) {
  return Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_FENCED,
                holder.empty() ? absl::StrCat("lease '", lease, "' is no longer held: take it again")
                               : absl::StrCat("lease '", lease, "' is held by '", holder, "'"),
                {{"lease", std::string(lease)}, {"holder", std::string(holder)}});
}

absl::Status RefuseReused(const CommitRequest& request) {
  const std::string request_id =
      request.audit.request_id.empty() ? absl::CHexEscape(request.idempotency_key) : request.audit.request_id;
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_ID_REUSED,
                absl::StrCat("request_id '", request_id, "' was used for another request: choose a new one"),
                {{"request_id", request_id}});
}

absl::Status RefuseDiskFull(std::int64_t free_bytes, std::int64_t watermark_bytes) {
  return Refuse(
      absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_DISK_FULL,
      absl::StrCat("the disk has ", free_bytes, " bytes free; writing needs ", watermark_bytes,
                   ", and more while tables are compacted: make room, writes go on by themselves"),
      {{"disk_free_bytes", absl::StrCat(free_bytes)}, {"disk_watermark_bytes", absl::StrCat(watermark_bytes)}});
}

absl::Status RefuseWaiting(std::size_t waiting_max) {
  return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED,
                absl::StrCat(waiting_max, " commits wait already: try later"),
                {{"limit", "waiting_commits_max"}, {"value", absl::StrCat(waiting_max)}});
}

absl::Status RefuseNotServing() {
  return Refuse(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_SERVING, "the store takes no more commits");
}

absl::Status RefuseUnknown(const absl::Status& cause) {
  return Refuse(absl::StatusCode::kUnavailable, v1::ERROR_REASON_OUTCOME_UNKNOWN,
                absl::StrCat("whether this was written is not known: send it again with the same request_id (",
                             cause.message(), ")"));
}

absl::Status RefuseCompacted(Revision after, Revision oldest) {
  return Refuse(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_REVISION_COMPACTED,
                absl::StrCat("changes after ", after, " are no longer kept, those after ", oldest,
                             " are: read everything again and go on from there"),
                {{"oldest_revision", absl::StrCat(oldest)}});
}

absl::Status RefuseCorrupt(absl::string_view key) {
  const std::string shown = absl::CHexEscape(key);
  return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT,
                absl::StrCat("what is stored under '", shown, "' does not match its checksum: restore a backup"),
                {{"key", shown}});
}

absl::Status RefuseStopped() {
  return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED, "stopped; nothing was changed");
}

absl::Status RefuseFaults(const std::vector<std::string>& faults) {
  if (faults.empty()) return absl::OkStatus();
  return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT, absl::StrJoin(faults, "\n"),
                {{"key", faults.front()}});
}

absl::Status CheckAtTheDoor(const CommitRequest& request, const StoreOptions& options, std::size_t& bytes) {
  bytes = request.idempotency_key.size() + request.fingerprint.size() + request.reply.size();
  absl::flat_hash_set<absl::string_view> keys;
  if (request.mutations.size() > 1) keys.reserve(request.mutations.size());
  for (const Mutation& mutation : request.mutations) {
    WALZ_RETURN_IF_ERROR(CheckKey(mutation.key, options));
    if (request.mutations.size() > 1 && !keys.insert(mutation.key).second) {
      return RefuseCommit("mutations", "twice",
                          absl::StrCat("'", absl::CHexEscape(mutation.key), "' is written twice"));
    }
    bytes += mutation.key.size() + (mutation.value ? mutation.value->size() : 0);
  }
  for (const Expectation& expectation : request.expectations) {
    WALZ_RETURN_IF_ERROR(CheckKey(expectation.key, options));
    bytes += expectation.key.size();
  }
  if (request.idempotency_key.size() > options.key_bytes_max) {
    return RefuseCommit("request_id", "too_long", absl::StrCat("at most ", options.key_bytes_max, " bytes are kept"));
  }
  if (bytes > options.commit_bytes_max) {
    return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED,
                  absl::StrCat("a commit of ", bytes, " bytes is too large: split it"),
                  {{"limit", "commit_bytes_max"}, {"value", absl::StrCat(options.commit_bytes_max)}});
  }
  return absl::OkStatus();
}

absl::Status CheckLeaseWords(absl::string_view lease, absl::string_view holder, absl::Duration duration) {
  if (lease.empty()) return RefuseCommit("lease", "empty", "a lease needs a name");
  if (holder.empty()) return RefuseCommit("holder", "empty", "a lease needs a holder");
  if (duration <= absl::ZeroDuration()) return RefuseCommit("duration", "not_positive", "a lease must last");
  return absl::OkStatus();
}

}  // namespace walz
