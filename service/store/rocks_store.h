// The embedded store, on RocksDB, in one folder of one process.
//
//   FOLDER/db          what RocksDB keeps
//   FOLDER/HIGH_WATER  the last acknowledged revision, apart from the log whose loss it is to find
//   FOLDER/BALLAST     bytes given back when the disk runs full

#ifndef SERVICE_STORE_ROCKS_STORE_H_
#define SERVICE_STORE_ROCKS_STORE_H_

#include <memory>
#include <string>

#include <absl/status/statusor.h>

#include "service/store/store.h"
#include "service/store/store_options.h"

namespace walz {

// Makes the folder if there is none.  Snapshots may outlive the store, but hold the folder until they are closed.
//   FailedPrecondition  another process or store holds the folder; or a newer walz wrote it
//   DataLoss            acknowledged writes are lost, or the log is corrupt: the message says which and how to go on
//   ResourceExhausted   less is free than the watermark: RocksDB could not replay its log
absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(const std::string& folder, StoreOptions options = {});

}  // namespace walz

#endif  // SERVICE_STORE_ROCKS_STORE_H_
