// HighWater: the last acknowledged revision, in a small file apart from the log, so that a log that lost its tail is
// found.
//
// The file holds two slots that are written in turn, each with its checksum.  A mark is handed to the operating system
// before the revision is acknowledged, so it survives the death of the process; it is forced to the disk at most
// kHighWaterSyncEvery later.  After a loss of power the mark may thus be older by what that time acknowledged: such
// writes are safe in the synced log, and only a log that also lost synced bytes could hide them.
//
// Internal: only this folder's .cc files and tests include it.  Thread rule: Mark is one thread's.

#ifndef SERVICE_STORE_HIGH_WATER_H_
#define SERVICE_STORE_HIGH_WATER_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <rocksdb/env.h>

#include "service/store/failure_latch.h"
#include "service/store/store.h"

namespace walz {

inline constexpr absl::Duration kHighWaterSyncEvery = absl::Milliseconds(100);

class HighWater {
 public:
  // None if there is no such file; DataLoss if no slot is whole.
  static absl::StatusOr<std::optional<Revision>> Read(rocksdb::Env& env, const std::string& folder);
  // Writes a fresh file with this mark, durably; what was there before is replaced.
  static absl::Status Write(rocksdb::Env& env, const std::string& folder, Revision revision);

  // Goes on with the file that Write made.
  static absl::StatusOr<std::unique_ptr<HighWater>> Open(rocksdb::Env& env, const std::string& folder,
                                                         std::shared_ptr<FailureLatch> latch);
  ~HighWater();  // Durable.

  absl::Status Mark(Revision revision);

 private:
  HighWater(std::unique_ptr<rocksdb::RandomRWFile> file, std::shared_ptr<FailureLatch> latch);
  void SyncLoop(const std::stop_token& stop);

  const std::unique_ptr<rocksdb::RandomRWFile> file_;
  const std::shared_ptr<FailureLatch> latch_;
  int slot_ = 0;
  std::mutex mutex_;
  std::condition_variable_any marked_;
  bool dirty_ = false;  // Guarded by mutex_.
  std::jthread syncer_;
};

}  // namespace walz

#endif  // SERVICE_STORE_HIGH_WATER_H_
