// Serves one unary call through the callback API.

#ifndef SERVICE_RPC_UNARY_CALL_H_
#define SERVICE_RPC_UNARY_CALL_H_

#include "service/rpc/call_scope.h"

namespace grpc {
class ByteBuffer;
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace walz {

// The reactor deletes itself.
grpc::ServerUnaryReactor* ServeUnary(const ServedMethod& method, grpc::CallbackServerContext& context,
                                     const grpc::ByteBuffer& request, grpc::ByteBuffer& response);

}  // namespace walz

#endif  // SERVICE_RPC_UNARY_CALL_H_
