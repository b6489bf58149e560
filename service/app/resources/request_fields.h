// Fields of requests by the names that all requests share: `name`, `parent`, `page_size`, `request_id`, `view`.
//
// A request that lacks a field reads as one that left it unset.  Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_REQUEST_FIELDS_H_
#define SERVICE_APP_RESOURCES_REQUEST_FIELDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

#include "service/app/resources/resource_kind.h"
#include "service/call/call.h"

namespace walz {

std::string TextField(const google::protobuf::Message& request, absl::string_view field);
std::int64_t NumberField(const google::protobuf::Message& request, absl::string_view field);
bool FlagField(const google::protobuf::Message& request, absl::string_view field);
// Null where it is not set.
const google::protobuf::Message* MessageField(const google::protobuf::Message& request, absl::string_view field);

// True if the answer may show personal fields: the caller may read them, and `view` asks for them.  Requests without a
// view ask for all.  PERMISSION_DENIED, NOT_PERMITTED: it asks for the full view and may not.
absl::StatusOr<bool> ShowsPersonal(const ResourceKind& kind, const Call& call, const google::protobuf::Message& request,
                                   bool full_by_default);

// PERMISSION_DENIED, NOT_PERMITTED, also for what does not exist.
absl::Status NotPermitted(const Call& call, absl::string_view what);

// `name` of a resource of `kind`.  BAD_NAME.
absl::StatusOr<ResourceName> ReadName(const ResourceKind& kind, absl::string_view name);

// Of `centres/C-1` as parent of apprentices: {"C-1"}; of `centres/-`: {}, every parent.  BAD_NAME.
absl::StatusOr<std::vector<std::string>> ReadParent(const ResourceKind& kind, absl::string_view parent);

// The name of the resource that `name` lies in.  REQUIRES: name.ids.size() > 1
ResourceName ParentOf(const ResourceName& name);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_REQUEST_FIELDS_H_
