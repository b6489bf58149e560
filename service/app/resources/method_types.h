// Method types: which method of a service is which standard method of a kind, by its name alone (AIP-131 to 135).
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_METHOD_TYPES_H_
#define SERVICE_APP_RESOURCES_METHOD_TYPES_H_

#include <cstdint>
#include <string>

#include <google/protobuf/descriptor.h>

#include "service/app/resources/resource_kind.h"
#include "service/call/method_set.h"

namespace walz {

enum class MethodVerb : std::uint8_t {
  kGet,
  kList,
  kCreate,
  kUpdate,
  kDelete,
  kUndelete,
  kBatchGet,
  kBatchCreate,
  kBatchUpdate,
};

// The method `GetCentre`, `ListCentres`, `BatchGetCentres` of `service`; null where it has none.
const google::protobuf::MethodDescriptor* FindMethod(const google::protobuf::ServiceDescriptor& service,
                                                     const ResourceKind& kind, MethodVerb verb);

// The method set's row for it, with prototypes and without handler.
Method& OfferMethod(MethodSet& methods, const google::protobuf::MethodDescriptor& method, Where where);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_METHOD_TYPES_H_
