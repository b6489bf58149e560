// MessageValidator: checks resources by the readers of files, so that file and API have one grammar.

#ifndef SERVICE_APP_RESOURCES_MESSAGE_VALIDATOR_H_
#define SERVICE_APP_RESOURCES_MESSAGE_VALIDATOR_H_

#include <memory>
#include <vector>

#include <google/protobuf/message.h>

#include "engine/model/catalogue.h"
#include "service/app/resources/resource_validator.h"

namespace walz {

// Thread rule: const methods may be called from any thread.
class MessageValidator : public ResourceValidator {
 public:
  // Countries, fields, activities: what texts are checked against.
  explicit MessageValidator(std::shared_ptr<const Catalogue> catalogue);

  void Validate(const ResourceKind& kind, google::protobuf::Message& resource,
                std::vector<FieldFault>& faults) const override;

 private:
  const std::shared_ptr<const Catalogue> catalogue_;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_MESSAGE_VALIDATOR_H_
