// Messages to and from the buffers of gRPC.

#ifndef SERVICE_RPC_MESSAGE_BYTES_H_
#define SERVICE_RPC_MESSAGE_BYTES_H_

#include <google/protobuf/message.h>

namespace grpc {
class ByteBuffer;
}

namespace walz {

// False for bytes that are no message of the type.  Empties `buffer`.
bool ParseMessage(grpc::ByteBuffer& buffer, google::protobuf::Message& message);
// REQUIRES: less than 2 GiB
grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message);

}  // namespace walz

#endif  // SERVICE_RPC_MESSAGE_BYTES_H_
