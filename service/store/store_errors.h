// How a store refuses: the reasons of store.h in words, the same in every store.

#ifndef SERVICE_STORE_STORE_ERRORS_H_
#define SERVICE_STORE_STORE_ERRORS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "service/store/store.h"
#include "service/store/store_options.h"

namespace walz {

absl::Status RefuseEtag(absl::string_view key, Revision expected, Revision found);
absl::Status RefuseFenced(absl::string_view lease, absl::string_view holder);
absl::Status RefuseReused(const CommitRequest& request);
absl::Status RefuseDiskFull(std::int64_t free_bytes, std::int64_t watermark_bytes);
absl::Status RefuseWaiting(std::size_t waiting_max);
absl::Status RefuseNotServing();
absl::Status RefuseUnknown(const absl::Status& cause);
absl::Status RefuseCompacted(Revision after, Revision oldest);
absl::Status RefuseCorrupt(absl::string_view key);  // Of a record; control characters are escaped.
absl::Status RefuseStopped();
// OK if there are none; DataLoss with each on its line.
absl::Status RefuseFaults(const std::vector<std::string>& faults);

// Whether a commit may come in at all: keys, sizes.  `bytes` becomes its size.
absl::Status CheckAtTheDoor(const CommitRequest& request, const StoreOptions& options, std::size_t& bytes);
absl::Status CheckLeaseWords(absl::string_view lease, absl::string_view holder, absl::Duration duration);

}  // namespace walz

#endif  // SERVICE_STORE_STORE_ERRORS_H_
