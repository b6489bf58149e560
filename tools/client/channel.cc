#include "tools/client/channel.h"

#include <string>
#include <utility>

#include <absl/strings/cord.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <google/rpc/status.pb.h>
#include <grpc/support/log.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/sync_stream.h>

namespace walz {
namespace {

using google::protobuf::Message;
using grpc::internal::RpcMethod;

constexpr int kKeepaliveMilliseconds = 60'000;
// After a connection was refused; what asks again earlier is refused at once without asking.
constexpr int kReconnectMillisecondsMin = 50;
constexpr int kReconnectMillisecondsMax = 2'000;
constexpr int kConnectMilliseconds = 5'000;  // A host that says nothing is given up after it.

// gRPC speaks of its inner life on standard error; what matters to people comes as a status.
void BeSilent(gpr_log_func_args*) {}

void PrepareOnce() {
  static const bool prepared = [] {
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    gpr_set_log_function(&BeSilent);
    return true;
  }();
  (void)prepared;
}

absl::Status StatusOf(const grpc::Status& answer) {
  if (answer.ok()) return absl::OkStatus();
  absl::Status status(static_cast<absl::StatusCode>(answer.error_code()), answer.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(answer.error_details())) {
    for (const google::protobuf::Any& detail : details.details()) {
      status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return status;
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const Endpoint& endpoint) {
  if (!endpoint.tls) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials(
      {.pem_root_certs = endpoint.ca, .pem_private_key = endpoint.key, .pem_cert_chain = endpoint.certificate});
}

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // The daemon is asked, nobody between.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMillisecondsMin);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMillisecondsMax);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMilliseconds);
  arguments.SetUserAgentPrefix(absl::StrCat("walz/", WALZ_VERSION));
  return arguments;
}

}  // namespace

struct Channel::Connection {
  std::shared_ptr<grpc::Channel> channel;
  std::string authorization;  // The header's value; empty: none.

  void Prepare(grpc::ClientContext& context, absl::Time deadline) const {
    if (!authorization.empty()) context.AddMetadata("authorization", authorization);
    if (deadline != absl::InfiniteFuture()) context.set_deadline(absl::ToChronoTime(deadline));
  }
};

Channel::Channel(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Channel::Channel(Channel&&) noexcept = default;
Channel& Channel::operator=(Channel&&) noexcept = default;
Channel::~Channel() = default;

absl::StatusOr<Channel> Channel::Open(const Endpoint& endpoint) {
  if (endpoint.address.empty()) return absl::InvalidArgumentError("no address of a daemon is given");
  if (!endpoint.token.empty() && !endpoint.tls && !IsLocalAddress(endpoint.address)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a token is not sent to '", endpoint.address,
                     "' without TLS, where anybody on the way could read it; name the daemon's certificate authority "
                     "with --tls-ca"));
  }
  PrepareOnce();
  auto connection = std::make_unique<Connection>();
  connection->channel = grpc::CreateCustomChannel(endpoint.address, CredentialsOf(endpoint), Arguments());
  if (!endpoint.token.empty()) connection->authorization = absl::StrCat("Bearer ", endpoint.token);
  return Channel(std::move(connection));
}

absl::Status Channel::Call(absl::string_view method, const Message& request, Message& response,
                           absl::Time deadline) const {
  const std::string path = absl::StrCat("/", method);
  const RpcMethod rpc(path.c_str(), RpcMethod::NORMAL_RPC);
  grpc::ClientContext context;
  connection_->Prepare(context, deadline);
  return StatusOf(grpc::internal::BlockingUnaryCall<Message, Message>(connection_->channel.get(), rpc, &context,
                                                                      request, &response));
}

absl::Status Channel::ServerStream(absl::string_view method, const Message& request, Message& response,
                                   absl::FunctionRef<bool()> on_message, std::stop_token stop,
                                   absl::Time deadline) const {
  const std::string path = absl::StrCat("/", method);
  const RpcMethod rpc(path.c_str(), RpcMethod::SERVER_STREAMING);
  grpc::ClientContext context;
  connection_->Prepare(context, deadline);
  const std::unique_ptr<grpc::ClientReader<Message>> reader(
      grpc::internal::ClientReaderFactory<Message>::Create(connection_->channel.get(), rpc, &context, request));
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  bool enough = false;
  while (!enough && reader->Read(&response)) enough = !on_message();
  if (enough) context.TryCancel();
  const absl::Status status = StatusOf(reader->Finish());
  if (stop.stop_requested()) return absl::CancelledError("stopped");
  return enough ? absl::OkStatus() : status;
}

absl::Status Channel::ClientStream(absl::string_view method, Message& request, absl::FunctionRef<bool()> next,
                                   Message& response, std::stop_token stop, absl::Time deadline) const {
  const std::string path = absl::StrCat("/", method);
  const RpcMethod rpc(path.c_str(), RpcMethod::CLIENT_STREAMING);
  grpc::ClientContext context;
  connection_->Prepare(context, deadline);
  const std::unique_ptr<grpc::ClientWriter<Message>> writer(
      grpc::internal::ClientWriterFactory<Message>::Create(connection_->channel.get(), rpc, &context, &response));
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  while (!stop.stop_requested() && next()) {
    if (!writer->Write(request)) break;  // The daemon has answered already: Finish says what.
  }
  writer->WritesDone();
  const absl::Status status = StatusOf(writer->Finish());
  return stop.stop_requested() ? absl::CancelledError("stopped") : status;
}

bool IsLocalAddress(absl::string_view address) {
  if (absl::StartsWith(address, "unix:") || absl::StartsWith(address, "unix-abstract:")) return true;
  return absl::StartsWith(address, "localhost:") || absl::StartsWith(address, "127.") ||
         absl::StartsWith(address, "[::1]:");
}

}  // namespace walz
