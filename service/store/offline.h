// Checks a store's folder without opening it for writing: `walzd verify`.

#ifndef SERVICE_STORE_OFFLINE_H_
#define SERVICE_STORE_OFFLINE_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "service/store/store.h"

namespace walz {

struct FolderVerified {
  Revision revision = 0;
  Revision oldest = 0;  // Changes after it are kept.
  std::int64_t records = 0;
  std::int64_t bytes = 0;  // Of keys and values.
  std::int64_t changes = 0;
  AuditVerified audit;
};

// Reads everything: the checksum of every record, the change log without a gap, the audit chain, unique ids that point
// at resources that are there, the high-water mark.  DataLoss with the first faults, each on its line;
// FailedPrecondition if the folder is no store's, is open elsewhere or a newer walz wrote it; Cancelled if stopped.
absl::StatusOr<FolderVerified> VerifyFolder(const std::string& folder, const WorkOptions& work = {});

}  // namespace walz

#endif  // SERVICE_STORE_OFFLINE_H_
