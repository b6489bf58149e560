#include "service/server/config_check.h"

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

namespace walz {
namespace {

constexpr int kPortMax = 65535;
constexpr std::size_t kUnixPathMax = 107;  // sockaddr_un.

void CheckListen(const Config& config, std::vector<ConfigFault>& faults) {
  if (config.listen_tcp.empty() && config.listen_unix.empty()) {
    faults.push_back({"listen.tcp", "nobody could reach the daemon; give listen.tcp or listen.unix"});
  }
  HostAndPort parsed;
  if (!config.listen_tcp.empty() && !ParseAddress(config.listen_tcp, parsed)) {
    faults.push_back({"listen.tcp", absl::StrCat("\"", config.listen_tcp,
                                                 "\" is no address; write \"127.0.0.1:7250\" or \"[::]:7250\"")});
  } else if (!config.listen_tcp.empty() && !parsed.loopback && config.tls_certificate.empty()) {
    faults.push_back(
        {"listen.tcp", absl::StrCat("\"", config.listen_tcp,
                                    "\" is not loopback, and without TLS the daemon listens on loopback or a "
                                    "unix socket only; give tls.certificate, tls.key and tls.client_ca, or "
                                    "listen on 127.0.0.1")});
  }
  if (config.listen_unix.size() > kUnixPathMax) {
    faults.push_back({"listen.unix", absl::StrCat("a socket's path may have ", kUnixPathMax, " bytes; this one has ",
                                                  config.listen_unix.size())});
  }
  if (!config.listen_unix.empty() && config.listen_unix[0] != '/') {
    faults.push_back(
        {"listen.unix", absl::StrCat("\"", config.listen_unix, "\" must be a whole path that begins with /")});
  }
}

void CheckTls(const Config& config, std::vector<ConfigFault>& faults) {
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    faults.push_back({config.tls_key.empty() ? "tls.key" : "tls.certificate",
                      "a certificate and its key go together; give both or none"});
  }
  if (!config.tls_client_ca.empty() && config.tls_certificate.empty()) {
    faults.push_back({"tls.client_ca", "client certificates need TLS; give tls.certificate and tls.key too"});
  }
  if (!config.access_certificates.empty() && config.tls_client_ca.empty()) {
    faults.push_back({"access.certificates", "nobody shows a certificate without tls.client_ca; give it"});
  }
  if (config.access_anonymous_role != "none" && !config.tls_certificate.empty()) {
    faults.push_back({"access.anonymous_role", "whoever reaches the network could do that; take \"none\""});
  }
}

}  // namespace

bool ParseAddress(absl::string_view address, HostAndPort& parsed) {
  const std::size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return false;
  absl::string_view host = address.substr(0, colon);
  const bool bracketed = absl::StartsWith(host, "[") && absl::EndsWith(host, "]");
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != absl::StrContains(host, ":") || host.empty() || absl::StrContains(host, "/")) return false;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &parsed.port) || parsed.port < 0 || parsed.port > kPortMax)
    return false;
  parsed.host = std::string(host);
  parsed.loopback = host == "localhost" || host == "::1" || absl::StartsWith(host, "127.");
  return true;
}

std::vector<ConfigFault> CheckConfig(const Config& config) {
  std::vector<ConfigFault> faults;
  CheckListen(config, faults);
  CheckTls(config, faults);
  if (config.store_folder.empty()) faults.push_back({"store.folder", "the data need a folder; give one"});
  if (config.store_ballast_mib > 0 && config.store_ballast_mib < config.store_memtable_mib) {
    faults.push_back({"store.ballast_mib",
                      absl::StrCat("must be 0 or at least store.memtable_mib, ", config.store_memtable_mib, " MiB")});
  }
  if (!config.backup_folder.empty() && config.backup_folder == config.store_folder) {
    faults.push_back({"backup.folder", "is the store's own folder; take another, best on another disk"});
  }
  if (!config.metrics_address.empty()) {
    HostAndPort parsed;
    if (!ParseAddress(config.metrics_address, parsed) || !parsed.loopback) {
      faults.push_back(
          {"metrics.address", absl::StrCat("\"", config.metrics_address,
                                           "\" must be a loopback address such as \"127.0.0.1:7251\"; metrics "
                                           "are served without TLS")});
    }
  }
  return faults;
}

}  // namespace walz
