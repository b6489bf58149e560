// DiskWatch: refuses writes before the disk is full, and gives the ballast back so that what is in memory finds a
// place.
//
// RocksDB as Debian builds it ends the process when the disk is full, also while it opens: it must not come to that.
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_STORE_DISK_WATCH_H_
#define SERVICE_STORE_DISK_WATCH_H_

#include <cstdint>
#include <mutex>
#include <string>

#include <absl/status/status.h>

#include "service/store/store_options.h"

namespace walz {

class DiskWatch {
 public:
  // Without a disk and a probe nothing is refused.
  DiskWatch(std::string folder, const StoreOptions& options);

  // DISK_FULL while writes are refused.  Asks how much is free; releases or makes the ballast accordingly.
  absl::Status CheckWrites();
  // ResourceExhausted if a store cannot even be opened: less than a quarter of the watermark, with the ballast gone.
  absl::Status CheckOpening();

  // DISK_FULL if writing `bytes` more, as compacting may, could take the disk below its watermark.
  absl::Status CheckRoomFor(std::int64_t bytes);

  // A compaction without room: the ballast is given back to it and writes are refused until one has had room; they
  // would pile up tables until RocksDB lets writes wait without an end.
  void NoteCompaction(bool had_room);

  struct State {
    std::int64_t free_bytes = 0;
    bool writes_refused = false;
  };
  State state();

 private:
  void Look();  // REQUIRES: mutex_ is held.
  std::int64_t FreeBytes() const;
  bool MakeBallast();
  void ReleaseBallast();

  const std::string folder_;
  const std::string ballast_path_;
  const StoreOptions options_;
  const bool is_watched_;
  const bool has_ballast_;
  std::mutex mutex_;
  State state_;                    // Guarded by mutex_.
  bool ballast_is_there_ = false;  // Guarded by mutex_.
  bool compaction_waits_ = false;  // For room.  Guarded by mutex_.
};

}  // namespace walz

#endif  // SERVICE_STORE_DISK_WATCH_H_
