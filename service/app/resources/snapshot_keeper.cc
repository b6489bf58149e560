#include "service/app/resources/snapshot_keeper.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "service/call/errors.h"

namespace walz {

SnapshotKeeper::SnapshotKeeper(const Store& store, std::function<absl::Time()> now, SnapshotLimits limits)
    : store_(store), now_(std::move(now)), limits_(limits) {}

std::shared_ptr<const StoreSnapshot> SnapshotKeeper::OpenNewest() const { return store_.OpenSnapshot(); }

void SnapshotKeeper::Keep(std::shared_ptr<const StoreSnapshot> snapshot) {
  const absl::Time now = now_();
  const std::lock_guard lock(mutex_);
  CloseOldLocked(now);
  const Revision revision = snapshot->revision();
  if (const auto at = kept_.find(revision); at != kept_.end()) {
    at->second.used = now;
    return;
  }
  if (kept_.size() >= limits_.count_max) {
    kept_.erase(std::min_element(kept_.begin(), kept_.end(),
                                 [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  }
  kept_.emplace(revision, Kept{std::move(snapshot), now, now});
}

absl::StatusOr<std::shared_ptr<const StoreSnapshot>> SnapshotKeeper::Find(Revision revision) {
  const absl::Time now = now_();
  const std::lock_guard lock(mutex_);
  CloseOldLocked(now);
  const auto at = kept_.find(revision);
  if (at == kept_.end()) {
    return Refuse(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_REVISION_COMPACTED,
                  absl::StrCat("revision ", revision, " is no longer open; start again without it"),
                  {{"revision", absl::StrCat(revision)}, {"oldest_revision", absl::StrCat(store_.Stats().revision)}});
  }
  at->second.used = now;
  return at->second.snapshot;
}

void SnapshotKeeper::CloseOld() {
  const absl::Time now = now_();
  const std::lock_guard lock(mutex_);
  CloseOldLocked(now);
}

void SnapshotKeeper::CloseOldLocked(absl::Time now) {
  std::erase_if(kept_, [&](const auto& entry) {
    return now - entry.second.used > limits_.idle || now - entry.second.opened > limits_.age;
  });
}

}  // namespace walz
