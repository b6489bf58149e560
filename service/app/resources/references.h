// References: what a resource needs to be there, and who needs it.
//
// A resource needs its parent and what ResourceKind::references names.  A scheme is referred to by its id, which
// several versions share: one of them has to be there.
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_REFERENCES_H_
#define SERVICE_APP_RESOURCES_REFERENCES_H_

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

#include "service/app/resources/resource_kind.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

struct Reference {
  std::string field;  // `parent`, `scheme`, `employer`, `round`.
  ResourceName to;    // Of a scheme its id alone, whatever its version.
  friend bool operator==(const Reference&, const Reference&) = default;
};

// The parent first.  Fields that are empty refer to nothing; one that holds no name of the right kind is left out, for
// the validator refuses it.
std::vector<Reference> ReferencesOf(const ResourceKind& kind, const google::protobuf::Message& resource);

// The record that `to` refers to, not deleted; none if there is none.
absl::StatusOr<std::optional<Expectation>> FindReferred(const StoreSnapshot& snapshot, const ResourceName& to);

// All versions of the scheme called `id`, deleted ones too.
absl::Status ScanVersions(const StoreSnapshot& snapshot, const std::string& id,
                          absl::FunctionRef<void(const Expectation&, const google::protobuf::Message&)> visit);

struct Users {
  std::int64_t count = 0;
  std::vector<std::string> names;  // The first kUsersShownMax.
};

inline constexpr std::size_t kUsersShownMax = 10;

// The resources, not deleted, that need `resource`: scans whole collections, for the worker pool.
//   Cancelled  STOPPED: `stop` asked
absl::StatusOr<Users> FindUsers(const StoreSnapshot& snapshot, const ResourceKind& kind,
                                const google::protobuf::Message& resource, std::stop_token stop);

// What others call `resource`: its name, of a scheme without the version.
ResourceName ReferredName(const ResourceKind& kind, const google::protobuf::Message& resource);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_REFERENCES_H_
