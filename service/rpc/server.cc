#include "service/rpc/server.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include <absl/strings/str_cat.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <unistd.h>

#include "engine/base/status_macros.h"
#include "service/app/access/public_services.h"
#include "service/rpc/call_scope.h"
#include "service/rpc/described_service.h"
#include "service/rpc/listen_address.h"
#include "service/rpc/server_credentials.h"
#include "service/rpc/unix_listener.h"
#include "service/rpc/worker_pool.h"

namespace walz {
namespace {

using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

constexpr absl::Duration kCloseGrace = absl::Milliseconds(100);

int Millis(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

// Hears what gRPC, which has one log for the process, complains of; null: nobody.
struct TransportLog {
  std::mutex mutex;
  CallObserver* observer = nullptr;
};
TransportLog& TheTransportLog() {
  static auto* const log = new TransportLog;
  return *log;
}

void LogOfGrpc(gpr_log_func_args* args) {
  if (args->severity != GPR_LOG_SEVERITY_ERROR) return;
  const std::lock_guard lock(TheTransportLog().mutex);
  if (TheTransportLog().observer != nullptr) TheTransportLog().observer->OnTransportError(args->message);
}

// What gRPC keeps for the whole process.
void PrepareProcess() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // Else every malformed message of a client is a line on stderr.
    google::protobuf::SetLogHandler(nullptr);
    gpr_set_log_function(LogOfGrpc);
  });
}

void SetLimits(grpc::ServerBuilder& builder, const RpcLimits& limits) {
  builder.SetMaxReceiveMessageSize(limits.receive_bytes_max);
  builder.SetMaxSendMessageSize(limits.send_bytes_max);
  // A message is as large as it looks on the wire: no bombs.
  for (const grpc_compression_algorithm algorithm : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(algorithm, false);
  }
  const std::pair<const char*, int> arguments[] = {
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, kConcurrentStreamsMax},
      {GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Millis(limits.handshake_timeout)},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, Millis(limits.connection_idle_max)},
      {GRPC_ARG_MAX_CONNECTION_AGE_MS, Millis(limits.connection_age_max)},
      {GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Millis(kConnectionAgeGrace)},
      {GRPC_ARG_KEEPALIVE_TIME_MS, Millis(kKeepaliveTime)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Millis(kKeepaliveTimeout)},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, Millis(kPingIntervalMin)},
      {GRPC_ARG_HTTP2_MAX_PING_STRIKES, kPingStrikesMax},
      {GRPC_ARG_TCP_MAX_READ_CHUNK_SIZE, kReadBytesMax},
      {GRPC_ARG_ALLOW_REUSEPORT, 0},
  };
  for (const auto& [name, value] : arguments) builder.AddChannelArgument(name, value);
  grpc::ResourceQuota quota("walz");
  quota.Resize(limits.quota_bytes).SetMaxThreads(kQuotaThreads);
  builder.SetResourceQuota(quota);
}

class GrpcServer final : public RpcServer {
 public:
  GrpcServer(const RpcLimits& limits)
      : workers_(static_cast<std::size_t>(limits.worker_threads), static_cast<std::size_t>(limits.worker_queue_max),
                 /*nice=*/false),
        streams_(static_cast<std::size_t>(limits.streams_max), 0, /*nice=*/true) {}

  ~GrpcServer() override {
    Shutdown();
    const std::lock_guard lock(TheTransportLog().mutex);
    if (TheTransportLog().observer == serving_.observer) TheTransportLog().observer = nullptr;
  }

  absl::Status Open(const RpcOptions& options, const MethodSet& methods, const Authenticator& authenticator,
                    const Authorizer& authorizer, CallObserver* observer);

  int port() const override { return port_; }

  void SetServing(absl::string_view service, bool serving) override {
    server_->GetHealthCheckService()->SetServingStatus(std::string(service), serving);
  }

  void SetAllServing(bool serving) override {
    if (serving_.draining.load()) serving = false;
    SetServing("", serving);
    for (const auto* service : PublicServices()) SetServing(service->full_name(), serving);
  }

  void Drain(absl::Time deadline) override {
    if (server_ == nullptr || stopped_) return;
    serving_.draining.store(true);
    SetAllServing(false);
    serving_.endless_stop.request_stop();
    // What is left at the end are watchers of health, and connections, which gRPC would wait for.
    if (serving_.AwaitNoCalls(deadline)) deadline = std::min(deadline, absl::Now() + kCloseGrace);
    if (unix_ != nullptr) unix_->Stop();
    server_->Shutdown(absl::ToChronoTime(deadline));
    stopped_ = true;
  }

  void Shutdown() override { Drain(absl::InfinitePast()); }

 private:
  absl::Status OpenUnix(const RpcOptions& options, grpc::ServerBuilder& builder);

  // In the order in which they may be destroyed, last first.
  WorkerPool workers_;
  WorkerPool streams_;
  Serving serving_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::map<std::uint32_t, std::unique_ptr<Acceptor>> acceptors_by_uid_;
  std::unique_ptr<Acceptor> other_acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<UnixListener> unix_;
  int port_ = 0;
  bool stopped_ = false;
};

absl::Status GrpcServer::OpenUnix(const RpcOptions& options, grpc::ServerBuilder& builder) {
  WALZ_ASSIGN_OR_RETURN(unix_, UnixListener::Open(options.unix_socket, options.unix_mode));
  using Experimental = grpc::ServerBuilder::experimental_type;
  const auto accept_with = [&](std::optional<std::uint32_t> uid) {
    return builder.experimental().AddExternalConnectionAcceptor(Experimental::ExternalConnectionType::FROM_FD,
                                                                UnixCredentials(uid));
  };
  for (std::uint32_t uid : options.unix_admin_uids) acceptors_by_uid_[uid];
  acceptors_by_uid_[0];
  acceptors_by_uid_[geteuid()];
  for (auto& [uid, acceptor] : acceptors_by_uid_) acceptor = accept_with(uid);
  other_acceptor_ = accept_with(std::nullopt);
  return absl::OkStatus();
}

absl::Status GrpcServer::Open(const RpcOptions& options, const MethodSet& methods, const Authenticator& authenticator,
                              const Authorizer& authorizer, CallObserver* observer) {
  serving_.authenticator = &authenticator;
  serving_.authorizer = &authorizer;
  serving_.observer = observer;
  serving_.now = options.now;
  serving_.limits = options.limits;
  serving_.workers = &workers_;
  serving_.streams = &streams_;

  grpc::ServerBuilder builder;
  SetLimits(builder, options.limits);
  ListenAddress address;
  if (!options.address.empty()) {
    WALZ_ASSIGN_OR_RETURN(address, ParseListenAddress(options.address));
    if (!options.tls && !address.loopback) {
      return absl::InvalidArgumentError(
          absl::StrCat("will not listen on ", options.address,
                       " without TLS, since other machines could read along: give a certificate and key, or listen on "
                       "127.0.0.1 or a unix socket"));
    }
    std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
    if (options.tls) {
      WALZ_ASSIGN_OR_RETURN(credentials, TlsCredentials(*options.tls));
    }
    WALZ_RETURN_IF_ERROR(ProbeListenAddress(address));
    builder.AddListeningPort(address.ToString(), credentials, &port_);
  } else if (options.unix_socket.empty()) {
    return absl::InvalidArgumentError("there is neither an address nor a unix socket to listen on");
  }
  if (!options.unix_socket.empty()) WALZ_RETURN_IF_ERROR(OpenUnix(options, builder));
  for (const auto* descriptor : PublicServices()) {
    services_.push_back(MakeDescribedService(*descriptor, methods, serving_));
    builder.RegisterService(services_.back().get());
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || (!options.address.empty() && port_ == 0)) {
    server_.reset();
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen on ", options.address, ": another program took it just now"));
  }
  {
    const std::lock_guard lock(TheTransportLog().mutex);
    TheTransportLog().observer = observer;
  }
  SetAllServing(false);
  if (unix_ != nullptr) {
    unix_->Start([this](int listener_fd, int fd, std::uint32_t uid) {
      const auto at = acceptors_by_uid_.find(uid);
      Acceptor::NewConnectionParameters connection;
      connection.listener_fd = listener_fd;
      connection.fd = fd;
      (at == acceptors_by_uid_.end() ? *other_acceptor_ : *at->second).HandleNewConnection(&connection);
    });
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(const RpcOptions& options, const MethodSet& methods,
                                                            const Authenticator& authenticator,
                                                            const Authorizer& authorizer, CallObserver* observer) {
  PrepareProcess();
  if (options.channelz) grpc::channelz::experimental::InitChannelzService();
  auto server = std::make_unique<GrpcServer>(options.limits);
  WALZ_RETURN_IF_ERROR(server->Open(options, methods, authenticator, authorizer, observer));
  return server;
}

}  // namespace walz
