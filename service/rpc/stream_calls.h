// Serve streaming calls through the callback API: a worker thread each, whose Read and Write block.

#ifndef SERVICE_RPC_STREAM_CALLS_H_
#define SERVICE_RPC_STREAM_CALLS_H_

#include "service/rpc/call_scope.h"

namespace grpc {
class ByteBuffer;
class CallbackServerContext;
template <class Request>
class ServerReadReactor;
template <class Response>
class ServerWriteReactor;
}  // namespace grpc

namespace walz {

// The reactors delete themselves.
grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeServerStream(const ServedMethod& method,
                                                              grpc::CallbackServerContext& context,
                                                              const grpc::ByteBuffer& request);
grpc::ServerReadReactor<grpc::ByteBuffer>* ServeClientStream(const ServedMethod& method,
                                                             grpc::CallbackServerContext& context,
                                                             grpc::ByteBuffer& response);

}  // namespace walz

#endif  // SERVICE_RPC_STREAM_CALLS_H_
