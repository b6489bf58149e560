// What gRPC asks of those who connect: nothing on the loopback, certificates over TLS, the uid on a unix socket.

#ifndef SERVICE_RPC_SERVER_CREDENTIALS_H_
#define SERVICE_RPC_SERVER_CREDENTIALS_H_

#include <cstdint>
#include <memory>
#include <optional>

#include <absl/status/statusor.h>

#include "service/rpc/server.h"

namespace grpc {
class ServerCredentials;
}

namespace walz {

// InvalidArgument: a file that cannot be read, or a key that does not belong to its certificate.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> TlsCredentials(const TlsFiles& files);

// For connections of one uid, with which every call on them is marked; none: of somebody who is no administrator.
std::shared_ptr<grpc::ServerCredentials> UnixCredentials(std::optional<std::uint32_t> uid);

}  // namespace walz

#endif  // SERVICE_RPC_SERVER_CREDENTIALS_H_
