// From the context of a gRPC call to a Peer.

#ifndef SERVICE_RPC_PEER_H_
#define SERVICE_RPC_PEER_H_

#include <absl/time/time.h>

#include "service/app/access/authenticator.h"

namespace grpc {
class ServerContextBase;
}

namespace walz {

// The property under which the credentials of a unix socket name the peer's uid.
inline constexpr char kUidProperty[] = "walz_uid";

Peer PeerOf(const grpc::ServerContextBase& context);
absl::Time DeadlineOf(const grpc::ServerContextBase& context);

}  // namespace walz

#endif  // SERVICE_RPC_PEER_H_
