// What the store keeps beside the records, as bytes: changes, idempotency records, leases, numbers.
//
// STORED ON DISK: the bytes are pinned by tests.  Thread rule: pure functions.

#ifndef SERVICE_STORE_STORE_RECORDS_H_
#define SERVICE_STORE_STORE_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "service/store/store.h"

namespace walz {

// Times are kept in whole microseconds; both stores answer them so.
inline absl::Time StoredTime(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

std::string EncodeChange(absl::Time time, absl::Span<const Mutation> mutations);
std::optional<Change> DecodeChange(Revision revision, absl::string_view bytes);

struct IdempotencyRecord {
  Revision revision = 0;
  absl::Time time;
  std::string fingerprint;
  std::string reply;
};
std::string EncodeIdempotency(const IdempotencyRecord& record);
std::optional<IdempotencyRecord> DecodeIdempotency(absl::string_view bytes);

std::string EncodeLease(const LeaseState& lease);
std::optional<LeaseState> DecodeLease(absl::string_view bytes);

std::string EncodeNumber(std::uint64_t number);
std::optional<std::uint64_t> DecodeNumber(absl::string_view bytes);

}  // namespace walz

#endif  // SERVICE_STORE_STORE_RECORDS_H_
