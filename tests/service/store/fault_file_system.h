// FaultFileSystem: RocksDB's files with a fault at the Nth append, sync or rename; counts what went well.
//
// Thread rule: any thread.

#ifndef TESTS_SERVICE_STORE_FAULT_FILE_SYSTEM_H_
#define TESTS_SERVICE_STORE_FAULT_FILE_SYSTEM_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include <absl/strings/string_view.h>
#include <rocksdb/file_system.h>

#include "service/store/rocks_environment.h"

namespace walz {

enum class FileStep { kAppend, kSync, kRename };

class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultFileSystem(std::shared_ptr<rocksdb::FileSystem> below) : FileSystemWrapper(std::move(below)) {}

  const char* Name() const override { return "FaultFileSystem"; }

  // The `nth` step from now (1: the next) fails on files whose path ends so, and all after it until Heal.
  // An append that fails writes half of its bytes.
  void FailFrom(FileStep step, int nth, std::string path_end);
  void Heal();
  // Without room an append to a table that a compaction writes finds no space.
  void GiveRoomToCompact(bool room) { room_to_compact_ = room; }
  bool room_to_compact() const { return room_to_compact_; }
  // Steps that went well since the start, on files whose path ended as FailFrom said, or `.log` before.
  int count(FileStep step) const;

  // Whether the step on this file is to fail.
  bool Fails(FileStep step, absl::string_view path);

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  std::atomic<bool> room_to_compact_ = true;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  bool armed_ = false;
  FileStep step_ = FileStep::kAppend;
  int left_ = 0;
  std::string path_end_ = ".log";
  int counts_[3] = {};
};

// A store's environment with faults, over RocksDB's file system in memory.
struct FaultEnvironment {
  std::shared_ptr<FaultFileSystem> files;
  std::shared_ptr<RocksEnvironment> environment;
};
FaultEnvironment MakeFaultEnvironment();

// All files below `folder` of one environment's file system, copied as a crash would leave them, into a fresh one.
FaultEnvironment CopyOf(rocksdb::Env& from, const std::string& folder);

}  // namespace walz

#endif  // TESTS_SERVICE_STORE_FAULT_FILE_SYSTEM_H_
