#include "service/store/audit_chain.h"

#include <algorithm>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <openssl/evp.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/check.h"
#include "service/call/errors.h"
#include "service/store/byte_codec.h"

namespace walz {
namespace {

absl::string_view ViewOf(const AuditHash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

}  // namespace

AuditHash HashAuditEntry(const AuditHash& before, absl::string_view entry) {
  // Fetched once: the implicit fetch of EVP_sha256() costs more than the hash.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const std::string bytes = absl::StrCat(ViewOf(before), entry);
  AuditHash hash;
  WALZ_CHECK(sha256 != nullptr && EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, sha256, nullptr) == 1);
  return hash;
}

std::string HexOf(const AuditHash& hash) { return absl::BytesToHexString(ViewOf(hash)); }

std::string EncodeAuditEntry(Revision revision, absl::Time time, const AuditNote& note) {
  ByteWriter writer;
  writer.Signed(revision);
  writer.Signed(absl::ToUnixMicros(time));
  writer.Text(note.principal);
  writer.Text(note.method);
  writer.Text(note.request_id);
  writer.Number(note.names.size());
  const std::size_t kept_count = std::min(note.names.size(), kAuditNamesMax);
  for (std::size_t i = 0; i < kept_count; ++i) writer.Text(note.names[i]);
  return writer.Take();
}

std::string JoinAuditEntry(absl::string_view entry, const AuditHash& hash) { return absl::StrCat(entry, ViewOf(hash)); }

std::optional<StoredAudit> SplitAuditEntry(absl::string_view stored) {
  StoredAudit split;
  if (stored.size() < split.hash.size()) return std::nullopt;
  split.entry = stored.substr(0, stored.size() - split.hash.size());
  std::copy(stored.begin() + static_cast<std::ptrdiff_t>(split.entry.size()), stored.end(), split.hash.begin());
  return split;
}

std::optional<AuditRecord> DecodeAudit(absl::string_view stored) {
  const std::optional<StoredAudit> split = SplitAuditEntry(stored);
  if (!split) return std::nullopt;
  ByteReader reader(split->entry);
  AuditRecord record;
  record.revision = reader.Signed();
  record.time = absl::FromUnixMicros(reader.Signed());
  record.note.principal = std::string(reader.Text());
  record.note.method = std::string(reader.Text());
  record.note.request_id = std::string(reader.Text());
  record.name_count = static_cast<std::int64_t>(reader.Number());
  const std::int64_t kept_count = std::min(record.name_count, static_cast<std::int64_t>(kAuditNamesMax));
  for (std::int64_t i = 0; i < kept_count && !reader.failed(); ++i) record.note.names.emplace_back(reader.Text());
  if (!reader.Finished()) return std::nullopt;
  record.hash = HexOf(split->hash);
  return record;
}

absl::Status AuditWalk::Take(Revision revision, absl::string_view stored) {
  const std::optional<StoredAudit> split = SplitAuditEntry(stored);
  const std::optional<AuditRecord> record = DecodeAudit(stored);
  const bool follows = record && record->revision == revision && revision > last_ &&
                       (revision == last_ + 1 || record->note.method == kAcceptLossMethod) &&
                       HashAuditEntry(hash_, split->entry) == split->hash;
  if (!follows) {
    return Refuse(
        absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT,
        absl::StrCat("the audit entry of revision ", revision, " does not follow from that of revision ", last_),
        {{"key", absl::StrCat("audit ", revision)}});
  }
  hash_ = split->hash;
  last_ = revision;
  ++entries_;
  return absl::OkStatus();
}

AuditVerified AuditWalk::verified() const {
  return {.entries = entries_, .head_hash = HexOf(hash_), .last_revision = last_};
}

}  // namespace walz
