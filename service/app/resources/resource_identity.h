// Resource identity: ids that clients choose, and the fields of a resource that say the same as its name.
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_RESOURCE_IDENTITY_H_
#define SERVICE_APP_RESOURCES_RESOURCE_IDENTITY_H_

#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

#include "service/app/resources/resource_kind.h"
#include "service/call/errors.h"
#include "service/convert/cell.h"

namespace walz {

// Why no resource can have this id, at most kIdCharactersMax characters; its path is empty.  None: it can.
std::optional<FieldFault> CheckId(absl::string_view id);

// The id that a new resource has by its fields: `ID` or `ID@FIRST_DAY` of a scheme, `ID` of a round; else empty.
std::string IdByFields(const ResourceKind& kind, const google::protobuf::Message& resource);

// Sets the name, and the other fields of identity where they are empty.  A fault where they say something else than
// the name, with the path of the field.
std::optional<FieldFault> FillIdentity(const ResourceKind& kind, const ResourceName& name,
                                       google::protobuf::Message& resource);

// A fault where `given` sets a field of identity to something else than `stored` has.
std::optional<FieldFault> CompareIdentity(const ResourceKind& kind, const google::protobuf::Message& given,
                                          const google::protobuf::Message& stored);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_RESOURCE_IDENTITY_H_
