// Every service of walz.v1, for those who serve, permit or describe all of them.

#ifndef SERVICE_APP_ACCESS_PUBLIC_SERVICES_H_
#define SERVICE_APP_ACCESS_PUBLIC_SERVICES_H_

#include <vector>

#include <google/protobuf/descriptor.h>

namespace walz {

// By name.
const std::vector<const google::protobuf::ServiceDescriptor*>& PublicServices();

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_PUBLIC_SERVICES_H_
