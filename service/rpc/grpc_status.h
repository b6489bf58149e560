// From absl::Status to grpc::Status, with google.rpc.Status in `grpc-status-details-bin`.

#ifndef SERVICE_RPC_GRPC_STATUS_H_
#define SERVICE_RPC_GRPC_STATUS_H_

#include <absl/status/status.h>

namespace grpc {
class Status;
}

namespace walz {

// The payloads of `status` become the details, under their type URLs.
grpc::Status StatusToGrpc(const absl::Status& status);

}  // namespace walz

#endif  // SERVICE_RPC_GRPC_STATUS_H_
