#include "service/rpc/message_bytes.h"

#include <cstdint>

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

namespace walz {

bool ParseMessage(grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  // Most messages stand in one slice; it is read in place.
  grpc::Slice slice;
  if (buffer.TrySingleSlice(&slice).ok()) {
    const bool parsed = message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    buffer.Clear();
    return parsed;
  }
  return grpc::GenericDeserialize<grpc::ProtoBufferReader, google::protobuf::Message>(&buffer, &message).ok();
}

grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message) {
  constexpr std::size_t kOneSliceBytesMax = 64 * 1024;
  const std::size_t size = message.ByteSizeLong();
  if (size <= kOneSliceBytesMax) {
    grpc::Slice slice(size);
    message.SerializeWithCachedSizesToArray(const_cast<std::uint8_t*>(slice.begin()));
    return grpc::ByteBuffer(&slice, 1);
  }
  grpc::ByteBuffer buffer;
  bool own_buffer = false;
  grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(message, &buffer, &own_buffer);
  return buffer;
}

}  // namespace walz
