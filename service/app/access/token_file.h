// Reads the file of hashed tokens: one line each,
//
//   sha256hex principal role [consortium=..] [centre=..] [company=..] [expires=2027-12-31T00:00:00Z]   # comment

#ifndef SERVICE_APP_ACCESS_TOKEN_FILE_H_
#define SERVICE_APP_ACCESS_TOKEN_FILE_H_

#include <map>
#include <string>

#include <absl/status/statusor.h>
#include <walz/v1/admin_service.pb.h>

namespace walz {

// By hash.
// InvalidArgument: a line, which the message names.  PermissionDenied: others than its owner may read the file.
absl::StatusOr<std::map<std::string, v1::Token>> ReadTokenFile(const std::string& path);

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_TOKEN_FILE_H_
