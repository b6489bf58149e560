// OutputFolder: files of one folder that appear together when all is well, or not at all.
//
// Files are written under temporary names (`NAME.partial`) and renamed by Commit; what was not committed is removed.
// Thread rule: not for concurrent use.

#ifndef SERVICE_CONVERT_OUTPUT_FOLDER_H_
#define SERVICE_CONVERT_OUTPUT_FOLDER_H_

#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace walz {

// A buffered file that is being written.
class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)) {}
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  absl::Status Open();
  absl::Status Append(absl::string_view text);
  absl::Status Close();  // Flushed to the disk.

 private:
  absl::Status Flush();
  absl::Status Failed(absl::string_view what) const;

  std::string path_;
  std::string buffer_;
  int descriptor_ = -1;
};

class OutputFolder {
 public:
  // Makes the folder, and those above it, if missing.
  static absl::StatusOr<OutputFolder> Open(std::string dir);
  OutputFolder(OutputFolder&&) = default;
  ~OutputFolder();

  // A new file.  The pointer is valid as long as this object.
  absl::StatusOr<OutputFile*> Create(absl::string_view name);
  absl::Status Write(absl::string_view name, absl::string_view text);

  // Flushes all files to the disk: what can fail for want of space fails here.
  absl::Status Close();
  // Gives the closed files their names, in the order of their creation.
  absl::Status Commit();

 private:
  struct Entry {
    std::string path;
    std::unique_ptr<OutputFile> file;
  };
  explicit OutputFolder(std::string dir) : dir_(std::move(dir)) {}

  std::string dir_;
  std::vector<Entry> entries_;
};

// The whole file.  NotFound if there is none.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

}  // namespace walz

#endif  // SERVICE_CONVERT_OUTPUT_FOLDER_H_
