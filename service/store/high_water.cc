#include "service/store/high_water.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/store/rocks_db.h"
#include "service/store/value_codec.h"

namespace walz {
namespace {

constexpr int kSlotCount = 2;
constexpr std::size_t kSlotBytes = 512;  // A sector: what a disk writes whole.
constexpr char kSlotKey[] = "high_water";

std::string PathIn(const std::string& folder) { return absl::StrCat(folder, "/HIGH_WATER"); }

std::string SlotWith(Revision revision) { return SealValue(kSlotKey, "", revision); }

}  // namespace

absl::StatusOr<std::optional<Revision>> HighWater::Read(rocksdb::Env& env, const std::string& folder) {
  if (env.FileExists(PathIn(folder)).IsNotFound()) return std::optional<Revision>();
  std::string bytes;
  WALZ_RETURN_IF_ERROR(StatusOfRocks(rocksdb::ReadFileToString(&env, PathIn(folder), &bytes), "reading HIGH_WATER"));
  bytes.resize(kSlotCount * kSlotBytes);
  std::optional<Revision> highest;
  for (int i = 0; i < kSlotCount; ++i) {
    const absl::string_view slot =
        absl::string_view(bytes).substr(static_cast<std::size_t>(i) * kSlotBytes, SlotWith(0).size());
    const std::optional<OpenedValue> opened = OpenValue(kSlotKey, slot);
    if (opened) highest = std::max(highest.value_or(0), opened->revision);
  }
  if (!highest) {
    return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT,
                  absl::StrCat(PathIn(folder), " is damaged: whether acknowledged writes are lost cannot be told"),
                  {{"key", "HIGH_WATER"}});
  }
  return highest;
}

absl::Status HighWater::Write(rocksdb::Env& env, const std::string& folder, Revision revision) {
  std::string bytes(kSlotCount * kSlotBytes, '\0');
  for (std::size_t i = 0; i < kSlotCount; ++i) {
    const std::string slot = SlotWith(revision);
    std::copy(slot.begin(), slot.end(), bytes.begin() + static_cast<std::ptrdiff_t>(i * kSlotBytes));
  }
  const std::string fresh = absl::StrCat(PathIn(folder), ".new");
  WALZ_RETURN_IF_ERROR(
      StatusOfRocks(rocksdb::WriteStringToFile(&env, bytes, fresh, /*should_sync=*/true), "writing HIGH_WATER"));
  WALZ_RETURN_IF_ERROR(StatusOfRocks(env.RenameFile(fresh, PathIn(folder)), "renaming HIGH_WATER"));
  std::unique_ptr<rocksdb::Directory> directory;
  WALZ_RETURN_IF_ERROR(StatusOfRocks(env.NewDirectory(folder, &directory), "opening the folder"));
  return StatusOfRocks(directory->Fsync(), "syncing the folder");
}

absl::StatusOr<std::unique_ptr<HighWater>> HighWater::Open(rocksdb::Env& env, const std::string& folder,
                                                           std::shared_ptr<FailureLatch> latch) {
  std::unique_ptr<rocksdb::RandomRWFile> file;
  WALZ_RETURN_IF_ERROR(StatusOfRocks(env.NewRandomRWFile(PathIn(folder), &file, {}), "opening HIGH_WATER"));
  return std::unique_ptr<HighWater>(new HighWater(std::move(file), std::move(latch)));
}

HighWater::HighWater(std::unique_ptr<rocksdb::RandomRWFile> file, std::shared_ptr<FailureLatch> latch)
    : file_(std::move(file)),
      latch_(std::move(latch)),
      syncer_([this](const std::stop_token& stop) { SyncLoop(stop); }) {}

HighWater::~HighWater() {
  syncer_.request_stop();
  syncer_.join();
  file_->Close();
}

absl::Status HighWater::Mark(Revision revision) {
  const std::string slot = SlotWith(revision);
  const std::uint64_t offset = static_cast<std::uint64_t>(slot_) * kSlotBytes;
  slot_ = (slot_ + 1) % kSlotCount;
  WALZ_RETURN_IF_ERROR(StatusOfRocks(file_->Write(offset, slot), "writing HIGH_WATER"));
  {
    const std::lock_guard lock(mutex_);
    if (dirty_) return absl::OkStatus();
    dirty_ = true;
  }
  marked_.notify_one();
  return absl::OkStatus();
}

void HighWater::SyncLoop(const std::stop_token& stop) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      marked_.wait(lock, stop, [&] { return dirty_; });
      if (!dirty_) return;  // Asked to stop with nothing left to sync.
      dirty_ = false;
    }
    const absl::Status synced = StatusOfRocks(file_->Sync(), "syncing HIGH_WATER");
    if (!synced.ok()) latch_->Fail(synced);
    std::unique_lock lock(mutex_);
    marked_.wait_for(lock, stop, absl::ToChronoNanoseconds(kHighWaterSyncEvery), [] { return false; });
  }
}

}  // namespace walz
