// StoreOptions: what both stores are told when they are opened; every limit has its name here.

#ifndef SERVICE_STORE_STORE_OPTIONS_H_
#define SERVICE_STORE_STORE_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

namespace walz {

struct RocksEnvironment;  // The file system below the store, for tests: see rocks_environment.h.

struct StoreOptions {
  std::function<absl::Time()> now = absl::Now;
  absl::Duration idempotency_kept = absl::Hours(24);

  // At the door: more is refused with LIMIT_REACHED.
  std::size_t waiting_commits_max = 4096;
  std::size_t key_bytes_max = std::size_t{16} << 10;
  std::size_t commit_bytes_max = std::size_t{64} << 20;  // Of keys, values and reply.

  // One synced batch holds at most this many commits, and takes no further one beyond this many bytes.
  std::size_t group_commits_max = 1024;
  std::size_t group_bytes_max = std::size_t{8} << 20;

  // Writes are refused with DISK_FULL while less than the watermark is free.  The ballast is a file that gives its
  // bytes back when that happens, so that what is in memory still finds a place: keep it above rocks_memtable_bytes.
  std::int64_t disk_watermark_bytes = std::int64_t{256} << 20;
  std::int64_t ballast_bytes = std::int64_t{256} << 20;  // 0: none.
  // Bytes free where the folder is; null: the operating system is asked.
  std::function<absl::StatusOr<std::int64_t>(const std::string& folder)> free_space = nullptr;

  // Called once, from any thread, when the store has failed for good: the process is to end, non-zero.
  std::function<void(const absl::Status&)> on_failed = nullptr;

  // Opens a folder that lost acknowledged writes: what is gone is noted in the audit chain, and revisions go on above.
  bool accept_loss = false;

  // The memory store ignores what follows.
  std::size_t rocks_memtable_bytes = std::size_t{128} << 20;      // All memtables together.
  std::size_t rocks_cache_bytes = std::size_t{256} << 20;         // Blocks, indexes and filters.
  std::shared_ptr<RocksEnvironment> rocks_environment = nullptr;  // Null: the operating system's files.
};

}  // namespace walz

#endif  // SERVICE_STORE_STORE_OPTIONS_H_
