#include "service/store/lease_book.h"

#include <optional>

#include <rocksdb/write_batch.h>

#include "engine/base/status_macros.h"
#include "service/store/rocks_db.h"
#include "service/store/store_errors.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"

namespace walz {

absl::Status LeaseBook::Load() {
  const std::lock_guard lock(mutex_);
  absl::Status decoded;
  const auto take = [&](absl::string_view key, absl::string_view payload, Revision) {
    std::optional<LeaseState> state = DecodeLease(payload);
    if (!state) {
      decoded = RefuseCorrupt(key);
      return false;
    }
    leases_[std::string(key.substr(1))] = *std::move(state);
    return true;
  };
  const KeyRange all = {std::string(1, kLeasePrefix), PrefixEnd(kLeasePrefix)};
  WALZ_RETURN_IF_ERROR(ScanValues(db_, nullptr, all, take));
  return decoded;
}

absl::StatusOr<Fence> LeaseBook::Take(absl::string_view lease, absl::string_view holder, absl::Duration duration,
                                      absl::Time now, rocksdb::Status& written) {
  LeaseState state = Read(lease);
  if (state.holder != holder) {
    if (!state.holder.empty() && state.expires > now) return RefuseFenced(lease, state.holder);
    state.holder = std::string(holder);
    ++state.token;
  }
  state.expires = StoredTime(now + duration);
  WALZ_RETURN_IF_ERROR(Write(lease, state, written));
  return Fence{.lease = std::string(lease), .token = state.token};
}

absl::Status LeaseBook::GiveUp(const Fence& fence, rocksdb::Status& written) {
  WALZ_RETURN_IF_ERROR(Check(fence));
  LeaseState state = Read(fence.lease);
  state.holder.clear();
  return Write(fence.lease, state, written);
}

absl::Status LeaseBook::Check(const Fence& fence) const {
  const LeaseState state = Read(fence.lease);
  if (state.holder.empty() || state.token != fence.token) return RefuseFenced(fence.lease, state.holder);
  return absl::OkStatus();
}

LeaseState LeaseBook::Read(absl::string_view lease) const {
  const std::lock_guard lock(mutex_);
  const auto at = leases_.find(lease);
  return at == leases_.end() ? LeaseState{} : at->second;
}

absl::Status LeaseBook::Write(absl::string_view lease, const LeaseState& state, rocksdb::Status& written) {
  rocksdb::WriteBatch batch = MakeBatch();
  PutSealed(batch, PrefixedKey(kLeasePrefix, lease), EncodeLease(state), 0);
  written = WriteSynced(db_, batch);
  if (!written.ok()) return RefuseUnknown(StatusOfRocks(written, "writing a lease"));
  const std::lock_guard lock(mutex_);
  leases_[std::string(lease)] = state;
  return absl::OkStatus();
}

}  // namespace walz
