// TempFolder: a folder of a test's own that is gone after it.

#ifndef TESTS_SERVICE_STORE_TEMP_FOLDER_H_
#define TESTS_SERVICE_STORE_TEMP_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include <unistd.h>

#include "engine/base/check.h"

namespace walz {

class TempFolder {
 public:
  TempFolder() : path_((std::filesystem::temp_directory_path() / "walz_store_XXXXXX").string()) {
    WALZ_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace walz

#endif  // TESTS_SERVICE_STORE_TEMP_FOLDER_H_
