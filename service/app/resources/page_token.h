// PageToken: where a list goes on; opaque to clients.
//
// The text is base64url of a version byte, the revision, a hash of the request, the key of the last row, and a
// checksum. It holds no value of a resource beside its key.  It is not a secret and grants nothing: every page is
// filtered for its caller.  Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_PAGE_TOKEN_H_
#define SERVICE_APP_RESOURCES_PAGE_TOKEN_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

#include "service/store/store.h"

namespace walz {

inline constexpr std::size_t kPageTokenBytesMax = 32'768;

struct PageToken {
  Revision revision = 0;
  std::uint64_t request_hash = 0;
  std::string last_key;  // Of the store; the next page begins after it.
  friend bool operator==(const PageToken&, const PageToken&) = default;
};

std::string FormatPageToken(const PageToken& token);
// INVALID_ARGUMENT: BAD_PAGE_TOKEN.
absl::StatusOr<PageToken> ParsePageToken(absl::string_view text);

// Of all that decides which rows a list shows in which order: its fields without page_size and page_token.
std::uint64_t HashOfListRequest(const google::protobuf::Message& request);

// BAD_PAGE_TOKEN.
absl::Status BadPageToken(absl::string_view words);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_PAGE_TOKEN_H_
