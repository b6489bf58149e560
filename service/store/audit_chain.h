// The audit chain: each entry's hash covers the entry and the hash before, so that none can be changed or left out.
//
// The hash is SHA-256 over the 32 bytes of the hash before (zeros before the first) and the entry's canonical bytes.
// STORED ON DISK: the canonical bytes are pinned by tests.  Thread rule: pure functions; AuditWalk is one thread's.

#ifndef SERVICE_STORE_AUDIT_CHAIN_H_
#define SERVICE_STORE_AUDIT_CHAIN_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "service/store/store.h"

namespace walz {

inline constexpr std::size_t kAuditNamesMax = 100;  // Names kept of one entry; the count is kept beside them.
// The method of the one kind of entry whose revision need not follow the one before: see StoreOptions::accept_loss.
inline constexpr char kAcceptLossMethod[] = "walzd/AcceptLoss";

using AuditHash = std::array<unsigned char, 32>;

AuditHash HashAuditEntry(const AuditHash& before, absl::string_view entry);
std::string HexOf(const AuditHash& hash);

// The canonical bytes of an entry.
std::string EncodeAuditEntry(Revision revision, absl::Time time, const AuditNote& note);

// What is stored: the entry and its hash.
std::string JoinAuditEntry(absl::string_view entry, const AuditHash& hash);
struct StoredAudit {
  absl::string_view entry;
  AuditHash hash;
};
std::optional<StoredAudit> SplitAuditEntry(absl::string_view stored);
std::optional<AuditRecord> DecodeAudit(absl::string_view stored);

// Walks along a chain from its first entry.
class AuditWalk {
 public:
  // DataLoss if the entry does not follow from the one before.
  absl::Status Take(Revision revision, absl::string_view stored);

  AuditVerified verified() const;

 private:
  AuditHash hash_{};
  std::int64_t entries_ = 0;
  Revision last_ = 0;
};

}  // namespace walz

#endif  // SERVICE_STORE_AUDIT_CHAIN_H_
