// ReadSecretFile: what stands in a file that nobody but its owner may read.

#ifndef TOOLS_CLIENT_SECRET_FILE_H_
#define TOOLS_CLIENT_SECRET_FILE_H_

#include <string>

#include <absl/status/statusor.h>

namespace walz {

inline constexpr int kSecretBytesMax = 65'536;

// The text without blanks around it.  NOT_FOUND where there is no file; PERMISSION_DENIED, with the command that mends
// it, where others may read it; FAILED_PRECONDITION where it is empty or too long.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

}  // namespace walz

#endif  // TOOLS_CLIENT_SECRET_FILE_H_
