#include "tests/service/store/fault_file_system.h"

#include <utility>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "engine/base/check.h"

namespace walz {
namespace {

rocksdb::IOStatus Fault() { return rocksdb::IOStatus::IOError("a fault that the test asked for"); }

class FaultWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultWritableFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, FaultFileSystem& faults)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), faults_(faults) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    if (is_of_compaction_ && !faults_.room_to_compact()) return rocksdb::IOStatus::NoSpace("as the test asked for");
    if (!faults_.Fails(FileStep::kAppend, path_)) return target()->Append(data, options, debug);
    target()->Append({data.data(), data.size() / 2}, options, debug);
    return Fault();
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&, rocksdb::IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    return faults_.Fails(FileStep::kSync, path_) ? Fault() : target()->Sync(options, debug);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    return faults_.Fails(FileStep::kSync, path_) ? Fault() : target()->Fsync(options, debug);
  }
  // RocksDB says it of tables alone: high for those of flushes.
  void SetIOPriority(rocksdb::Env::IOPriority priority) override {
    is_of_compaction_ = priority != rocksdb::Env::IO_HIGH;
    FSWritableFileOwnerWrapper::SetIOPriority(priority);
  }

 private:
  const std::string path_;
  FaultFileSystem& faults_;
  bool is_of_compaction_ = false;
};

class FaultRandomFile : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FaultRandomFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::string path, FaultFileSystem& faults)
      : FSRandomRWFileOwnerWrapper(std::move(file)), path_(std::move(path)), faults_(faults) {}

  rocksdb::IOStatus Write(std::uint64_t offset, const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    if (faults_.Fails(FileStep::kAppend, path_)) return Fault();
    return FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    if (faults_.Fails(FileStep::kSync, path_)) return Fault();
    return FSRandomRWFileOwnerWrapper::Sync(options, debug);
  }

 private:
  const std::string path_;
  FaultFileSystem& faults_;
};

void CopyFolder(rocksdb::Env& from, rocksdb::Env& to, const std::string& folder) {
  WALZ_CHECK(to.CreateDirIfMissing(folder).ok());
  std::vector<std::string> names;
  WALZ_CHECK(from.GetChildren(folder, &names).ok());
  for (const std::string& name : names) {
    if (name == "." || name == ".." || name == "LOCK") continue;
    const std::string path = absl::StrCat(folder, "/", name);
    if (name == "db") {  // The file system in memory cannot tell a folder from a file.
      CopyFolder(from, to, path);
      continue;
    }
    std::string bytes;
    WALZ_CHECK(rocksdb::ReadFileToString(&from, path, &bytes).ok());
    WALZ_CHECK(rocksdb::WriteStringToFile(&to, bytes, path).ok());
  }
}

}  // namespace

void FaultFileSystem::FailFrom(FileStep step, int nth, std::string path_end) {
  const std::lock_guard lock(mutex_);
  armed_ = true;
  step_ = step;
  left_ = nth;
  path_end_ = std::move(path_end);
}

void FaultFileSystem::Heal() {
  const std::lock_guard lock(mutex_);
  armed_ = false;
}

int FaultFileSystem::count(FileStep step) const {
  const std::lock_guard lock(mutex_);
  return counts_[static_cast<int>(step)];
}

bool FaultFileSystem::Fails(FileStep step, absl::string_view path) {
  const std::lock_guard lock(mutex_);
  if (!absl::EndsWith(path, path_end_)) return false;
  if (armed_ && step == step_ && --left_ <= 0) return true;
  ++counts_[static_cast<int>(step)];
  return false;
}

rocksdb::IOStatus FaultFileSystem::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                                   std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                   rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus made = FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (made.ok()) *file = std::make_unique<FaultWritableFile>(std::move(*file), path, *this);
  return made;
}

rocksdb::IOStatus FaultFileSystem::NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                                   std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                                   rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus made = FileSystemWrapper::NewRandomRWFile(path, options, file, debug);
  if (made.ok()) *file = std::make_unique<FaultRandomFile>(std::move(*file), path, *this);
  return made;
}

rocksdb::IOStatus FaultFileSystem::RenameFile(const std::string& from, const std::string& to,
                                              const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) {
  return Fails(FileStep::kRename, to) ? Fault() : FileSystemWrapper::RenameFile(from, to, options, debug);
}

FaultEnvironment MakeFaultEnvironment() {
  // The file system in memory belongs to its Env, which has to live as long.
  const std::shared_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  const std::shared_ptr<rocksdb::FileSystem> below = memory->GetFileSystem();
  FaultEnvironment made;
  made.files = std::make_shared<FaultFileSystem>(below);
  rocksdb::Env* const env = rocksdb::NewCompositeEnv(made.files).release();
  made.environment = std::make_shared<RocksEnvironment>();
  made.environment->env = {env, [memory](rocksdb::Env* ending) { delete ending; }};
  made.environment->is_on_disk = false;
  return made;
}

FaultEnvironment CopyOf(rocksdb::Env& from, const std::string& folder) {
  FaultEnvironment copy = MakeFaultEnvironment();
  CopyFolder(from, *copy.environment->env, folder);
  return copy;
}

}  // namespace walz
