// ChangeFeed: entries of the change log as one caller may see them, packed into messages.
//
// Thread rule: one thread.

#ifndef SERVICE_APP_ADMIN_CHANGE_FEED_H_
#define SERVICE_APP_ADMIN_CHANGE_FEED_H_

#include <memory>
#include <set>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <walz/v1/watch_service.pb.h>

#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

// Changes in one message.
inline constexpr int kWatchChangesMax = 500;
// Bytes of resources in one message, before the last one.
inline constexpr std::size_t kWatchBytesMax = std::size_t{1} << 20;

class ChangeFeed {
 public:
  // INVALID_ARGUMENT, FIELD_INVALID: a collection that there is not.  All must outlive the feed.
  static absl::StatusOr<ChangeFeed> Create(const Call& call, const v1::WatchRequest& request, const Store& store,
                                           Writer<v1::WatchResponse>& writer);

  // Writes what of `entries` the caller wants and may see, in order.  A message names the last revision of which all is
  // sent; a commit that needs several messages is named by its last.  True if there was anything to write.
  //   Cancelled  STOPPED: the client is gone
  absl::StatusOr<bool> Send(absl::Span<const Change> entries);
  // Writes a sign of life.
  absl::Status SendLife(Revision revision);

 private:
  ChangeFeed(const Call& call, const v1::WatchRequest& request, const Store& store, Writer<v1::WatchResponse>& writer)
      : call_(call), request_(request), store_(store), writer_(writer) {}

  bool Wants(const ResourceName& parsed, absl::string_view name) const;
  absl::Status Add(const ResourceName& parsed, std::string name, const ChangedKey& changed);
  absl::Status Flush(Revision revision);

  const Call& call_;
  const v1::WatchRequest& request_;
  const Store& store_;
  Writer<v1::WatchResponse>& writer_;
  std::set<Collection> collections_;
  std::unique_ptr<StoreSnapshot> snapshot_;  // What resources are read from, during Send.
  v1::WatchResponse message_;
  std::size_t message_bytes_ = 0;
};

}  // namespace walz

#endif  // SERVICE_APP_ADMIN_CHANGE_FEED_H_
