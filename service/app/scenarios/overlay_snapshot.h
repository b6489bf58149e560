// OverlaySnapshot: a snapshot of the store as it would be after some writes that nobody made.
//
// Internal to service/app/scenarios.  Thread rule: one thread while writes are laid; then as the snapshot below.

#ifndef SERVICE_APP_SCENARIOS_OVERLAY_SNAPSHOT_H_
#define SERVICE_APP_SCENARIOS_OVERLAY_SNAPSHOT_H_

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

class OverlaySnapshot : public StoreSnapshot {
 public:
  // `below` must outlive this object.
  explicit OverlaySnapshot(const StoreSnapshot& below) : below_(below) {}

  // A record laid over one that stands below keeps its revision; a new one has that of the snapshot.
  void Lay(const Mutation& mutation) { laid_[mutation.key] = mutation.value; }

  Revision revision() const override { return below_.revision(); }
  absl::StatusOr<std::optional<Record>> Get(absl::string_view key) const override;
  absl::StatusOr<std::vector<std::optional<Record>>> MultiGet(absl::Span<const std::string> keys) const override;
  absl::Status Scan(const KeyRange& range, Visit visit, std::stop_token stop = {}) const override;

 private:
  const StoreSnapshot& below_;
  std::map<std::string, std::optional<std::string>, std::less<>> laid_;  // None: deleted.
};

}  // namespace walz

#endif  // SERVICE_APP_SCENARIOS_OVERLAY_SNAPSHOT_H_
