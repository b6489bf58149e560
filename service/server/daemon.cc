#include "service/server/daemon.h"

#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "service/rpc/server.h"
#include "service/server/call_log.h"
#include "service/server/config_check.h"
#include "service/server/metrics.h"
#include "service/server/principals.h"
#include "service/server/services.h"
#include "service/store/rocks_store.h"

namespace walz {
namespace {

constexpr std::int64_t kMib = 1 << 20;

StoreOptions StoreOptionsOf(const Config& config) {
  StoreOptions options;
  options.idempotency_kept = absl::Hours(config.store_idempotency_hours);
  options.disk_watermark_bytes = config.store_watermark_mib * kMib;
  options.ballast_bytes = config.store_ballast_mib * kMib;
  options.rocks_memtable_bytes = static_cast<std::size_t>(config.store_memtable_mib * kMib);
  options.rocks_cache_bytes = static_cast<std::size_t>(config.store_cache_mib * kMib);
  return options;
}

DaemonExit StoreExitOf(const absl::Status& status) {
  if (absl::IsDataLoss(status)) return kDaemonDataLoss;
  if (absl::IsResourceExhausted(status)) return kDaemonDiskFull;
  return kDaemonFolderHeld;
}

DaemonExit ServicesExitOf(const absl::Status& status) {
  if (absl::IsDataLoss(status)) return kDaemonDataLoss;
  if (absl::IsResourceExhausted(status)) return kDaemonDiskFull;
  if (absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) || absl::IsNotFound(status))
    return kDaemonConfig;
  return kDaemonFailed;
}

absl::StatusOr<RpcOptions> RpcOptionsOf(const Config& config) {
  RpcOptions options;
  options.address = config.listen_tcp;
  if (!config.tls_certificate.empty()) {
    options.tls = TlsFiles{.certificate_chain = config.tls_certificate,
                           .private_key = config.tls_key,
                           .client_roots = config.tls_client_ca,
                           .require_client_certificate = !config.tls_client_ca.empty()};
  }
  HostAndPort address;
  options.channelz = config.listen_tcp.empty() || (ParseAddress(config.listen_tcp, address) && address.loopback);
  options.unix_socket = config.listen_unix;
  absl::StatusOr<std::vector<std::uint32_t>> admins = ParseUsers(config.access_unix_admins);
  if (!admins.ok()) return admins.status();
  options.unix_admin_uids = *std::move(admins);
  if (!options.unix_admin_uids.empty()) options.unix_mode = 0666;  // Who is no administrator shows a token.
  options.limits.worker_threads = static_cast<int>(config.limits_worker_threads);
  return options;
}

// Logs and metrics hear of the same calls.
class Observers : public CallObserver {
 public:
  Observers(CallObserver& log, CallObserver& metrics) : log_(log), metrics_(metrics) {}
  void OnCallStart(absl::string_view method) override { metrics_.OnCallStart(method); }
  void OnCallEnd(const CallEnd& end) override {
    metrics_.OnCallEnd(end);
    log_.OnCallEnd(end);
  }
  void OnTransportError(absl::string_view text) override { log_.OnTransportError(text); }

 private:
  CallObserver& log_;
  CallObserver& metrics_;
};

class StartedDaemon : public Daemon {
 public:
  StartedDaemon(const Config& config, Log& log) : config_(config), log_(log), call_log_(log) {}

  ~StartedDaemon() override {
    rpc_.reset();
    if (metrics_ != nullptr) metrics_->StopServing();  // It asks the services for figures, and they tell it of runs.
    services_.reset();
  }

  bool Open(std::function<void(const absl::Status&)> on_store_failed, DaemonFailure& failure) {
    const auto fail = [&](DaemonExit exit, const absl::Status& status) {
      failure = {exit, std::string(status.message())};
      return false;
    };
    const absl::StatusOr<RpcOptions> rpc_options = RpcOptionsOf(config_);
    if (!rpc_options.ok()) return fail(kDaemonConfig, rpc_options.status());

    StoreOptions store_options = StoreOptionsOf(config_);
    store_options.on_failed = std::move(on_store_failed);
    absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(config_.store_folder, std::move(store_options));
    if (!store.ok()) return fail(StoreExitOf(store.status()), store.status());
    store_ = *std::move(store);

    absl::StatusOr<std::unique_ptr<Services>> services = Services::Open(config_, *store_, log_);
    if (!services.ok()) return fail(ServicesExitOf(services.status()), services.status());
    services_ = *std::move(services);

    std::vector<std::string> methods;
    for (const auto& [name, method] : services_->methods().methods()) methods.push_back(name);
    metrics_ = std::make_unique<Metrics>(methods);
    if (!config_.metrics_address.empty()) {
      const absl::StatusOr<int> port =
          metrics_->Serve(config_.metrics_address, [this] { return services_->Figures(); });
      if (!port.ok()) return fail(kDaemonAddress, port.status());
      metrics_port_ = *port;
    }
    observers_.emplace(call_log_, metrics_->calls());

    absl::StatusOr<std::unique_ptr<RpcServer>> rpc = RpcServer::Start(
        *rpc_options, services_->methods(), services_->authenticator(), services_->authorizer(), &*observers_);
    if (!rpc.ok()) return fail(absl::IsInvalidArgument(rpc.status()) ? kDaemonConfig : kDaemonAddress, rpc.status());
    rpc_ = *std::move(rpc);
    services_->Start(*metrics_);
    rpc_->SetAllServing(true);
    return true;
  }

  int port() const override { return rpc_->port(); }
  int metrics_port() const override { return metrics_port_; }

  void Drain(absl::Time deadline) override {
    rpc_->SetAllServing(false);
    services_->StopJobs();
    rpc_->Drain(deadline);
  }

 private:
  const Config config_;
  Log& log_;
  CallLog call_log_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<Metrics> metrics_;
  std::optional<Observers> observers_;
  std::unique_ptr<RpcServer> rpc_;
  int metrics_port_ = 0;
};

}  // namespace

std::unique_ptr<Daemon> Daemon::Start(const Config& config, Log& log,
                                      std::function<void(const absl::Status&)> on_store_failed,
                                      DaemonFailure& failure) {
  auto daemon = std::make_unique<StartedDaemon>(config, log);
  if (!daemon->Open(std::move(on_store_failed), failure)) return nullptr;
  return daemon;
}

}  // namespace walz
