// Resource I/O: how a message of the API stands in the store: its key, its value, its etag.
//
//   const absl::StatusOr<v1::Round> round = ReadResource<v1::Round>(snapshot, "rounds/spring-27");
//   commit.mutations.push_back(PutMutation(changed, RevisionOfEtag(round->etag())));
//
// A value is the message serialized without its etag, which is the record's revision in lower-case hex and is filled in
// when the record is read.  Deleted resources stand there with their delete_time.  Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_RESOURCE_IO_H_
#define SERVICE_APP_RESOURCES_RESOURCE_IO_H_

#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

std::string EtagOf(Revision revision);
// None where `etag` is none that EtagOf makes.
std::optional<Revision> RevisionOfEtag(absl::string_view etag);

google::protobuf::Timestamp TimestampOf(absl::Time time);
absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);

// The field `name`; empty where the message has none.
std::string NameOf(const google::protobuf::Message& resource);
// True if delete_time is set.
bool IsDeleted(const google::protobuf::Message& resource);
// Sets the field `etag`, where the message has one.
void SetEtag(google::protobuf::Message& resource, absl::string_view etag);

// NOT_FOUND, RESOURCE_NOT_FOUND: there is none, or (with `deleted`) it is deleted.
absl::Status NoSuchResource(absl::string_view name, bool deleted = false);
// INVALID_ARGUMENT, BAD_NAME; `pattern` such as `centres/*`.
absl::Status NoSuchName(absl::string_view name, absl::string_view pattern);

// The message serialized with maps in the order of their keys: equal messages give equal bytes.
std::string BytesOf(const google::protobuf::Message& message);
// The same without etag: what stands in the store.
std::string ValueOf(const google::protobuf::Message& resource);
// Reads `record` into `resource` and fills in the etag.  DataLoss if the value is no such message.
absl::Status FillOutput(absl::string_view value, Revision revision, google::protobuf::Message& resource);
// Writes `resource` under its name.  REQUIRES: ParseName(NameOf(resource))
Mutation PutMutation(const google::protobuf::Message& resource, std::optional<Revision> expected = std::nullopt);

// The resource of that name into `resource`, deleted or not.
//   InvalidArgument  BAD_NAME
//   NotFound         RESOURCE_NOT_FOUND: there is none; a deleted one is found, see IsDeleted
absl::Status ReadResourceInto(const StoreSnapshot& snapshot, absl::string_view name,
                              google::protobuf::Message& resource);

// The live resource of that name, its etag filled in; NotFound also for a deleted one.
template <typename Resource>
absl::StatusOr<Resource> ReadResource(const StoreSnapshot& snapshot, absl::string_view name) {
  Resource resource;
  const absl::Status status = ReadResourceInto(snapshot, name, resource);
  if (!status.ok()) return status;
  if (IsDeleted(resource)) return NoSuchResource(name, /*deleted=*/true);
  return resource;
}

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_RESOURCE_IO_H_
