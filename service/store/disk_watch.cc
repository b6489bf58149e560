#include "service/store/disk_watch.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <unistd.h>

#include "service/store/rocks_environment.h"
#include "service/store/store_errors.h"

namespace walz {

DiskWatch::DiskWatch(std::string folder, const StoreOptions& options)
    : folder_(std::move(folder)),
      ballast_path_(absl::StrCat(folder_, "/BALLAST")),
      options_(options),
      is_watched_(IsOnDisk(options) || options.free_space),
      has_ballast_(IsOnDisk(options) && options.ballast_bytes > 0) {
  std::error_code error;
  const auto size = std::filesystem::file_size(ballast_path_, error);
  ballast_is_there_ = has_ballast_ && !error && static_cast<std::int64_t>(size) == options_.ballast_bytes;
  if (IsOnDisk(options) && !ballast_is_there_) ReleaseBallast();  // One of another size.
  const std::lock_guard lock(mutex_);
  state_.writes_refused = has_ballast_ && !ballast_is_there_;  // Look makes it, if there is room.
  Look();
}

absl::Status DiskWatch::CheckWrites() {
  const std::lock_guard lock(mutex_);
  Look();
  return state_.writes_refused ? RefuseDiskFull(state_.free_bytes, options_.disk_watermark_bytes) : absl::OkStatus();
}

absl::Status DiskWatch::CheckOpening() {
  const std::lock_guard lock(mutex_);
  Look();
  if (!state_.writes_refused || state_.free_bytes >= options_.disk_watermark_bytes / 4) return absl::OkStatus();
  return RefuseDiskFull(state_.free_bytes, options_.disk_watermark_bytes / 4);
}

absl::Status DiskWatch::CheckRoomFor(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  Look();
  const std::int64_t needed = options_.disk_watermark_bytes + bytes;
  return is_watched_ && state_.free_bytes < needed ? RefuseDiskFull(state_.free_bytes, needed) : absl::OkStatus();
}

void DiskWatch::NoteCompaction(bool had_room) {
  const std::lock_guard lock(mutex_);
  compaction_waits_ = !had_room;
  Look();
}

DiskWatch::State DiskWatch::state() {
  const std::lock_guard lock(mutex_);
  Look();
  return state_;
}

void DiskWatch::Look() {
  if (!is_watched_) return;
  state_.free_bytes = FreeBytes();
  if (compaction_waits_ || (!state_.writes_refused && state_.free_bytes < options_.disk_watermark_bytes)) {
    state_.writes_refused = true;
    ReleaseBallast();
  } else if (state_.writes_refused) {
    // Above the watermark also when the ballast is there again: else the two would take turns.
    const std::int64_t missing = has_ballast_ && !ballast_is_there_ ? options_.ballast_bytes : 0;
    if (state_.free_bytes < options_.disk_watermark_bytes + missing) return;
    if (missing > 0 && !MakeBallast()) return;
    state_.writes_refused = false;
  }
  state_.free_bytes = FreeBytes();
}

std::int64_t DiskWatch::FreeBytes() const {
  if (options_.free_space) return options_.free_space(folder_).value_or(0);  // What is not known is not free.
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder_, error);
  return error ? 0 : static_cast<std::int64_t>(space.available);
}

bool DiskWatch::MakeBallast() {
  const int file = open(ballast_path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool made = posix_fallocate(file, 0, options_.ballast_bytes) == 0;
  close(file);
  ballast_is_there_ = made;
  if (!made) ReleaseBallast();
  return made;
}

void DiskWatch::ReleaseBallast() {
  std::error_code error;  // Not there: nothing to release.
  std::filesystem::remove(ballast_path_, error);
  ballast_is_there_ = false;
}

}  // namespace walz
