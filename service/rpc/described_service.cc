#include "service/rpc/described_service.h"

#include <deque>
#include <string>

#include <absl/strings/str_cat.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "service/rpc/stream_calls.h"
#include "service/rpc/unary_call.h"

namespace walz {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using grpc::ByteBuffer;
using grpc::CallbackServerContext;

// Streams that end only with their client, who comes back when the daemon does.
constexpr absl::string_view kEndlessMethods[] = {"walz.v1.WatchService/Watch", "walz.v1.MatchingService/WatchRun"};

// As the generated WithRawCallbackMethod_X classes do it, one method after the other.
class DescribedService final : public grpc::Service {
 public:
  DescribedService(const ServiceDescriptor& descriptor, const MethodSet& methods, Serving& serving) {
    for (int i = 0; i < descriptor.method_count(); ++i) {
      const MethodDescriptor& method = *descriptor.method(i);
      ServedMethod& served = served_.emplace_back();
      served.name = absl::StrCat(descriptor.full_name(), "/", method.name());
      served.method = methods.Find(served.name);
      served.serving = &serving;
      for (absl::string_view name : kEndlessMethods) served.endless |= name == served.name;
      // gRPC keeps the pointer to the path.
      const std::string& path = paths_.emplace_back(absl::StrCat("/", served.name));
      AddMethod(new grpc::internal::RpcServiceMethod(path.c_str(), TypeOf(method), nullptr));
      MarkMethodRawCallback(i, MakeHandler(method, served));
    }
  }

 private:
  static grpc::internal::RpcMethod::RpcType TypeOf(const MethodDescriptor& method) {
    if (method.client_streaming()) return grpc::internal::RpcMethod::CLIENT_STREAMING;
    if (method.server_streaming()) return grpc::internal::RpcMethod::SERVER_STREAMING;
    return grpc::internal::RpcMethod::NORMAL_RPC;
  }

  static grpc::internal::MethodHandler* MakeHandler(const MethodDescriptor& method, const ServedMethod& served) {
    if (method.client_streaming()) {
      return new grpc::internal::CallbackClientStreamingHandler<ByteBuffer, ByteBuffer>(
          [&served](CallbackServerContext* context, ByteBuffer* response) {
            return ServeClientStream(served, *context, *response);
          });
    }
    if (method.server_streaming()) {
      return new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
          [&served](CallbackServerContext* context, const ByteBuffer* request) {
            return ServeServerStream(served, *context, *request);
          });
    }
    return new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
        [&served](CallbackServerContext* context, const ByteBuffer* request, ByteBuffer* response) {
          return ServeUnary(served, *context, *request, *response);
        });
  }

  std::deque<ServedMethod> served_;  // Handlers point into it.
  std::deque<std::string> paths_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeDescribedService(const ServiceDescriptor& descriptor, const MethodSet& methods,
                                                    Serving& serving) {
  return std::make_unique<DescribedService>(descriptor, methods, serving);
}

}  // namespace walz
