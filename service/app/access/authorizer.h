// Authorizer: may this principal do this with these resources?
//
// The role table says which role may call which method and which fields of its request name resources; the reach says
// which resources belong to a principal.  Who may not do a thing gets the same answer whether or not it exists.
//
// Thread rule: const methods may be called from any thread.

#ifndef SERVICE_APP_ACCESS_AUTHORIZER_H_
#define SERVICE_APP_ACCESS_AUTHORIZER_H_

#include <functional>
#include <memory>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

#include "service/call/principal.h"
#include "service/store/store.h"

namespace walz {

// What a permitted call is given; the fields of Call of these names.
struct Grant {
  std::function<bool(absl::string_view name)> may_see;
  std::function<bool(absl::string_view name, const google::protobuf::Message* resource)> may_write;
  bool personal = false;
};

using SnapshotSource = std::function<std::unique_ptr<StoreSnapshot>()>;

class Authorizer {
 public:
  explicit Authorizer(SnapshotSource snapshots);
  virtual ~Authorizer() = default;

  // Whether the role may call `method` at all, asked before the request is read.
  // PERMISSION_DENIED: NOT_PERMITTED.
  virtual absl::Status MayCall(const Principal& principal, absl::string_view method) const;

  // `request` is null for client streams, whose handlers ask Call::MayWrite for every resource.
  // PERMISSION_DENIED: NOT_PERMITTED.  Other errors: the store could not be read.
  virtual absl::StatusOr<Grant> Authorize(const Principal& principal, absl::string_view method,
                                          const google::protobuf::Message* request) const;

 private:
  std::shared_ptr<const SnapshotSource> snapshots_;
};

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_AUTHORIZER_H_
