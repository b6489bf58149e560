// Update mask: which fields of a stored resource an update replaces (AIP-134, AIP-161).
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_UPDATE_MASK_H_
#define SERVICE_APP_RESOURCES_UPDATE_MASK_H_

#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include "service/app/resources/resource_kind.h"

namespace walz {

// The fields that an update replaces, each once: those of the mask; all that may be written, for `*`; those that
// `given` sets, if the mask is null or empty.  Without `personal`, `*` leaves personal fields as they are: the caller
// never saw them. INVALID_ARGUMENT, BAD_MASK: a path is no top-level field, or one that no client writes.
absl::StatusOr<std::vector<const google::protobuf::FieldDescriptor*>> FieldsToUpdate(
    const ResourceKind& kind, const google::protobuf::FieldMask* mask, const google::protobuf::Message& given,
    bool personal);

// Copies `fields` from `given` to `stored`: lists and messages as a whole, unset ones become unset.
// REQUIRES: each field once.
void CopyFields(const std::vector<const google::protobuf::FieldDescriptor*>& fields,
                const google::protobuf::Message& given, google::protobuf::Message& stored);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_UPDATE_MASK_H_
