// ResourceValidator: what the standard methods ask of a resource's own fields before it is stored.

#ifndef SERVICE_APP_RESOURCES_RESOURCE_VALIDATOR_H_
#define SERVICE_APP_RESOURCES_RESOURCE_VALIDATOR_H_

#include <vector>

#include <google/protobuf/message.h>

#include "service/app/resources/resource_kind.h"
#include "service/call/errors.h"

namespace walz {

// Thread rule: const methods may be called from any thread.
class ResourceValidator {
 public:
  virtual ~ResourceValidator() = default;

  // Reads the fields of `resource`, whose name is set, and leaves them in canonical form: the form that an import of
  // the same facts would store.  Appends what cannot stand to `faults`, with paths such as `windows[0]`.
  virtual void Validate(const ResourceKind& kind, google::protobuf::Message& resource,
                        std::vector<FieldFault>& faults) const = 0;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_RESOURCE_VALIDATOR_H_
