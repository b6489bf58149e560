#include "tools/client/secret_file.h"

#include <cerrno>
#include <cstring>

#include <absl/cleanup/cleanup.h>
#include <absl/status/status.h>
#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace walz {
namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read '", path, "'"));
  const absl::Cleanup close_file = [file] { close(file); };
  struct stat facts {};
  if (fstat(file, &facts) != 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read '", path, "'"));
  if ((facts.st_mode & kOthers) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("'", path, "' is not for you alone; mend it with: chmod 600 '", path, "'"));
  }
  std::string text(kSecretBytesMax + 1, '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t got = read(file, text.data() + length, text.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read '", path, "'"));
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  if (length > kSecretBytesMax) {
    return absl::FailedPreconditionError(absl::StrCat("'", path, "' is longer than any secret"));
  }
  text.resize(length);
  absl::StripAsciiWhitespace(&text);
  if (text.empty()) return absl::FailedPreconditionError(absl::StrCat("'", path, "' is empty"));
  return text;
}

}  // namespace walz
