#include "service/convert/output_folder.h"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/status_macros.h"

namespace walz {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

std::string PartialPath(const std::string& path) { return path + ".partial"; }

absl::Status ErrnoStatus(absl::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", what, " '", path, "'"));
}

}  // namespace

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status OutputFile::Failed(absl::string_view what) const { return ErrnoStatus(what, path_); }

absl::Status OutputFile::Open() {
  descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  return descriptor_ < 0 ? Failed("write") : absl::OkStatus();
}

absl::Status OutputFile::Append(absl::string_view text) {
  absl::StrAppend(&buffer_, text);
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
}

absl::Status OutputFile::Flush() {
  std::size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t count = write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("write");
    done += static_cast<std::size_t>(count);
  }
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status OutputFile::Close() {
  WALZ_RETURN_IF_ERROR(Flush());
  if (fsync(descriptor_) != 0 && errno != EINVAL) return Failed("write");  // EINVAL: the file system has no fsync.
  if (close(std::exchange(descriptor_, -1)) != 0) return Failed("write");
  return absl::OkStatus();
}

absl::StatusOr<OutputFolder> OutputFolder::Open(std::string dir) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("cannot make the folder '", dir, "'"));
  if (!std::filesystem::is_directory(dir, error)) {
    return absl::FailedPreconditionError(absl::StrCat("'", dir, "' is not a folder"));
  }
  return OutputFolder(std::move(dir));
}

OutputFolder::~OutputFolder() {
  for (const Entry& entry : entries_) unlink(PartialPath(entry.path).c_str());
}

absl::StatusOr<OutputFile*> OutputFolder::Create(absl::string_view name) {
  const std::string path = absl::StrCat(dir_, "/", name);
  entries_.push_back({path, std::make_unique<OutputFile>(PartialPath(path))});
  OutputFile* const file = entries_.back().file.get();
  WALZ_RETURN_IF_ERROR(file->Open());
  return file;
}

absl::Status OutputFolder::Write(absl::string_view name, absl::string_view text) {
  WALZ_ASSIGN_OR_RETURN(OutputFile* const file, Create(name));
  return file->Append(text);
}

absl::Status OutputFolder::Close() {
  for (const Entry& entry : entries_) WALZ_RETURN_IF_ERROR(entry.file->Close());
  return absl::OkStatus();
}

absl::Status OutputFolder::Commit() {
  for (const Entry& entry : entries_) {
    if (std::rename(PartialPath(entry.path).c_str(), entry.path.c_str()) != 0) return ErrnoStatus("write", entry.path);
  }
  entries_.clear();
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return ErrnoStatus("read", path);
  if (!S_ISREG(status.st_mode)) return absl::FailedPreconditionError(absl::StrCat("'", path, "' is not a file"));
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (file == nullptr) return ErrnoStatus("read", path);
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const std::size_t count = std::fread(text.data(), 1, text.size(), file.get());
  if (std::ferror(file.get()) != 0) return ErrnoStatus("read", path);
  text.resize(count);
  return text;
}

}  // namespace walz
