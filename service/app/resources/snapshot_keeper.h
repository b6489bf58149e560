// SnapshotKeeper: keeps revisions open for a while, so that the pages of a list and the files of an export show one.
//
//   std::shared_ptr<const StoreSnapshot> snapshot = keeper.OpenNewest();
//   if (more) keeper.Keep(snapshot);                     // The next call finds it by its revision.
//   ...
//   absl::StatusOr<std::shared_ptr<const StoreSnapshot>> again = keeper.Find(revision);
//
// An open snapshot holds back the store's cleaning, so there are limits of count and time; who comes later than that is
// told to start again.  Calls of the same revision share one snapshot.
//
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_APP_RESOURCES_SNAPSHOT_KEEPER_H_
#define SERVICE_APP_RESOURCES_SNAPSHOT_KEEPER_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "service/store/store.h"

namespace walz {

struct SnapshotLimits {
  std::size_t count_max = 64;              // Revisions kept at once; the one least lately used goes first.
  absl::Duration idle = absl::Minutes(5);  // Without use.
  absl::Duration age = absl::Minutes(60);  // In all.
};

class SnapshotKeeper {
 public:
  // `store` must outlive this.
  SnapshotKeeper(const Store& store, std::function<absl::Time()> now, SnapshotLimits limits = {});

  // The newest revision; kept open by the caller alone until Keep.
  std::shared_ptr<const StoreSnapshot> OpenNewest() const;
  void Keep(std::shared_ptr<const StoreSnapshot> snapshot);
  // A revision that was kept.  OutOfRange: REVISION_COMPACTED, it is not any more; start again.
  absl::StatusOr<std::shared_ptr<const StoreSnapshot>> Find(Revision revision);

  // Closes what is over its time.  Keep and Find do so too; a daemon without calls may call it now and then.
  void CloseOld();

 private:
  struct Kept {
    std::shared_ptr<const StoreSnapshot> snapshot;
    absl::Time opened;
    absl::Time used;
  };

  void CloseOldLocked(absl::Time now);

  const Store& store_;
  const std::function<absl::Time()> now_;
  const SnapshotLimits limits_;
  std::mutex mutex_;
  std::map<Revision, Kept> kept_;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_SNAPSHOT_KEEPER_H_
