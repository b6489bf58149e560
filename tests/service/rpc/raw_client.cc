#include "tests/service/rpc/raw_client.h"

#include <google/rpc/status.pb.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/slice.h>
#include <grpcpp/support/sync_stream.h>

namespace walz {
namespace {

using grpc::ByteBuffer;
using grpc::internal::RpcMethod;

absl::Status FromGrpc(const grpc::Status& status) {
  absl::Status from(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (!status.ok() && details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) from.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return from;
}

ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return ByteBuffer(&slice, 1);
}

std::string BytesOf(const ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

void Prepare(grpc::ClientContext& context, const CallOptions& options) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
  context.set_wait_for_ready(false);
  for (const auto& [key, value] : options.metadata) context.AddMetadata(key, value);
  if (options.gzip) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
}

}  // namespace

struct RawClient::Connection {
  std::shared_ptr<grpc::Channel> channel;
};

RawClient::RawClient(const std::string& target, const ClientTls& tls) : connection_(std::make_unique<Connection>()) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(-1);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!tls.roots.empty()) {
    credentials = grpc::SslCredentials({tls.roots, tls.key, tls.certificate});
    arguments.SetSslTargetNameOverride("localhost");
  }
  connection_->channel = grpc::CreateCustomChannel(target, credentials, arguments);
}

RawClient::~RawClient() = default;

absl::Status RawClient::UnaryBytes(const std::string& method, const std::string& request, std::string& response,
                                   const CallOptions& options) {
  grpc::ClientContext context;
  Prepare(context, options);
  const std::string path = "/" + method;
  ByteBuffer reply;
  const grpc::Status status = grpc::internal::BlockingUnaryCall<ByteBuffer, ByteBuffer>(
      connection_->channel.get(), RpcMethod(path.c_str(), RpcMethod::NORMAL_RPC), &context, BufferOf(request), &reply);
  response = BytesOf(reply);
  return FromGrpc(status);
}

absl::Status RawClient::Unary(const std::string& method, const google::protobuf::Message& request,
                              google::protobuf::Message& response, const CallOptions& options) {
  std::string bytes;
  absl::Status status = UnaryBytes(method, request.SerializeAsString(), bytes, options);
  if (status.ok() && !response.ParseFromString(bytes)) return absl::DataLossError("the response cannot be read");
  return status;
}

absl::Status RawClient::ServerStream(const std::string& method, const google::protobuf::Message& request,
                                     const std::function<bool(const std::string& bytes)>& read,
                                     const CallOptions& options) {
  grpc::ClientContext context;
  Prepare(context, options);
  const std::string path = "/" + method;
  const std::unique_ptr<grpc::ClientReader<ByteBuffer>> reader(grpc::internal::ClientReaderFactory<ByteBuffer>::Create(
      connection_->channel.get(), RpcMethod(path.c_str(), RpcMethod::SERVER_STREAMING), &context,
      BufferOf(request.SerializeAsString())));
  for (ByteBuffer message; reader->Read(&message);) {
    if (!read(BytesOf(message))) context.TryCancel();
  }
  return FromGrpc(reader->Finish());
}

absl::Status RawClient::ClientStream(const std::string& method, const std::function<bool(std::string& bytes)>& write,
                                     google::protobuf::Message& response, const CallOptions& options) {
  grpc::ClientContext context;
  Prepare(context, options);
  const std::string path = "/" + method;
  ByteBuffer reply;
  const std::unique_ptr<grpc::ClientWriter<ByteBuffer>> writer(grpc::internal::ClientWriterFactory<ByteBuffer>::Create(
      connection_->channel.get(), RpcMethod(path.c_str(), RpcMethod::CLIENT_STREAMING), &context, &reply));
  for (std::string bytes; write(bytes);) {
    if (!writer->Write(BufferOf(bytes))) break;
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (status.ok() && !response.ParseFromString(BytesOf(reply))) {
    return absl::DataLossError("the response cannot be read");
  }
  return FromGrpc(status);
}

void RawClient::AbandonClientStream(const std::string& method, const std::string& bytes,
                                    const std::function<void()>& before_leaving) {
  grpc::ClientContext context;
  const std::string path = "/" + method;
  ByteBuffer reply;
  const std::unique_ptr<grpc::ClientWriter<ByteBuffer>> writer(grpc::internal::ClientWriterFactory<ByteBuffer>::Create(
      connection_->channel.get(), RpcMethod(path.c_str(), RpcMethod::CLIENT_STREAMING), &context, &reply));
  writer->Write(BufferOf(bytes));
  before_leaving();
  context.TryCancel();
  writer->Finish();
}

}  // namespace walz
