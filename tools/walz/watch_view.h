// Watching: changes of the stored resources, shown as they come, until Ctrl-C.

#ifndef TOOLS_WALZ_WATCH_VIEW_H_
#define TOOLS_WALZ_WATCH_VIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "tools/client/client.h"
#include "tools/walz/message_view.h"
#include "tools/walz/noun.h"

namespace walz {

struct WatchScope {
  std::int64_t after_revision = 0;  // 0: from now.
  std::vector<std::string> collections;
  std::string name_prefix;
};

// Prints every change; begins again where a stream broke.  OK with the exit code of an interrupted command at Ctrl-C.
absl::StatusOr<int> FollowChanges(const Client& client, WatchScope scope, Form form);

// The changes of one noun's collection.
absl::StatusOr<int> FollowNoun(const Client& client, const Noun& noun, std::int64_t after_revision, Form form);

}  // namespace walz

#endif  // TOOLS_WALZ_WATCH_VIEW_H_
