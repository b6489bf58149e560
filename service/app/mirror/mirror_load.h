// LoadView: reads all profiles of a snapshot, in parallel.
//
// Internal to service/app/mirror.

#ifndef SERVICE_APP_MIRROR_MIRROR_LOAD_H_
#define SERVICE_APP_MIRROR_MIRROR_LOAD_H_

#include <memory>

#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "service/app/mirror/view.h"
#include "service/store/store.h"

namespace walz {

// Schemes, centres, companies and rounds first; then openings and apprentices in ranges of their parents, on
// work.thread_count threads.
absl::StatusOr<View> LoadView(const StoreSnapshot& snapshot, std::shared_ptr<const Catalogue> catalogue,
                              const WorkOptions& work);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_MIRROR_LOAD_H_
