// DescribedService: a gRPC service made at run time from its protobuf descriptor; no generated stubs.

#ifndef SERVICE_RPC_DESCRIBED_SERVICE_H_
#define SERVICE_RPC_DESCRIBED_SERVICE_H_

#include <memory>

#include <google/protobuf/descriptor.h>

#include "service/call/method_set.h"
#include "service/rpc/call_scope.h"

namespace grpc {
class Service;
}

namespace walz {

// `methods` and `serving` have to outlive the service.
std::unique_ptr<grpc::Service> MakeDescribedService(const google::protobuf::ServiceDescriptor& descriptor,
                                                    const MethodSet& methods, Serving& serving);

}  // namespace walz

#endif  // SERVICE_RPC_DESCRIBED_SERVICE_H_
